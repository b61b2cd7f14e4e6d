import type {ItemSequences} from "./itemSequences.js";
import type {Recommender} from "./recommender.js";

/** What an item's rank is among items with its score. `conservative`: behind them all; `optimistic`: before them all. */
export type Ties = "conservative" | "optimistic" | "mean";

/**
 * The rank of an item by scores, from 1. NaN counts as no score, behind all others.
 *
 * @example
 * ```ts
 * rankOf(Float64Array.of(3, 5, 5, 1), 1, "conservative") // → 2
 * rankOf(Float64Array.of(3, 5, 5, 1), 1, "optimistic") // → 1
 * rankOf(Float64Array.of(3, 5, 5, 1), 1, "mean") // → 1.5
 * ```
 */
export function rankOf(scores: Float64Array, item: number, ties: Ties = "conservative"): number {
  const own = scores[item];
  let above = 0;
  let equal = 0;
  if (Number.isNaN(own)) return scores.length;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] > own) above++;
    else if (scores[i] === own) equal++;
  }
  return ties === "conservative" ? above + equal : ties === "optimistic" ? above + 1 : above + (equal + 1) / 2;
}

/** A click to be predicted. */
export interface NextItem {
  readonly item: number;
  readonly session: number;
  /** How many clicks of its session come before it. */
  readonly place: number;
  /** Whether it is the last of its session. */
  readonly last: boolean;
}

/**
 * Calls back for each click after a session's first, in the order of the log, with the scores of all items given the
 * clicks before it. They are null where none of these is in the catalogue; a scorer is not told of an item outside of
 * it. Scores belong to the scorer, and hold until the call returns.
 */
export function eachNextItem(
  {session, catalogue}: Pick<Recommender, "session" | "catalogue">,
  {items, offsets, timesMs, users}: ItemSequences,
  visit: (scores: Float64Array | null, next: NextItem) => void
): void {
  for (let s = 0; s + 1 < offsets.length; s++) {
    const end = offsets[s + 1];
    if (end - offsets[s] < 2) continue;
    const scorer = session(users?.[s]);
    let scores: Float64Array | null = null;
    for (let i = offsets[s]; i + 1 < end; i++) {
      if (items[i] < catalogue) scores = scorer.click(items[i], timesMs[i]);
      visit(scores, {item: items[i + 1], session: s, place: i + 1 - offsets[s], last: i + 2 === end});
    }
  }
}

/** The rank of each click after a session's first, given those before it, in the order of the log. */
export interface NextItemRanks {
  readonly ranks: Float64Array;
  /** The session of each. */
  readonly sessions: Int32Array;
  /** Which click of its session each is, from 1 for the second. */
  readonly places: Int32Array;
}

/** How many clicks have one before them in their session. */
export function predictionCount({offsets}: ItemSequences): number {
  let n = 0;
  for (let s = 0; s + 1 < offsets.length; s++) n += Math.max(0, offsets[s + 1] - offsets[s] - 1);
  return n;
}

/**
 * Ranks every click after a session's first among the whole catalogue. An item outside of the catalogue is ranked behind
 * all of it, and a scorer is not told of it.
 */
export function rankNextItems(
  model: Pick<Recommender, "session" | "catalogue">,
  test: ItemSequences,
  ties: Ties = "conservative"
): NextItemRanks {
  const n = predictionCount(test);
  const ranks = new Float64Array(n);
  const sessions = new Int32Array(n);
  const places = new Int32Array(n);
  let row = 0;
  eachNextItem(model, test, (scores, {item, session, place}) => {
    ranks[row] = item < model.catalogue && scores !== null ? rankOf(scores, item, ties) : model.catalogue + 1;
    sessions[row] = session;
    places[row++] = place;
  });
  return {ranks, sessions, places};
}

export interface RankMetrics {
  /** Share of targets among the first k: hit rate. */
  readonly hr: number;
  /** Mean of 1/rank, 0 beyond k. */
  readonly mrr: number;
  /** Mean of 1/log₂(1 + rank), 0 beyond k; the ideal is 1 as there is one target. */
  readonly ndcg: number;
  /** Share of the k places that hold the target: the hit rate over k, as there is one target. */
  readonly precision: number;
  /** Share of the targets that are found: the hit rate, as there is one target. */
  readonly recall: number;
}

/**
 * Means over ranks, of the first k places. Throws `RangeError` where there is no rank to take a mean of, or no place.
 *
 * @example
 * ```ts
 * const {hr, mrr, ndcg, precision} = rankMetrics([1, 3, 30], 20);
 * hr // → 0.6666…
 * mrr // → 0.4444… ((1 + 1/3) / 3)
 * ndcg // → 0.5 ((1 + 1/2) / 3)
 * precision // → 0.03333… (2 hits in 60 places)
 * ```
 */
export function rankMetrics(ranks: ArrayLike<number>, k: number): RankMetrics {
  const n = ranks.length;
  if (n === 0) throw new RangeError("no ranks to take a mean of");
  if (!(Number.isInteger(k) && k > 0)) throw new RangeError(`the first ${k} places`);
  let hits = 0;
  let mrr = 0;
  let ndcg = 0;
  for (let i = 0; i < n; i++) {
    hits += gainOf(ranks[i], k, "hr");
    mrr += gainOf(ranks[i], k, "mrr");
    ndcg += gainOf(ranks[i], k, "ndcg");
  }
  return {hr: hits / n, mrr: mrr / n, ndcg: ndcg / n, precision: hits / n / k, recall: hits / n};
}

/** What one prediction adds to a metric of ranks. */
export type RankGain = "hr" | "mrr" | "ndcg";

/**
 * What a rank is worth at the first k places: 1 for a hit, 1/rank, or 1/log₂(1 + rank); 0 beyond.
 *
 * @example
 * ```ts
 * gainOf(3, 20, "ndcg") // → 0.5
 * gainOf(21, 20, "hr") // → 0
 * ```
 */
export function gainOf(rank: number, k: number, gain: RankGain): number {
  if (!(rank <= k)) return 0;
  return gain === "hr" ? 1 : gain === "mrr" ? 1 / rank : 1 / Math.log2(1 + rank);
}
