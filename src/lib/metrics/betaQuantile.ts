import {incompleteBeta} from "./incompleteBeta.js";

/**
 * The x at or below which a Beta(a, b) variable lies with probability p, by bisection of the distribution function to the last bit.
 * Throws `RangeError` for p outside [0, 1] or a shape that is not positive.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`invalid probability: ${p}`);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}
