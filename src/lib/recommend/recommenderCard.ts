import {weightBootstrap} from "../metrics/bootstrap.js";
import {rankMetrics, type NextItemRanks} from "./evaluateNextItem.js";

/** Sessions of a part of the data. */
export interface SessionCounts {
  readonly sessions: number;
  readonly clicks: number;
  /** Clicks that have one before them in their session: what is learnt, or predicted. */
  readonly predictions: number;
  /** Items that were clicked. */
  readonly items: number;
}

/** A metric with its 95 % interval, and what popularity alone reaches on the same predictions. */
export interface RecommenderMetric {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly method: string;
  readonly baseline: {readonly name: string; readonly value: number};
  readonly n: number;
  readonly caution: string | null;
}

/** What stands beside a trained recommender, and in its file: how it was made, from what, how good it is, what it is not good for. */
export interface RecommenderCard {
  readonly name: string;
  readonly title: string;
  readonly intendedUse: string;
  /** The command that makes it anew; null where it was made by none. */
  readonly command: string | null;
  readonly limits: readonly string[];
  readonly learner: {
    readonly id: string;
    readonly title: string;
    readonly seed: number;
    readonly configuration: Readonly<Record<string, unknown>>;
  };
  readonly target: {readonly id: string; readonly title: string};
  readonly data: {
    readonly source: string;
    readonly generated: boolean;
    /** Of a generated source. */
    readonly profile: string | null;
    readonly seed: number | null;
    /** Which sessions test: see `protocolName`. */
    readonly protocol: string;
    readonly repeats: "keep" | "drop";
    readonly events: "views" | "all";
    /** SHA-256 of the sessions of both parts and of the catalogue. */
    readonly sha256: string;
    readonly train: SessionCounts;
    readonly test: SessionCounts;
    readonly catalogue: number;
  };
  readonly metrics: Readonly<Record<string, RecommenderMetric>>;
}

/** How the file of a recommender is run, and what its numbers stand for. */
export interface RecommenderSchema {
  readonly version: 1;
  readonly inputs: readonly RecommenderPort[];
  readonly outputs: readonly RecommenderPort[];
  /** The most clicks that a session may have; null for any number. */
  readonly mostClicks: number | null;
  /** The log's id of each item, in the order of the numbers that the file takes and gives: item 0 first. */
  readonly items: readonly number[];
}

export interface RecommenderPort {
  readonly name: string;
  readonly type: "float32";
  /** A word is a size that a call chooses. */
  readonly shape: readonly (string | number)[];
  readonly meaning: string;
}

/** A card as it stands beside its file. */
export interface FiledRecommenderCard extends RecommenderCard {
  readonly schema: RecommenderSchema;
  /** The file's lists against the trained model's own, after some clicks of test sessions. */
  readonly checked: {readonly runtime: string; readonly lists: number; readonly greatestDifference: number};
  readonly file: {readonly name: string; readonly bytes: number; readonly sha256: string};
}

/**
 * How a file is run that takes the clicks of sessions and gives the first `top` items.
 *
 * @example
 * ```ts
 * const {inputs, outputs} = recommenderSchema(20, [7, 9]);
 * inputs[0].shape // → ["sessions", "clicks"]
 * outputs.map(({shape}) => shape) // → [["sessions", 2], ["sessions", 2], ["sessions", 2]] (there are two items)
 * ```
 */
export function recommenderSchema(
  top: number,
  items: readonly number[],
  mostClicks: number | null = null
): RecommenderSchema {
  const port = (name: string, shape: readonly (string | number)[], meaning: string): RecommenderPort => ({
    name,
    type: "float32",
    shape,
    meaning
  });
  const listed = Math.min(top, items.length);
  return {
    version: 1,
    inputs: [
      port("items", ["sessions", "clicks"], "items clicked, by their numbers in the catalogue, the last click last")
    ],
    outputs: [
      port("top_items", ["sessions", listed], "items by their numbers in the catalogue, the likeliest first"),
      port("top_scores", ["sessions", listed], "their scores, comparable within one list only"),
      port("scores", ["sessions", items.length], "the score of every item, in the order of their numbers")
    ],
    mostClicks,
    items
  };
}

/** The metrics that a card has. */
const METRICS = [
  ["HR@5", "hr", 5],
  ["HR@20", "hr", 20],
  ["MRR@20", "mrr", 20],
  ["NDCG@20", "ndcg", 20]
] as const;

/**
 * Metrics of a card from the ranks of the model and of popularity, with the percentile bootstrap over sessions.
 *
 * @example
 * ```ts
 * const ranks = (...of: number[]) => ({
 *   ranks: Float64Array.from(of),
 *   sessions: Int32Array.from(of, (_, k) => k),
 *   places: new Int32Array(of.length).fill(1)
 * });
 * const metrics = recommenderMetrics(ranks(1, 2, 30, 6), ranks(9, 9, 9, 90));
 * metrics["HR@5"].value // → 0.5
 * metrics["HR@5"].baseline.value // → 0
 * metrics["HR@20"].n // → 4
 * ```
 */
export function recommenderMetrics(found: NextItemRanks, popularity: NextItemRanks): RecommenderCard["metrics"] {
  const {ranks, sessions} = found;
  const rows = new Map<number, number>();
  const of = Int32Array.from(sessions, (s) => {
    if (!rows.has(s)) rows.set(s, rows.size);
    return rows.get(s)!;
  });
  const count = rows.size;
  const predictions = new Float64Array(count);
  for (const row of of) predictions[row]++;
  return Object.fromEntries(
    METRICS.map(([name, metric, k]): [string, RecommenderMetric] => {
      const sums = new Float64Array(count);
      for (let i = 0; i < ranks.length; i++) sums[of[i]] += rankMetrics([ranks[i]], k)[metric];
      const mean = (weights: Int32Array) => {
        let [sum, n] = [0, 0];
        for (let row = 0; row < count; row++) {
          sum += weights[row] * sums[row];
          n += weights[row] * predictions[row];
        }
        return sum / n;
      };
      const {low, high} = weightBootstrap(count, mean);
      return [
        name,
        {
          value: rankMetrics(ranks, k)[metric],
          low,
          high,
          method: "bootstrap over sessions",
          baseline: {name: "popularity", value: rankMetrics(popularity.ranks, k)[metric]},
          n: ranks.length,
          caution: count < FEW_SESSIONS ? `only ${count} sessions test` : null
        }
      ];
    })
  );
}

/** From how many sessions on the bootstrap's interval is not called uncertain. */
const FEW_SESSIONS = 50;
