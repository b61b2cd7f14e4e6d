import {itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

/** What forecasts of a group of items' days are worth. */
export interface GroupErrors {
  /** What groups are made by, and which one this is. */
  readonly by: string;
  readonly group: string;
  /** Items' days, and the share of all that was sold on them. */
  readonly rows: number;
  readonly soldShare: number;
  /** Σ|error| / Σ sales, and Σ forecasts / Σ sales less 1; NaN where nothing was sold. */
  readonly wmape: number;
  readonly bias: number;
  /** The share of days that intervals hold. */
  readonly coverage: number;
}

/** Forecasts from an origin, items × horizon each, row-major. */
export interface JudgedForecasts {
  /** The first day that is forecast. */
  readonly from: number;
  readonly horizon: number;
  readonly forecast: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

type Grouping = {readonly by: string; readonly groups: readonly string[]};

/** The group of items whose first sale is among the days ahead: nothing is known of them beforehand. */
const UNSOLD = "not sold before";

/** Ways to split up items' days, most of them by what is known beforehand; peaks are known only afterwards. */
export const GROUPINGS: readonly Grouping[] = [
  {by: "days with sales", groups: ["most days", "some days", "few days", UNSOLD]},
  {by: "age", groups: ["under 8 weeks", "8 to 26 weeks", "older", UNSOLD]},
  {by: "sales rank", groups: ["best-selling tenth", "the others"]},
  {by: "confidence", groups: ["narrow intervals", "medium intervals", "wide intervals"]},
  {by: "peaks, seen afterwards", groups: ["days of 3 means or more", "other days"]}
];

/**
 * The errors of forecasts by groups: how often an item is sold (on half of the last 112 days or more, on a tenth or more, on
 * fewer), its age, whether it is among the best-selling tenth, how wide its interval is beside its forecast (thirds of items),
 * and whether the day brought three times the item's mean or more. Groups without a day are left out. Days before an item's
 * first sale and after the grid's end count nowhere; an item whose first sale is ahead has a group of its own. Throws `RangeError` where there are not as many forecasts as items have days.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0, 0], timesMs: [0, day, 2 * day], quantities: [1, 1, 4]});
 * const ones = Float64Array.of(1);
 * const [{group, wmape, coverage}] = errorsByGroup(grid, {from: 2, horizon: 1, forecast: ones, low: ones, high: ones});
 * group // → "most days"
 * wmape // → 0.75 (3 of 4)
 * coverage // → 0
 * ```
 */
export function errorsByGroup(grid: SalesGrid, {from, horizon, forecast, low, high}: JudgedForecasts): GroupErrors[] {
  const items = itemCount(grid);
  for (const values of [forecast, low, high])
    if (values.length !== items * horizon)
      throw new RangeError(`${values.length} forecasts of ${items} items on ${horizon} days`);
  const past = Array.from({length: items}, (_, item) =>
    seriesOf(grid, item).subarray(0, Math.max(0, from - grid.firstDays[item]))
  );
  const sold = past.map((y) => y.subarray(Math.max(0, y.length - 112)).reduce((sum, one) => sum + one, 0));
  const ranks = rankOf(sold.map((sum) => -sum));
  const widths = rankOf(
    past.map((y, item) => {
      if (y.length === 0) return Infinity;
      let [wide, level] = [0, 0];
      for (let k = item * horizon; k < (item + 1) * horizon; k++) {
        wide += high[k] - low[k];
        level += forecast[k];
      }
      return wide / Math.max(level, 1e-9);
    })
  );
  const placesOf = (item: number): number[] => {
    const y = past[item];
    const last = y.subarray(Math.max(0, y.length - 112));
    const share = last.reduce((n, one) => n + (one > 0 ? 1 : 0), 0) / last.length;
    return [
      y.length === 0 ? 3 : share >= 0.5 ? 0 : share >= 0.1 ? 1 : 2,
      y.length === 0 ? 3 : y.length < 56 ? 0 : y.length < 182 ? 1 : 2,
      ranks[item] < Math.ceil(items / 10) ? 0 : 1,
      Math.floor((3 * widths[item]) / items)
    ];
  };
  const sums = GROUPINGS.map(({groups}) => groups.map(() => ({rows: 0, sold: 0, missed: 0, forecast: 0, held: 0})));
  let all = 0;
  for (let item = 0; item < items; item++) {
    const places = placesOf(item);
    const mean = past[item].length === 0 ? 0 : past[item].reduce((sum, one) => sum + one, 0) / past[item].length;
    const y = seriesOf(grid, item);
    for (let h = Math.max(0, grid.firstDays[item] - from); h < horizon && from + h < grid.untilDay; h++) {
      const came = y[from + h - grid.firstDays[item]];
      const k = item * horizon + h;
      all += came;
      [...places, came > 0 && came >= 3 * mean ? 0 : 1].forEach((group, by) => {
        const sum = sums[by][group];
        sum.rows++;
        sum.sold += came;
        sum.missed += Math.abs(came - forecast[k]);
        sum.forecast += forecast[k];
        if (low[k] <= came && came <= high[k]) sum.held++;
      });
    }
  }
  return GROUPINGS.flatMap(({by, groups}, k) =>
    groups.flatMap((group, g) => {
      const {rows, sold: came, missed, forecast: told, held} = sums[k][g];
      if (rows === 0) return [];
      const [wmape, bias] = came > 0 ? [missed / came, told / came - 1] : [NaN, NaN];
      return [{by, group, rows, soldShare: all > 0 ? came / all : NaN, wmape, bias, coverage: held / rows}];
    })
  );
}

/** Each value's place in ascending order, equal ones in theirs. */
function rankOf(values: readonly number[]): Int32Array {
  const ranks = new Int32Array(values.length);
  values
    .map((_, k) => k)
    .sort((a, b) => values[a] - values[b] || a - b)
    .forEach((k, rank) => (ranks[k] = rank));
  return ranks;
}
