import {exp, log} from "../core/portableMath.js";
import type {BoostingOptions} from "../models/boostingOptions.js";
import type {Matrix} from "../models/matrix.js";
import {addTrees, boostWithGradients, type Gradients} from "./boostWithGradients.js";
import {weekdayOf} from "./calendarDay.js";
import type {Forecaster} from "./forecaster.js";
import {levelMatrix} from "./levelFeatures.js";
import {meanTimesWeekday, quantileOfSorted} from "./meanTimesWeekday.js";
import {LEAST_PRACTICE_ROWS, practiceRows, seriesRows, shopAt, type PracticeOptions} from "./practiceRows.js";
import type {SalesGrid} from "./salesGrid.js";
import {SERIES_FEATURES} from "./seriesFeatures.js";

export interface HurdleOptions extends PracticeOptions {
  readonly boosting: Partial<BoostingOptions>;
}

/** Settings of `boostedMetrics`, not chosen anew. */
export const HURDLE: HurdleOptions = {
  boosting: {trees: 60, learningRate: 0.08, leaves: 15, leastRows: 100, leastHessian: 0, columnSample: 0.5, l2: 10},
  weekdayDays: 112,
  quantile: 0.9,
  practices: 10,
  stride: 14
};

/** A weekday that sells less than this of a mean day counts as closed. */
const CLOSED = 0.1;

/**
 * A hurdle model: boosted trees learn the chance that an item is sold on a day, others how many are sold if it is, both
 * from past days of all items. A forecast is chance × number × the weekday's factor. The chance's loss is cross-entropy of
 * the share of open days with sales; the number's is the negative log-likelihood of an exponential distribution, of sales
 * that are cut at a quantile of the item's days with sales. An item that never changed goes on as it was; where the past is
 * too short to practise on, forecasts are those of mean × weekday.
 *
 * Source: J. Mullahy (1986), Specification and testing of some modified count data models, Journal of Econometrics 33.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0], timesMs: [0, day], quantities: [4, 4]});
 * hurdle().forecast(grid, 2) // → [4, 4] (two days teach nothing)
 * ```
 */
export function hurdle(given: Partial<HurdleOptions> = {}): Forecaster {
  const o = {...HURDLE, ...given};
  const {trees = 0, leaves = 0} = o.boosting;
  const simple = meanTimesWeekday();
  return {
    id: "hurdle",
    title: "Hurdle, boosted",
    setting: `chance of a sale × its size, ${trees} trees of ${leaves} leaves each, ${o.practices} practices`,
    standIn: simple,
    forecast(past, horizon) {
      const forecasts = simple.forecast(past, horizon);
      const model = fitHurdle(past, horizon, o);
      if (model === null) return forecasts;
      const shop = shopAt(past, o);
      const rows = seriesRows(past, shop, o);
      const {chances, sizes} = model(levelMatrix(SERIES_FEATURES, rows));
      const days = Array.from({length: horizon}, (_, h) => shop.factors[weekdayOf(past.untilDay + h)]);
      const factors = openFactors(shop.factors, days);
      rows.forEach(({scale}, item) => {
        if (scale === 0) return;
        const mean = chances[item] * sizes[item] * scale;
        for (let h = 0; h < horizon; h++) forecasts[item * horizon + h] = mean * factors[h];
      });
      return forecasts;
    }
  };
}

/** Weekdays' factors of some days over their mean on open weekdays; 0 on closed ones. */
function openFactors(weekdays: Float64Array, days: readonly number[]): number[] {
  const open = weekdays.filter((factor) => factor >= CLOSED);
  const mean = open.reduce((sum, factor) => sum + factor, 0) / open.length;
  return days.map((factor) => (factor >= CLOSED ? factor / mean : 0));
}

type Fitted = (matrix: Matrix) => {readonly chances: Float64Array; readonly sizes: Float64Array};

/** Trees of the chance's log-odds and of the logarithm of the size; null where the past is too short to practise on. */
function fitHurdle(past: SalesGrid, horizon: number, o: HurdleOptions): Fitted | null {
  const practised = practiceRows(past, horizon, o);
  if (practised.length < LEAST_PRACTICE_ROWS) return null;
  const matrix = levelMatrix(
    SERIES_FEATURES,
    practised.map(({row}) => row)
  );
  const shares = new Float64Array(practised.length);
  const opens = new Float64Array(practised.length);
  const sizes = new Float64Array(practised.length);
  const sales = new Float64Array(practised.length);
  practised.forEach(({row, history, sold, shop}, k) => {
    const days = Array.from(sold, (_, h) => shop.factors[weekdayOf(shop.untilDay + h)]);
    const factors = openFactors(shop.factors, days);
    const seen = [...history.subarray(Math.max(0, history.length - 56)), ...sold].filter((one) => one > 0);
    const cap = quantileOfSorted(Float64Array.from(seen).sort(), o.quantile);
    let [sum, expected] = [0, 0];
    sold.forEach((one, h) => {
      if (factors[h] === 0) return;
      opens[k]++;
      if (one === 0) return;
      sales[k]++;
      sum += Math.min(one, cap);
      expected += factors[h];
    });
    shares[k] = opens[k] > 0 ? sales[k] / opens[k] : 0;
    sizes[k] = sales[k] > 0 ? sum / expected / row.scale : 0;
  });
  const chanceStart = logOdds(meanOf(shares, opens));
  const sizeStart = log(Math.max(meanOf(sizes, sales), 1e-9));
  const chanceTrees = boostWithGradients(matrix, filled(matrix, chanceStart), shareGradients(shares), o.boosting);
  const sizeTrees = boostWithGradients(matrix, filled(matrix, sizeStart), sizeGradients(sizes, sales), o.boosting);
  return (now) => ({
    chances: addTrees(chanceTrees, now, filled(now, chanceStart)).map(sigmoid),
    sizes: addTrees(sizeTrees, now, filled(now, sizeStart)).map(exp)
  });
}

const sigmoid = (z: number): number => 1 / (1 + exp(-z));

const filled = ({rows}: Matrix, value: number): Float64Array => new Float64Array(rows).fill(value);

const logOdds = (share: number): number => {
  const within = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return log(within / (1 - within));
};

function meanOf(values: Float64Array, weights: Float64Array): number {
  let [sum, whole] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    sum += weights[k] * values[k];
    whole += weights[k];
  }
  return whole > 0 ? sum / whole : 0;
}

/** Cross-entropy of shares, by log-odds. */
const shareGradients =
  (shares: Float64Array): Gradients =>
  (scores, pairs) => {
    for (let k = 0; k < scores.length; k++) {
      const chance = sigmoid(scores[k]);
      pairs[2 * k] = chance - shares[k];
      pairs[2 * k + 1] = Math.max(chance * (1 - chance), 1e-9);
    }
  };

/** Exponential likelihood of sizes, by the logarithm of their mean; a row counts as often as it has sales. */
const sizeGradients =
  (sizes: Float64Array, sales: Float64Array): Gradients =>
  (scores, pairs) => {
    for (let k = 0; k < scores.length; k++) {
      const ratio = sizes[k] * exp(-scores[k]);
      pairs[2 * k] = sales[k] * (1 - ratio);
      pairs[2 * k + 1] = Math.max(sales[k] * ratio, 1e-9);
    }
  };
