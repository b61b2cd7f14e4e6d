import {logGamma} from "./logGamma.js";

/**
 * The regularised incomplete beta function I_x(a, b): the share of a Beta(a, b) variable at or below x.
 * Throws `RangeError` for x outside [0, 1] or a shape that is not positive.
 *
 * Source: DLMF 8.17.22, the continued fraction evaluated by Lentz's method as modified by I. J. Thompson and A. R. Barnett (1986),
 * on the side of the mean where it converges fast.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`invalid x: ${x}`);
  if (!(a > 0)) throw new RangeError(`invalid shape a: ${a}`);
  if (!(b > 0)) throw new RangeError(`invalid shape b: ${b}`);
  if (x === 0 || x === 1) return x;
  return x > (a + 1) / (a + b + 2) ? 1 - lowerTail(1 - x, x, b, a) : lowerTail(x, 1 - x, a, b);
}

function lowerTail(x: number, y: number, a: number, b: number): number {
  const logFactor = a * Math.log(x) + b * Math.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(logFactor) / a) * continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  const nonZero = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; ++m) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) return fraction;
  }
  return fraction;
}
