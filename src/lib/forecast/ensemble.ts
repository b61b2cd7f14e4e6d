import {exp} from "../core/portableMath.js";
import type {Forecaster} from "./forecaster.js";
import {salesFrom} from "./pastShapes.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

export interface EnsembleOptions {
  readonly id: string;
  readonly title: string;
  readonly members: readonly Forecaster[];
}

/**
 * The mean of several models' forecasts. Source: J. M. Bates and C. W. J. Granger (1969), The combination of forecasts,
 * Operational Research Quarterly 20.
 *
 * @example
 * ```ts
 * import {localForecaster} from "./forecaster.js";
 * import {naive, zero} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const grid = salesGrid(["tea"], {items: [0], timesMs: [0], quantities: [6]});
 * const members = [localForecaster(zero), localForecaster(naive)];
 * meanEnsemble({id: "mean", title: "Mean", members}).forecast(grid, 2) // → [3, 3]
 * ```
 */
export function meanEnsemble({id, title, members}: EnsembleOptions): Forecaster {
  return {
    id,
    title,
    setting: `the mean of ${members.map((member) => member.title).join(", ")}`,
    ...commonStandIn(members),
    forecast: (past, horizon) =>
      weightedSum(
        members.map((member) => member.forecast(past, horizon)),
        members.map(() => 1 / members.length)
      )
  };
}

export interface WeightedEnsembleOptions extends EnsembleOptions {
  /** How many past origins weights are learned on, a horizon apart, the last one a horizon ago. */
  readonly origins: number;
  /** What wMAPE weighs against RMSSE in what weights are to make small. */
  readonly wmape: number;
}

/**
 * A weighted mean of several models' forecasts. The weights are 0 or more and add up to 1; they are those that would have
 * made the mean over past origins of RMSSE plus `wmape` times wMAPE smallest, so each model is trained there too. Without
 * a past origin that has eight weeks of past the weights are equal. Sources: as `meanEnsemble`; the search is exponentiated
 * gradient descent, J. Kivinen and M. K. Warmuth (1997), Information and Computation 132.
 *
 * @example
 * ```ts
 * import {localForecaster} from "./forecaster.js";
 * import {naive, zero} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const grid = salesGrid(["tea"], {items: [0], timesMs: [0], quantities: [6]});
 * const members = [localForecaster(zero), localForecaster(naive)];
 * const options = {id: "weighted", title: "Weighted", members, origins: 1, wmape: 0};
 * weightedEnsemble(options).forecast(grid, 2) // → [3, 3] (one day: nothing to learn weights from)
 * ```
 */
export function weightedEnsemble({id, title, members, origins, wmape}: WeightedEnsembleOptions): Forecaster {
  return {
    id,
    title,
    setting: `${members.map((member) => member.title).join(", ")}; weights learned on ${origins} past origins`,
    ...commonStandIn(members),
    forecast(past, horizon) {
      const weights = learnedWeights(past, horizon, {members, origins, wmape});
      return weightedSum(
        members.map((member) => member.forecast(past, horizon)),
        weights
      );
    }
  };
}

/** The weights of `weightedEnsemble` at the end of a grid, in the order of its members. */
export function learnedWeights(
  past: SalesGrid,
  horizon: number,
  {members, origins, wmape}: Pick<WeightedEnsembleOptions, "members" | "origins" | "wmape">
): readonly number[] {
  const firstDay = past.firstDays.reduce((first, day) => Math.min(first, day), past.untilDay);
  const days = Array.from({length: origins}, (_, k) => past.untilDay - (k + 1) * horizon).filter(
    (day) => day - firstDay >= 56
  );
  return bestWeights(
    days.map((day) => {
      const before = gridBefore(past, day);
      return {
        forecasts: members.map((member) => member.forecast(before, horizon)),
        sold: salesFrom(past, day, horizon),
        scales: scalesOf(before)
      };
    }),
    members.length,
    {horizon, wmape}
  );
}

/** The root of each item's mean squared change from day to day, what RMSSE divides by. */
function scalesOf(grid: SalesGrid): Float64Array {
  return Float64Array.from({length: itemCount(grid)}, (_, item) => {
    const y = seriesOf(grid, item);
    let squares = 0;
    for (let d = 1; d < y.length; d++) squares += (y[d] - y[d - 1]) ** 2;
    return y.length > 1 ? Math.sqrt(squares / (y.length - 1)) : 0;
  });
}

/** A past origin: what each member forecast there, items × horizon each, what was sold, and each item's scale. */
export interface EnsembleOrigin {
  readonly forecasts: readonly Float64Array[];
  readonly sold: Float64Array;
  readonly scales: Float64Array;
}

const ROUNDS = 300;
const RATE = 20;

/**
 * Weights, 0 or more and 1 together, that make the mean over origins of RMSSE plus `wmape` times wMAPE smallest; equal ones
 * without an origin.
 */
export function bestWeights(
  origins: readonly EnsembleOrigin[],
  members: number,
  {horizon, wmape}: {readonly horizon: number; readonly wmape: number}
): readonly number[] {
  let weights: number[] = new Array<number>(members).fill(1 / members);
  if (origins.length === 0 || members === 1) return weights;
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = ensembleSlopes(origins, weights, {horizon, wmape});
    const least = Math.min(...slopes);
    const raised = weights.map((weight, m) => weight * exp(-RATE * (slopes[m] - least)));
    const whole = raised.reduce((sum, one) => sum + one, 0);
    weights = raised.map((one) => one / whole);
  }
  return weights;
}

/** The derivatives of the mean loss by each weight. */
function ensembleSlopes(
  origins: readonly EnsembleOrigin[],
  weights: readonly number[],
  {horizon, wmape}: {readonly horizon: number; readonly wmape: number}
): number[] {
  const slopes = weights.map(() => 0);
  for (const {forecasts, sold, scales} of origins) {
    const all = sold.reduce((sum, one) => sum + one, 0);
    const scaled = scales.reduce((n, scale) => n + (scale > 0 ? 1 : 0), 0);
    const mixed = weightedSum(forecasts, weights);
    const own = new Float64Array(weights.length);
    scales.forEach((scale, item) => {
      let squares = 0;
      own.fill(0);
      for (let k = item * horizon; k < (item + 1) * horizon; k++) {
        const error = mixed[k] - sold[k];
        squares += error * error;
        for (let m = 0; m < own.length; m++) {
          own[m] += error * forecasts[m][k];
          if (all > 0) slopes[m] += (wmape * Math.sign(error) * forecasts[m][k]) / all / origins.length;
        }
      }
      if (scale === 0 || squares === 0) return;
      const by = scaled * origins.length * scale * Math.sqrt(squares * horizon);
      for (let m = 0; m < own.length; m++) slopes[m] += own[m] / by;
    });
  }
  return slopes;
}

/** The weighted sum of forecasts whose weights add up to 1: where all agree, what they agree on to the last bit. */
function weightedSum(all: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const [first] = all;
  return first.map((agreed, k) =>
    all.every((one) => one[k] === agreed) ? agreed : all.reduce((sum, one, m) => sum + weights[m] * one[k], 0)
  );
}

/** What stands in for an ensemble where no member can be trained: what stands in for them all. */
function commonStandIn(members: readonly Forecaster[]): Pick<Forecaster, "standIn"> {
  const [standIn] = members.map((member) => member.standIn);
  return standIn !== undefined && members.every((member) => member.standIn?.id === standIn.id) ? {standIn} : {};
}
