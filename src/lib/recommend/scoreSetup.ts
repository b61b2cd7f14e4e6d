import {gainOf} from "./evaluateNextItem.js";
import {
  prepareSetup,
  runSetup,
  type EvaluationLog,
  type EvaluationSetup,
  type SetupOptions
} from "./evaluationSetup.js";
import type {RecommenderEstimator} from "./recommender.js";
import {meanOverSessions} from "./sessionBootstrap.js";

/** A number and where it lies: by a bootstrap over sequences where nothing is drawn, else where 95 % of seeds put it. */
export interface Spanned {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How a model does by a setup, means over seeds. */
export interface SetupScores {
  /** Hits at the first place, and among the first places. */
  readonly hrFirst: number;
  readonly hr: Spanned;
  readonly ndcg: Spanned;
  /** NDCG over the hit rate: what a hit is worth on average, 1 where all are at the first place. Null where nothing hits. */
  readonly ratio: number | null;
  /** Predictions, and seeds they are the mean of. */
  readonly predictions: number;
  readonly seeds: number;
}

/** Whether a setup draws anything, so that another seed gives other numbers. */
export function drawsAtRandom(
  {split, negatives}: EvaluationSetup,
  {mostPredictions = Infinity}: SetupOptions = {}
): boolean {
  return split !== "last-days" || negatives !== null || mostPredictions < Infinity;
}

/**
 * The scores of several models by a setup, by their ids: of all seeds where it draws anything, else of the first alone.
 * Throws what `prepareSetup` throws, and `RangeError` for no seeds.
 */
export function scoreSetup(
  log: EvaluationLog,
  setup: EvaluationSetup,
  estimators: readonly RecommenderEstimator[],
  {
    seeds,
    places = 20,
    draws = 400,
    ...options
  }: Omit<SetupOptions, "seed"> & {readonly seeds: readonly number[]; readonly places?: number; readonly draws?: number}
): Record<string, SetupScores> {
  if (seeds.length === 0) throw new RangeError("no seeds");
  const own = drawsAtRandom(setup, options) ? seeds : seeds.slice(0, 1);
  const runs: Record<string, {first: number; hr: number; ndcg: number; n: number}[]> = {};
  const bootstrapped: Record<string, {hr: Spanned; ndcg: Spanned}> = {};
  for (const seed of own) {
    const prepared = prepareSetup(log, setup, {...options, seed});
    for (const estimator of estimators) {
      const {ranks, sequences} = runSetup(estimator, prepared);
      const gains = (gain: "hr" | "ndcg", k: number) => ranks.map((rank) => gainOf(rank, k, gain));
      const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
      (runs[estimator.id] ??= []).push({
        first: mean(gains("hr", 1)),
        hr: mean(gains("hr", places)),
        ndcg: mean(gains("ndcg", places)),
        n: ranks.length
      });
      if (own.length === 1)
        bootstrapped[estimator.id] = {
          hr: meanOverSessions(gains("hr", places), sequences, {draws}),
          ndcg: meanOverSessions(gains("ndcg", places), sequences, {draws})
        };
    }
  }
  return Object.fromEntries(
    estimators.map(({id}) => {
      // from the first seed's on, so that equal ones have exactly their own value as mean
      const mean = (of: "first" | "hr" | "ndcg" | "n") => {
        const [{[of]: first}] = runs[id];
        return first + runs[id].reduce((sum, run) => sum + (run[of] - first), 0) / runs[id].length;
      };
      const span = (of: "hr" | "ndcg"): Spanned => {
        const {low, high} = bootstrapped[id]?.[of] ?? middleOf(runs[id].map((run) => run[of]));
        return {value: mean(of), low, high};
      };
      const hr = span("hr");
      const ndcg = span("ndcg");
      const scores: SetupScores = {
        hrFirst: mean("first"),
        hr,
        ndcg,
        ratio: hr.value === 0 ? null : ndcg.value / hr.value,
        predictions: Math.round(mean("n")),
        seeds: own.length
      };
      return [id, scores];
    })
  );
}

/**
 * Between which values the middle 95 % lie, interpolated between neighbours in order.
 *
 * @example
 * ```ts
 * middleOf([3, 1, 2]) // → {low: 1.05, high: 2.95}
 * ```
 */
export function middleOf(values: readonly number[]): {readonly low: number; readonly high: number} {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return {low: at(0.025), high: at(0.975)};
}
