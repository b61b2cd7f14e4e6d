import {rankedReasons, type Reason} from "./reason.js";
import {checkExplained, checkItem, clicksByItem, type Recommender, type RecommenderEstimator} from "./recommender.js";

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
        session() {
          let clicks = 0;
          return {
            click(item) {
              checkItem(item, catalogue);
              clicks++;
              return scores;
            },
            explain(item) {
              checkExplained(item, catalogue, clicks);
              return rankedReasons([{kind: "popularity", clicks: scores[item], contribution: scores[item]}]);
            }
          };
        }
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
 * sessionPopularity().fit({sequences, catalogue: 3}).session().click(1, 3) // → [0.5, 1, 0.6666…]
 * ```
 */
export function sessionPopularity(): RecommenderEstimator {
  return {
    id: "session-popularity",
    title: "Popularity in the session",
    setting: "clicks in the session, then in training",
    fit: (train) =>
      seenBefore("session-popularity", clicksByItem(train), {
        count: (scores, item) => scores[item]++,
        reasons: (places, popularity) => [{kind: "seen", places, contribution: places.length}, popularity]
      })
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
 * session.click(0, 4) // → [2, 1, 0.6666…]
 * ```
 */
export function recency(): RecommenderEstimator {
  return {
    id: "recency",
    title: "Recency",
    setting: "the items of the session, last one first",
    fit: (train) =>
      seenBefore("recency", clicksByItem(train), {
        count: (scores, item, place) => (scores[item] = place),
        reasons: (places, popularity) =>
          places.length === 0 ? [popularity] : [{kind: "seen", places, contribution: places[places.length - 1]}]
      })
  };
}

function seenBefore(
  id: string,
  clicks: Float64Array,
  {
    count,
    reasons
  }: {
    readonly count: (scores: Float64Array, item: number, place: number) => void;
    /** Why an item has its score, given its places in the session and what its clicks in training are worth. */
    readonly reasons: (places: readonly number[], popularity: Reason) => readonly Reason[];
  }
): Recommender {
  const start = belowOne(clicks);
  return {
    id,
    catalogue: start.length,
    session() {
      const scores = start.slice();
      const clicked: number[] = [];
      return {
        click(item) {
          checkItem(item, scores.length);
          clicked.push(item);
          count(scores, item, clicked.length);
          return scores;
        },
        explain(item) {
          checkExplained(item, scores.length, clicked.length);
          const places = clicked.flatMap((one, i) => (one === item ? [i + 1] : []));
          return rankedReasons(reasons(places, {kind: "popularity", clicks: clicks[item], contribution: start[item]}));
        }
      };
    }
  };
}
