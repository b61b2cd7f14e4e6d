import {exp, log} from "../core/portableMath.js";
import type {Random} from "../core/random.js";

/**
 * Draws from the gamma distribution with this shape and scale 1. Throws `RangeError` for a shape that is not above 0.
 *
 * Source: Marsaglia and Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26(3); a shape below 1 by their
 * note in section 6.
 */
function gammaSample(shape: number, source: Random): number {
  if (!(shape > 0 && shape < Infinity)) throw new RangeError(`invalid shape: ${shape}`);
  if (shape < 1) return gammaSample(shape + 1, source) * exp(log(source.uniform()) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalSample(source);
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    const u = source.uniform();
    const xx = x * x;
    if (u < 1 - 0.0331 * xx * xx || log(u) < xx / 2 + d * (1 - v + log(v))) return d * v;
  }
}

/**
 * Draws from the beta distribution, whose mean is `alpha / (alpha + beta)`: what is believed of a rate after `alpha − 1` hits
 * and `beta − 1` misses, if all rates were alike before. Throws `RangeError` for parameters that are not above 0.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const source = random(1);
 * const draws = Array.from({length: 10_000}, () => betaSample(1, 3, source));
 * (draws.reduce((a, b) => a + b, 0) / draws.length).toFixed(2) // → "0.25"
 * betaSample(1, -1, source) // → throws RangeError: invalid shape: -1
 * ```
 */
export function betaSample(alpha: number, beta: number, source: Random): number {
  const a = gammaSample(alpha, source);
  return a / (a + gammaSample(beta, source));
}

/** A standard normal number, by the polar method. Source: Marsaglia and Bray (1964), SIAM Review 6, 260–264. */
function normalSample(source: Random): number {
  for (;;) {
    const x = 2 * source.uniform() - 1;
    const y = 2 * source.uniform() - 1;
    const s = x * x + y * y;
    if (s > 0 && s < 1) return x * Math.sqrt((-2 * log(s)) / s);
  }
}
