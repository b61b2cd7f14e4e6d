import {UserError} from "../core/errors.js";

export interface DiversityOptions {
  /** 1 is by relevance alone, 0 by difference alone. */
  readonly lambda: number;
  /** How many items are chosen; all where there are fewer. */
  readonly k: number;
}

/**
 * Chooses items one by one, each the one with the most of `lambda` times its relevance, less 1 − `lambda` times its
 * similarity to the most similar item chosen so far; of equals the one that stands first. Relevance is first brought to 0
 * to 1 over the items given, so that it can stand beside similarities; items whose relevance is −∞ are left out. Throws
 * `UserError` for a lambda outside of 0 to 1. Source: Carbonell and Goldstein (1998), The use of MMR, diversity-based
 * reranking for reordering documents and producing summaries, SIGIR.
 *
 * @param similarity of two items, 0 to 1
 *
 * @example
 * ```ts
 * // items 0 and 1 are alike, 2 is another kind
 * const similarity = (a: number, b: number) => (a < 2 && b < 2 ? 1 : 0);
 * const items = [0, 1, 2];
 * maximalMarginalRelevance(items, [9, 8, 5], similarity, {lambda: 1, k: 3}) // → [0, 1, 2]
 * maximalMarginalRelevance(items, [9, 8, 5], similarity, {lambda: 0.5, k: 2}) // → [0, 2]
 * ```
 */
export function maximalMarginalRelevance(
  items: readonly number[],
  relevance: ArrayLike<number>,
  similarity: (a: number, b: number) => number,
  {lambda, k}: DiversityOptions
): number[] {
  if (!(lambda >= 0 && lambda <= 1)) throw new UserError(`lambda is ${lambda}`, "give a number from 0 to 1");
  const left = items.flatMap((item, at) =>
    relevance[at] > -Infinity ? [{item, score: relevance[at], nearest: 0}] : []
  );
  const scores = left.map(({score}) => score);
  const least = Math.min(...scores);
  const spread = Math.max(...scores) - least;
  for (const one of left) one.score = spread > 0 ? (one.score - least) / spread : 1;
  const chosen: number[] = [];
  while (chosen.length < k && left.length > 0) {
    const worth = left.map(({score, nearest}) => lambda * score - (1 - lambda) * nearest);
    const [{item}] = left.splice(worth.indexOf(Math.max(...worth)), 1);
    chosen.push(item);
    for (const one of left) one.nearest = Math.max(one.nearest, similarity(one.item, item));
  }
  return chosen;
}
