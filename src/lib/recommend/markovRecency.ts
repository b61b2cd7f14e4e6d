import {markovChain} from "./itemPairs.js";
import type {RecommenderEstimator} from "./recommender.js";

/**
 * A Markov chain that goes by recency where counts are equal: items by how often they directly followed the last one;
 * among equals, and those that never did, the items of the session first, the last one before the others.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1], items: [0, 1, 0], timesMs: [0, 1, 2]});
 * const session = markovRecency().fit({sequences, catalogue: 3}).session();
 * // scores hold until the next click
 * Array.from(session.click(2, 3)) // → [0, 0, 0.5] (nothing followed item 2; it is the last of one click)
 * session.click(1, 4) // → [1, 0.6666…, 0.3333…]
 * ```
 */
export function markovRecency(): RecommenderEstimator {
  return {
    id: "markov-recency",
    title: "Markov chain, then recency",
    setting: "first order; among equal counts the items of the session, last one first",
    fit(train) {
      const chain = markovChain().fit(train);
      return {
        id: "markov-recency",
        catalogue: train.catalogue,
        session(user) {
          const counts = chain.session(user);
          const places = new Map<number, number>();
          const scores = new Float64Array(train.catalogue);
          let clicks = 0;
          return {
            click(item, timeMs) {
              scores.set(counts.click(item, timeMs));
              clicks++;
              places.set(item, clicks);
              // less than one count
              for (const [seen, place] of places) scores[seen] += place / (1 + clicks);
              return scores;
            }
          };
        }
      };
    }
  };
}
