import type {Gradients} from "./boostWithGradients.js";

/** Items at past origins whose horizon is known: what their level should have been. */
export interface LevelTargets {
  readonly horizon: number;
  /** Sales over the item's scale: rows × horizon. */
  readonly sales: Float64Array;
  /** What each day's forecast is of a row's level, the weekdays' factors: rows × horizon. */
  readonly shape: Float64Array;
  /** What a row's mean absolute error weighs against its root mean squared error. */
  readonly absolute: Float64Array;
}

/** Errors below these count as if they were as large, in scales: the loss has no second derivative at 0. */
const LEAST_RMSE = 0.02;
const LEAST_ERROR = 0.1;

/**
 * What a row loses at a level: the root of its mean squared error plus `absolute` times its mean absolute error.
 *
 * @example
 * ```ts
 * const targets = {horizon: 2, sales: Float64Array.of(0, 2), shape: Float64Array.of(1, 1), absolute: Float64Array.of(0.5)};
 * levelLoss(targets, 0, 1) // → 1.5 (errors of 1 and −1)
 * levelLoss(targets, 0, 0) // → 1.9142… (√2 and half of 1)
 * ```
 */
export function levelLoss({horizon, sales, shape, absolute}: LevelTargets, row: number, level: number): number {
  let squared = 0;
  let sum = 0;
  for (let k = row * horizon; k < (row + 1) * horizon; k++) {
    const error = level * shape[k] - sales[k];
    squared += error * error;
    sum += Math.abs(error);
  }
  return Math.sqrt(squared / horizon) + (absolute[row] * sum) / horizon;
}

/**
 * The loss's derivatives by the level. In place of the second one stands that of the parabola that touches the loss at the
 * level and lies above it elsewhere: it is positive, also at a kink, and a step to its bottom never makes the loss worse.
 *
 * Source: D. R. Hunter and K. Lange (2004), A tutorial on MM algorithms, The American Statistician 58.
 *
 * @example
 * ```ts
 * const targets = {horizon: 2, sales: Float64Array.of(0, 2), shape: Float64Array.of(1, 1), absolute: Float64Array.of(0)};
 * const pairs = new Float64Array(2);
 * levelGradients(targets)(Float64Array.of(2), pairs);
 * pairs // → [0.7071…, 0.7071…] (errors of 2 and 0: a step of −1 leads to the mean)
 * ```
 */
export function levelGradients({horizon, sales, shape, absolute}: LevelTargets): Gradients {
  return (levels, pairs) => {
    for (let row = 0; row < levels.length; row++) {
      let [squared, lean, sign, steep, weight] = [0, 0, 0, 0, 0];
      for (let k = row * horizon; k < (row + 1) * horizon; k++) {
        const s = shape[k];
        const error = levels[row] * s - sales[k];
        const size = Math.abs(error);
        squared += error * error;
        lean += s * error;
        weight += s * s;
        sign += error > 0 ? s : error < 0 ? -s : 0;
        steep += (s * s) / Math.max(size, LEAST_ERROR);
      }
      const rmse = Math.max(Math.sqrt(squared / horizon), LEAST_RMSE);
      pairs[2 * row] = (lean / rmse + absolute[row] * sign) / horizon;
      pairs[2 * row + 1] = (weight / rmse + absolute[row] * steep) / horizon;
    }
  };
}
