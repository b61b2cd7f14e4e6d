import {exp, log} from "../core/portableMath.js";
import {fitBoosting, type BoostingModel} from "../models/boosting.js";
import type {BoostingOptions} from "../models/boostingOptions.js";
import type {Matrix, TrainingSet} from "../models/matrix.js";
import {addTrees, boostWithGradients} from "./boostWithGradients.js";
import {weekdayOf} from "./calendarDay.js";
import type {Forecaster} from "./forecaster.js";
import {
  LEVEL_FEATURES,
  levelMatrix,
  levelRow,
  shopState,
  spreadLevels,
  type LevelRow,
  type ShopState
} from "./levelFeatures.js";
import {meanTimesWeekday, quantileOfSorted} from "./meanTimesWeekday.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";
import {tweedieGradients} from "./tweedieGradients.js";

export interface BoostedLevelsOptions {
  readonly id: string;
  readonly title: string;
  /** The power of the Tweedie loss, in place of the loss of `boosting`; null for that one. */
  readonly tweedie: number | null;
  readonly boosting: Partial<BoostingOptions>;
  /** Large orders are cut down to this quantile of an item's days with sales, in features and in what is learned. */
  readonly quantile: number;
  /** Past days on which the model practises, the last one a horizon ago, and how many days they are apart. */
  readonly practices: number;
  readonly stride: number;
}

/** Chosen on origins from May to August 2011 of Online Retail, before those that it is judged at. */
export const BOOSTED_LEVELS: BoostedLevelsOptions = {
  id: "boosted-levels",
  title: "Boosted levels × weekday",
  tweedie: null,
  boosting: {
    loss: "quantile",
    level: 0.3,
    trees: 80,
    learningRate: 0.06,
    leaves: 15,
    leastRows: 100,
    columnSample: 0.5,
    l2: 10
  },
  quantile: 0.9,
  practices: 20,
  stride: 7
};

const {boosting} = BOOSTED_LEVELS;

/** The same trees under other losses: the median, and means of counts. */
export const BOOSTED_L1: Partial<BoostedLevelsOptions> = {
  id: "boosted-l1",
  title: "Boosted levels, absolute error",
  boosting: {...boosting, level: 0.5}
};
export const BOOSTED_POISSON: Partial<BoostedLevelsOptions> = {
  id: "boosted-poisson",
  title: "Boosted levels, Poisson",
  boosting: {...boosting, loss: "poisson"}
};
export const BOOSTED_TWEEDIE: Partial<BoostedLevelsOptions> = {
  id: "boosted-tweedie",
  title: "Boosted levels, Tweedie",
  tweedie: 1.5
};

/** Fewer practices teach nothing. */
const LEAST_ROWS = 400;

/**
 * Boosted trees that learn, from past days of all items, how much an item sells a day over the coming horizon: what sales
 * were, less the weekdays' part and with large orders cut down, over the item's scale. The quantile loss lets a forecast
 * lie below the mean, which few large sales lift. An item's forecast is its level times the weekday's factor. An item that
 * never changed goes on as it was; where the past is too short to practise on, forecasts are those of mean × weekday.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0], timesMs: [0, day], quantities: [4, 4]});
 * boostedLevels().forecast(grid, 2) // → [4, 4] (two days teach nothing)
 * ```
 */
export function boostedLevels(given: Partial<BoostedLevelsOptions> = {}): Forecaster {
  const o = {...BOOSTED_LEVELS, ...given};
  const {trees = 0, leaves = 0, level = 0.5, loss = "quantile"} = o.boosting;
  const judgedBy =
    o.tweedie !== null ? `power ${o.tweedie}` : loss === "quantile" ? `${Math.round(level * 100)} % quantile` : loss;
  const simple = meanTimesWeekday();
  return {
    id: o.id,
    title: o.title,
    setting: `${trees} trees of ${leaves} leaves, ${judgedBy}, ${o.practices} practices`,
    standIn: simple,
    forecast(past, horizon) {
      const forecasts = simple.forecast(past, horizon);
      const train = practices(past, horizon, o);
      if (train.rows < LEAST_ROWS) return forecasts;
      const model = o.tweedie === null ? fitBoosting(train, o.boosting) : fitTweedie(train, o, o.tweedie);
      const shop = shopState(past);
      const rows = rowsOf(past, shop, o.quantile);
      const levels = model.predict(levelMatrix(LEVEL_FEATURES, rows));
      return spreadLevels(levels, rows, shop, forecasts);
    }
  };
}

/** Boosting of the logarithm of a mean, from that of all rows on. */
function fitTweedie(train: TrainingSet, {boosting}: BoostedLevelsOptions, power: number) {
  const weights = train.weights!;
  let [sum, whole] = [0, 0];
  for (let row = 0; row < train.rows; row++) {
    sum += weights[row] * train.y[row];
    whole += weights[row];
  }
  const start = log(Math.max(sum / whole, 1e-12));
  const startOf = ({rows}: Matrix) => new Float64Array(rows).fill(start);
  const trees = boostWithGradients(train, startOf(train), tweedieGradients(train.y, weights, power), boosting);
  return {predict: (matrix: Matrix) => addTrees(trees, matrix, startOf(matrix)).map(exp)};
}

/**
 * The trees of `boostedLevels` alone: of a row of `LEVEL_FEATURES` they say how much an item sells a day over the coming
 * horizon, in units of its scale. Null where the past is too short to practise on.
 */
export function fitLevels(
  past: SalesGrid,
  horizon: number,
  given: Partial<BoostedLevelsOptions> = {}
): BoostingModel | null {
  const o = {...BOOSTED_LEVELS, ...given};
  const train = practices(past, horizon, o);
  return train.rows < LEAST_ROWS ? null : fitBoosting(train, o.boosting);
}

/** What the trees are asked at the end of a grid: a row of `LEVEL_FEATURES` an item, and each item's scale. */
export function levelInputs(
  past: SalesGrid,
  {quantile} = BOOSTED_LEVELS
): {readonly matrix: Matrix; readonly scales: Float64Array} {
  const rows = rowsOf(past, shopState(past), quantile);
  return {matrix: levelMatrix(LEVEL_FEATURES, rows), scales: Float64Array.from(rows, ({scale}) => scale)};
}

const rowsOf = (past: SalesGrid, shop: ShopState, quantile: number): LevelRow[] =>
  Array.from({length: itemCount(past)}, (_, item) => levelRow(seriesOf(past, item), shop, quantile));

/** Items with four weeks of past, on days whose whole horizon is known. */
function practices(past: SalesGrid, horizon: number, o: BoostedLevelsOptions): TrainingSet {
  const rows: LevelRow[] = [];
  const y: number[] = [];
  const weights: number[] = [];
  const firstDay = past.firstDays.reduce((first, day) => Math.min(first, day), past.untilDay);
  for (let k = 0; k < o.practices; k++) {
    const day = past.untilDay - horizon - k * o.stride;
    if (day - firstDay < 56) break;
    const before = gridBefore(past, day);
    const shop = shopState(before);
    rowsOf(before, shop, o.quantile).forEach((row, item) => {
      const known = seriesOf(before, item).length;
      if (row.scale === 0 || known < 28) return;
      const all = seriesOf(past, item);
      const seen = all.subarray(Math.max(0, known - 56), known + horizon);
      const cap = quantileOfSorted(seen.filter((sold) => sold > 0).sort(), o.quantile);
      let sum = 0;
      let weight = 0;
      for (let h = 0; h < horizon; h++) {
        sum += Math.min(all[known + h], cap);
        weight += shop.factors[weekdayOf(day + h)];
      }
      if (!(weight > 0)) return;
      rows.push(row);
      y.push(sum / weight / row.scale);
      // between items alike, as RMSSE takes them, and sales alike, as wMAPE does
      weights.push(Math.sqrt(row.scale));
    });
  }
  return {...levelMatrix(LEVEL_FEATURES, rows), y, weights};
}
