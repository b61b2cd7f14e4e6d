import {sessionCount, type ItemSequences} from "./itemSequences.js";
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

/** The rank of each click after a session's first, given those before it, in the order of the log. */
export interface NextItemRanks {
  readonly ranks: Float64Array;
  /** The session of each. */
  readonly sessions: Int32Array;
  /** Which click of its session each is, from 1 for the second. */
  readonly places: Int32Array;
}

/**
 * Ranks every click after a session's first among the whole catalogue. An item outside of the catalogue is ranked behind
 * all of it, and a scorer is not told of it.
 */
export function rankNextItems(
  {session, catalogue}: Pick<Recommender, "session" | "catalogue">,
  test: ItemSequences,
  ties: Ties = "conservative"
): NextItemRanks {
  const {items, offsets, timesMs, users} = test;
  const n = items.length - sessionCount(test);
  const ranks = new Float64Array(n);
  const sessions = new Int32Array(n);
  const places = new Int32Array(n);
  let row = 0;
  for (let s = 0; s < sessionCount(test); s++) {
    const scorer = session(users?.[s]);
    let scores: Float64Array | null = null;
    for (let i = offsets[s]; i + 1 < offsets[s + 1]; i++) {
      if (items[i] < catalogue) scores = scorer.click(items[i], timesMs[i]);
      const target = items[i + 1];
      ranks[row] = target < catalogue && scores !== null ? rankOf(scores, target, ties) : catalogue + 1;
      sessions[row] = s;
      places[row++] = i - offsets[s] + 1;
    }
  }
  return {ranks, sessions, places};
}

export interface RankMetrics {
  /** Share of targets among the first k: hit rate, and recall as there is one target. */
  readonly hr: number;
  /** Mean of 1/rank, 0 beyond k. */
  readonly mrr: number;
  /** Mean of 1/log₂(1 + rank), 0 beyond k; the ideal is 1 as there is one target. */
  readonly ndcg: number;
}

/**
 * Means over ranks, of the first k places.
 *
 * @example
 * ```ts
 * const {hr, mrr, ndcg} = rankMetrics([1, 3, 30], 20);
 * hr // → 0.666…
 * mrr // → 0.444… ((1 + 1/3) / 3)
 * ndcg // → 0.5 ((1 + 1/2) / 3)
 * ```
 */
export function rankMetrics(ranks: ArrayLike<number>, k: number): RankMetrics {
  let hits = 0;
  let mrr = 0;
  let ndcg = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (!(ranks[i] <= k)) continue;
    hits++;
    mrr += 1 / ranks[i];
    ndcg += 1 / Math.log2(1 + ranks[i]);
  }
  const n = ranks.length;
  return {hr: hits / n, mrr: mrr / n, ndcg: ndcg / n};
}
