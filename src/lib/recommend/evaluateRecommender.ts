import {eachNextItem, predictionCount, type Ties} from "./evaluateNextItem.js";
import {sessionsOfAtLeast, type ItemSequences} from "./itemSequences.js";
import type {Recommender} from "./recommender.js";
import {topItems} from "./topItems.js";

/** Where a model put each click that was to be predicted, and what it put first. One row a prediction. */
export interface RecommenderEvaluation {
  readonly catalogue: number;
  /** How many places a list has. */
  readonly places: number;
  /** The item that was clicked. */
  readonly targets: Int32Array;
  /** The session of each, and which click of it, from 1 for the second. */
  readonly sessions: Int32Array;
  readonly positions: Int32Array;
  /** Items with a higher score than the target, and with the same score, itself among them. */
  readonly above: Int32Array;
  readonly equal: Int32Array;
  /** Rows of `places` items, the likeliest first; −1 where a list is shorter. */
  readonly lists: Int32Array;
}

/**
 * Ranks every click after a session's first among the whole catalogue, and keeps what the model recommended. A list has
 * the items whose conservative rank is within its places: those tied beyond its end are all left out, so that a target
 * is in the list if and only if it is a hit. A target outside of the catalogue is behind all of it.
 */
export function evaluateRecommender(
  model: Pick<Recommender, "session" | "catalogue">,
  test: ItemSequences,
  {places = 20, lastOnly = false}: {readonly places?: number; readonly lastOnly?: boolean} = {}
): RecommenderEvaluation {
  const {catalogue} = model;
  const n = lastOnly ? sessionsOfAtLeast(test, 2).length : predictionCount(test);
  const targets = new Int32Array(n);
  const sessions = new Int32Array(n);
  const positions = new Int32Array(n);
  const above = new Int32Array(n).fill(catalogue);
  const equal = new Int32Array(n).fill(1);
  const lists = new Int32Array(n * places).fill(-1);
  let row = 0;
  eachNextItem(model, test, (scores, {item, session, place, last}) => {
    if (lastOnly && !last) return;
    targets[row] = item;
    sessions[row] = session;
    positions[row] = place;
    if (scores !== null) {
      lists.set(listOf(scores, places), row * places);
      const own = scores[item];
      if (item < catalogue) {
        let higher = 0;
        let same = 0;
        for (const score of scores) {
          if (score > own) higher++;
          else if (score === own) same++;
        }
        above[row] = Number.isNaN(own) ? catalogue - 1 : higher;
        equal[row] = Number.isNaN(own) ? 1 : same;
      }
    }
    row++;
  });
  return {catalogue, places, targets, sessions, positions, above, equal, lists};
}

/**
 * The rank of each target under a policy of ties.
 *
 * @example
 * ```ts
 * const {above, equal} = {above: Int32Array.of(0, 2), equal: Int32Array.of(1, 3)};
 * ranksOf({above, equal}) // → [1, 5]
 * ranksOf({above, equal}, "optimistic") // → [1, 3]
 * ranksOf({above, equal}, "mean") // → [1, 4]
 * ```
 */
export function ranksOf(
  {above, equal}: Pick<RecommenderEvaluation, "above" | "equal">,
  ties: Ties = "conservative"
): Float64Array {
  return Float64Array.from(above, (higher, row) =>
    ties === "conservative" ? higher + equal[row] : ties === "optimistic" ? higher + 1 : higher + (equal[row] + 1) / 2
  );
}

/** The list of a model: the items of the first places that are not tied with any beyond the list's end. */
function listOf(scores: Float64Array, places: number): readonly number[] {
  const best = topItems(scores, places + 1);
  const limit = best.length > places ? scores[best[places]] : -Infinity;
  return best.slice(0, places).filter((item) => scores[item] > limit);
}
