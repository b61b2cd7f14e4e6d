import {cholesky, solveCholesky} from "../models/cholesky.js";
import {addUp, type SalesAggregate} from "./salesLevels.js";

/** Ways to make forecasts of items, categories and the total add up. */
export const RECONCILIATIONS = [
  {id: "bottom-up", title: "Bottom-up", explanation: "Items as they are; sums are theirs."},
  {id: "top-down", title: "Top-down", explanation: "The total, given to items by their part of the past's sales."},
  {id: "mint-ols", title: "MinT, ols", explanation: "The least change of all forecasts together."},
  {
    id: "mint-structural",
    title: "MinT, structural weights",
    explanation: "A forecast may change as much as it sums items."
  },
  {
    id: "mint-variance",
    title: "MinT, variance weights",
    explanation: "A forecast may change as much as its past errors vary."
  },
  {
    id: "mint-shrink",
    title: "MinT, shrunken covariance",
    explanation: "As before, and errors that go together change together."
  }
] as const;

export type Reconciliation = (typeof RECONCILIATIONS)[number]["id"];

/** Forecasts that need not add up, and what the methods know besides. Rows are series, row-major. */
export interface BaseForecasts {
  readonly horizon: number;
  /** Aggregates × horizon. */
  readonly sums: Float64Array;
  /** Items × horizon. */
  readonly items: Float64Array;
  /** Of each item what it has sold on a mean day, for `top-down`. */
  readonly meanSales?: ArrayLike<number>;
  /** Sales less forecasts on past days, aggregates before items: series × days; for `mint-variance` and `mint-shrink`. */
  readonly residuals?: {readonly days: number; readonly values: Float64Array};
}

/** Forecasts that add up. */
export interface ReconciledForecasts {
  readonly sums: Float64Array;
  readonly items: Float64Array;
}

/** What keeps a variance above 0, and the ridge under a covariance: as hierarchicalforecast has them. */
const EPSILON = 2e-8;

/**
 * Forecasts of items and of sums of them, changed so that they add up. MinT leaves the items' forecasts b and moves them by
 * W Uᵀ (U W Uᵀ)⁻¹ (a − what b adds up to), where a are the forecasts of sums, U says what must be 0 and W is how much errors
 * vary together: the identity for ols, the number of items summed, the variances of past errors, or their covariance, its
 * parts off the diagonal shrunken as Schäfer and Strimmer (2005) do. Forecasts may come out below 0. Throws `RangeError` for
 * lengths that do not fit and for a method without what it needs.
 *
 * Source: S. L. Wickramasuriya, G. Athanasopoulos and R. J. Hyndman (2019), Optimal forecast reconciliation for hierarchical
 * and grouped time series through trace minimization, JASA 114.
 *
 * @example
 * ```ts
 * import {salesAggregates} from "./salesLevels.js";
 *
 * const base = {horizon: 1, sums: Float64Array.of(9), items: Float64Array.of(2, 4), meanSales: [1, 2]};
 * const total = salesAggregates(2, null);
 * reconcile("bottom-up", total, base).sums // → [6]
 * reconcile("top-down", total, base).items // → [3, 6]
 * // 3 too much in the total: a third of it each, to the total and both items
 * reconcile("mint-ols", total, base) // → {sums: [8], items: [3, 5]}
 * ```
 */
export function reconcile(
  method: Reconciliation,
  aggregates: readonly SalesAggregate[],
  base: BaseForecasts
): ReconciledForecasts {
  const {horizon, sums, items} = base;
  if (sums.length !== aggregates.length * horizon)
    throw new RangeError(`${sums.length} forecasts of ${aggregates.length} sums on ${horizon} days`);
  const added = addUp(items, aggregates, horizon);
  if (method === "bottom-up") return {sums: added, items: items.slice()};
  const made = method === "top-down" ? topDown(aggregates, base) : minimumTrace(method, aggregates, base, added);
  return {sums: addUp(made, aggregates, horizon), items: made};
}

/** Each item's part of the past's sales of the total's forecast; equal parts where nothing was sold. */
function topDown([total]: readonly SalesAggregate[], {horizon, sums, meanSales}: BaseForecasts): Float64Array {
  const count = total.items.length;
  if (meanSales?.length !== count)
    throw new RangeError(`top-down needs the mean sales of ${count} items, not ${meanSales?.length ?? "none"}`);
  const all = Array.from(meanSales).reduce((sum, mean) => sum + mean, 0);
  const made = new Float64Array(count * horizon);
  for (let item = 0; item < count; item++) {
    const part = all > 0 ? meanSales[item] / all : 1 / count;
    for (let h = 0; h < horizon; h++) made[item * horizon + h] = part * sums[h];
  }
  return made;
}

/** W as its action: what a row of U becomes. */
interface Weights {
  /** W's diagonal, sums before items. */
  readonly diagonal: Float64Array;
  /** The rest of it, factor · X Xᵀ with X series × days, or nothing. */
  readonly shared: {readonly factor: number; readonly days: number; readonly centred: Float64Array} | null;
}

function minimumTrace(
  method: Exclude<Reconciliation, "bottom-up" | "top-down">,
  aggregates: readonly SalesAggregate[],
  base: BaseForecasts,
  added: Float64Array
): Float64Array {
  const {horizon, sums, items} = base;
  const n = aggregates.length;
  const count = items.length / horizon;
  const {diagonal, shared} = weightsOf(method, aggregates, count, base.residuals);
  // U W Uᵀ, and W Uᵀ of the items, where row k of U is 1 at the sum k and −1 at its items
  const coherence = new Float64Array(n * n);
  const moved = new Float64Array(n * count);
  const member = aggregates.map(() => new Uint8Array(count));
  aggregates.forEach((one, k) => one.items.forEach((item) => (member[k][item] = 1)));
  for (let k = 0; k < n; k++) {
    for (const item of aggregates[k].items) moved[k * count + item] -= diagonal[n + item];
    for (let j = 0; j < n; j++) {
      let weight = j === k ? diagonal[k] : 0;
      for (const item of aggregates[k].items) if (member[j][item] === 1) weight += diagonal[n + item];
      coherence[k * n + j] = weight;
    }
  }
  if (shared !== null) {
    const {factor, days, centred} = shared;
    // U X: what is left of the errors of a sum when those of its items are taken off
    const left = new Float64Array(n * days);
    aggregates.forEach((one, k) => {
      for (let t = 0; t < days; t++) left[k * days + t] = centred[k * days + t];
      for (const item of one.items) for (let t = 0; t < days; t++) left[k * days + t] -= centred[(n + item) * days + t];
    });
    const product = (a: Float64Array, row: number, b: Float64Array, other: number) => {
      let sum = 0;
      for (let t = 0; t < days; t++) sum += a[row * days + t] * b[other * days + t];
      return factor * sum;
    };
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) coherence[k * n + j] += product(left, k, left, j);
      for (let item = 0; item < count; item++) moved[k * count + item] += product(left, k, centred, n + item);
    }
  }
  const factored = cholesky(coherence, n);
  if (factored === null) throw new RangeError(`${method}: the errors of sums do not vary apart from their items'`);
  const made = items.slice();
  for (let h = 0; h < horizon; h++) {
    const gap = Float64Array.from({length: n}, (_, k) => sums[k * horizon + h] - added[k * horizon + h]);
    const pull = solveCholesky(factored, gap);
    for (let k = 0; k < n; k++)
      for (let item = 0; item < count; item++) made[item * horizon + h] -= moved[k * count + item] * pull[k];
  }
  return made;
}

function weightsOf(
  method: Exclude<Reconciliation, "bottom-up" | "top-down">,
  aggregates: readonly SalesAggregate[],
  count: number,
  residuals: BaseForecasts["residuals"]
): Weights {
  const n = aggregates.length;
  const series = n + count;
  if (method === "mint-ols") return {diagonal: new Float64Array(series).fill(1), shared: null};
  if (method === "mint-structural")
    return {diagonal: Float64Array.from({length: series}, (_, k) => aggregates[k]?.items.length ?? 1), shared: null};
  const least = method === "mint-shrink" ? 2 : 1;
  if (residuals === undefined || residuals.days < least || residuals.values.length !== series * residuals.days)
    throw new RangeError(
      `${method} needs the errors of ${series} series on ${least} days or more, not ${residuals === undefined ? "none" : `${residuals.values.length} numbers on ${residuals.days}`}`
    );
  const {days, values} = residuals;
  if (method === "mint-variance") {
    const diagonal = new Float64Array(series).fill(EPSILON);
    values.forEach((error, at) => (diagonal[Math.floor(at / days)] += error ** 2 / days));
    return {diagonal, shared: null};
  }
  return shrunken(values, series, days);
}

/**
 * λ · covariance with the diagonal as it is, 1 − λ being Σ Var(r) / Σ r² over pairs of series, r their correlation. The sums
 * over pairs are those over all products less the diagonal's, so that no matrix of series × series is made.
 */
function shrunken(values: Float64Array, series: number, days: number): Weights {
  const centred = new Float64Array(series * days);
  const scaled = new Float64Array(series * days);
  const variances = new Float64Array(series);
  for (let s = 0; s < series; s++) {
    const own = values.subarray(s * days, (s + 1) * days);
    const mean = own.reduce((sum, one) => sum + one, 0) / days;
    let squares = 0;
    for (let t = 0; t < days; t++) {
      centred[s * days + t] = own[t] - mean;
      squares += (own[t] - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / days) + EPSILON;
    for (let t = 0; t < days; t++) scaled[s * days + t] = centred[s * days + t] / deviation;
    variances[s] = squares / (days - 1);
  }
  // over pairs of series i < j: Σ_t z_i² z_j², and Σ r²
  let products = 0;
  for (let t = 0; t < days; t++) {
    let [squares, fourths] = [0, 0];
    for (let s = 0; s < series; s++) {
      const square = scaled[s * days + t] ** 2;
      squares += square;
      fourths += square ** 2;
    }
    products += (squares ** 2 - fourths) / 2;
  }
  let correlations = 0;
  for (let t = 0; t < days; t++)
    for (let u = 0; u <= t; u++) {
      let sum = 0;
      for (let s = 0; s < series; s++) sum += scaled[s * days + t] * scaled[s * days + u];
      correlations += (t === u ? 1 : 2) * (sum / days) ** 2;
    }
  for (let s = 0; s < series; s++) {
    let own = 0;
    for (let t = 0; t < days; t++) own += scaled[s * days + t] ** 2;
    correlations -= (own / days) ** 2;
  }
  correlations /= 2;
  const spread = (products - days * correlations) / (days * (days - 1));
  const kept = 1 - Math.max(0, Math.min(1, spread / (correlations + EPSILON)));
  const diagonal = variances.map((variance) => Math.max(variance, EPSILON) - kept * variance);
  return {diagonal, shared: {factor: kept / (days - 1), days, centred}};
}
