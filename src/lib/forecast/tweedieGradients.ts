import {exp} from "../core/portableMath.js";
import type {Gradients} from "./boostWithGradients.js";

/**
 * Derivatives of the Tweedie loss by the logarithm of the mean, row by row: of what is 0 on many rows and spread above
 * them. Its variance grows with the mean to the given power, above 1 (Poisson) and below 2 (gamma). `weights` count rows.
 * Throws `RangeError` for another power.
 *
 * Source: B. Jørgensen (1987), Exponential dispersion models, JRSS B 49; the form is LightGBM's.
 *
 * @example
 * ```ts
 * const pairs = new Float64Array(2);
 * tweedieGradients([4], [1], 1.5)(Float64Array.of(0), pairs);
 * pairs // → [-3, 2.5] (1 − 4, and 1/2 + 4/2)
 * ```
 */
export function tweedieGradients(y: ArrayLike<number>, weights: ArrayLike<number>, power: number): Gradients {
  if (!(power > 1 && power < 2)) throw new RangeError(`a power of ${power}; give one between 1 and 2`);
  return (scores, pairs) => {
    for (let row = 0; row < scores.length; row++) {
      const sold = y[row] * exp((1 - power) * scores[row]);
      const mean = exp((2 - power) * scores[row]);
      pairs[2 * row] = weights[row] * (mean - sold);
      pairs[2 * row + 1] = weights[row] * ((2 - power) * mean + (power - 1) * sold);
    }
  };
}
