import type {RecommenderEstimator} from "./recommender.js";
import {itemUsers, profileRecommender, userItems} from "./userItems.js";

export interface UserKnnOptions {
  /** How many other users are taken over at most, the most similar ones. */
  readonly neighbours: number;
}

/**
 * User-kNN: users are compared by the cosine of their sets of items, and each item gets the similarities of the neighbours
 * who have it; of users alike the one who comes first in the log. Source: Sarwar et al. (2000), Analysis of recommendation
 * algorithms for e-commerce, ACM EC, section 3.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({
 *   sessions: [1, 1, 2, 2, 3],
 *   items: [0, 1, 0, 2, 3],
 *   timesMs: [0, 1, 2, 3, 4],
 *   users: [7, 7, 8, 8, 9]
 * });
 * const model = userKnn().fit({sequences, catalogue: 4});
 * // user 7 has items 0 and 1, and shares one of two with user 8
 * model.session(7).click(0, 9) // → [0.5, 0, 0.5, 0]
 * // a user who is not known has item 3 alone, as user 9 does
 * model.session().click(3, 9) // → [0, 0, 0, 1]
 * ```
 */
export function userKnn({neighbours}: UserKnnOptions = {neighbours: 100}): RecommenderEstimator {
  return {
    id: "user-knn",
    title: "User-kNN",
    setting: `${neighbours} neighbours, cosine`,
    fit(train) {
      const known = userItems(train);
      const {offsets, items} = known;
      const byItem = itemUsers(known);
      const shared = new Int32Array(known.rows.size);
      return profileRecommender("user-knn", known, (profile, row, scores) => {
        const met: number[] = [];
        for (const item of profile.keys())
          for (let i = byItem.offsets[item]; i < byItem.offsets[item + 1]; i++) {
            const user = byItem.users[i];
            if (user !== row && shared[user]++ === 0) met.push(user);
          }
        const found = met.map((user) => ({
          user,
          similarity: shared[user] / Math.sqrt(profile.size * (offsets[user + 1] - offsets[user]))
        }));
        for (const user of met) shared[user] = 0;
        found.sort((a, b) => b.similarity - a.similarity || a.user - b.user);
        for (const {user, similarity} of found.slice(0, neighbours))
          for (let i = offsets[user]; i < offsets[user + 1]; i++) scores[items[i]] += similarity;
      });
    }
  };
}
