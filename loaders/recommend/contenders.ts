import {gainOf, rankMetrics, type RankGain} from "../../src/lib/recommend/evaluateNextItem.js";
import {evaluateRecommender, ranksOf, type RecommenderEvaluation} from "../../src/lib/recommend/evaluateRecommender.js";
import {evaluationSlices} from "../../src/lib/recommend/evaluationSlices.js";
import {sessionCount, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {listDiversity} from "../../src/lib/recommend/listDiversity.js";
import {listMetrics} from "../../src/lib/recommend/listMetrics.js";
import {clicksByItem, type Recommender, type RecommenderTraining} from "../../src/lib/recommend/recommender.js";

/** The figures that a study has of a model: which gain, of how many places. */
export const STUDY_METRICS: readonly {
  readonly id: string;
  readonly gain: RankGain;
  readonly k: number;
  readonly unit: string;
}[] = [
  ...[1, 5, 10, 20].map((k) => ({id: `hr${k}`, gain: "hr" as const, k, unit: "share of predictions"})),
  {id: "mrr20", gain: "mrr", k: 20, unit: "mean reciprocal rank"},
  {id: "ndcg20", gain: "ndcg", k: 20, unit: "share of the ideal gain"}
];

/** What each prediction adds to each of the study's metrics. */
export type MetricGains = Readonly<Record<string, Float64Array>>;

export interface ContenderEvaluation {
  readonly evaluation: RecommenderEvaluation;
  readonly gains: MetricGains;
  /** By metric, the mean over predictions. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly lists: Readonly<Record<string, number | null>>;
  readonly slices: readonly Readonly<Record<string, number | string | null>>[];
}

/**
 * All that a study says of a model on test sessions.
 *
 * @param category of each item; −1 where it has none, null where nothing is known of categories
 */
export function evaluateContender(
  model: Pick<Recommender, "session" | "catalogue">,
  training: RecommenderTraining,
  test: ItemSequences,
  category: ArrayLike<number> | null,
  lastOnly = false
): ContenderEvaluation {
  const evaluation = evaluateRecommender(model, test, {lastOnly});
  const ranks = ranksOf(evaluation);
  const at5 = evaluationSlices(evaluation, test, training, {places: 5});
  return {
    evaluation,
    gains: Object.fromEntries(STUDY_METRICS.map(({id, gain, k}) => [id, ranks.map((rank) => gainOf(rank, k, gain))])),
    metrics: Object.fromEntries(STUDY_METRICS.map(({id, gain, k}) => [id, rankMetrics(ranks, k)[gain]])),
    lists: {
      ...listMetrics(evaluation, clicksByItem(training)),
      ...(category === null ? {} : listDiversity(evaluation, test, category))
    },
    slices: evaluationSlices(evaluation, test, training).map(({by, name, fallback, n, metrics}, k) => ({
      by,
      name,
      fallback,
      n,
      hr5: at5[k].metrics?.hr ?? null,
      hr20: metrics?.hr ?? null,
      mrr20: metrics?.mrr ?? null
    }))
  };
}

/** Sessions, clicks and items of a part of the data, and how many of its clicks are predicted. */
export const partCounts = (sequences: ItemSequences) => ({
  sessions: sessionCount(sequences),
  clicks: sequences.items.length,
  predictions: sequences.items.length - sessionCount(sequences),
  items: new Set(sequences.items).size
});
