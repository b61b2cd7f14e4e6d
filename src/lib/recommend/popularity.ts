import {checkItem, clicksByItem, type Recommender, type RecommenderEstimator} from "./recommender.js";

/**
 * Clicks of an item in training, whatever the session.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2], items: [0, 2, 2], timesMs: [0, 1, 2]});
 * popularity().fit({sequences, catalogue: 3}).session().click(0, 3) // → [1, 0, 2]
 * ```
 */
export function popularity(): RecommenderEstimator {
  return {
    id: "popularity",
    title: "Popularity",
    setting: "clicks in training",
    fit(train) {
      const {catalogue} = train;
      const scores = clicksByItem(train);
      return {
        id: "popularity",
        catalogue,
        session: () => ({
          click(item) {
            checkItem(item, catalogue);
            return scores;
          }
        })
      };
    }
  };
}

/** p/(1 + p): less than one click, in the order of clicks. */
const belowOne = (clicks: Float64Array): Float64Array => clicks.map((p) => p / (1 + p));

/**
 * How often an item was clicked in the session so far; among equals, and those not clicked, by clicks in training.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2], items: [0, 2, 2], timesMs: [0, 1, 2]});
 * sessionPopularity().fit({sequences, catalogue: 3}).session().click(1, 3) // → [0.5, 1, 0.666…]
 * ```
 */
export function sessionPopularity(): RecommenderEstimator {
  return {
    id: "session-popularity",
    title: "Popularity in the session",
    setting: "clicks in the session, then in training",
    fit: (train) => seenBefore("session-popularity", belowOne(clicksByItem(train)), (scores, item) => scores[item]++)
  };
}

/**
 * The items of the session so far, the last one first; those not clicked by clicks in training.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2], items: [0, 2, 2], timesMs: [0, 1, 2]});
 * const session = recency().fit({sequences, catalogue: 3}).session();
 * session.click(1, 3);
 * session.click(0, 4) // → [2, 1, 0.666…]
 * ```
 */
export function recency(): RecommenderEstimator {
  return {
    id: "recency",
    title: "Recency",
    setting: "the items of the session, last one first",
    fit: (train) =>
      seenBefore("recency", belowOne(clicksByItem(train)), (scores, item, place) => (scores[item] = place))
  };
}

function seenBefore(
  id: string,
  start: Float64Array,
  count: (scores: Float64Array, item: number, place: number) => void
): Recommender {
  return {
    id,
    catalogue: start.length,
    session() {
      const scores = start.slice();
      let place = 0;
      return {
        click(item) {
          checkItem(item, scores.length);
          count(scores, item, ++place);
          return scores;
        }
      };
    }
  };
}
