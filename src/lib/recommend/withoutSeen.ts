import type {Recommender, RecommenderEstimator, RecommenderTraining} from "./recommender.js";
import {userItems} from "./userItems.js";

/**
 * A recommender that puts last what was clicked in the session, and with a log of users also what the user had in
 * training: their scores become −∞. Where people come back to what they saw, that takes right answers away.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 * import {popularity} from "./popularity.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2], items: [0, 2, 2], timesMs: [0, 1, 2], users: [7, 7, 8]});
 * const model = withoutSeen(popularity()).fit({sequences, catalogue: 3});
 * model.session().click(2, 3) // → [1, 0, −Infinity]
 * model.session(7).click(1, 3) // → [−Infinity, −Infinity, −Infinity]
 * ```
 */
export function withoutSeen(estimator: RecommenderEstimator): RecommenderEstimator {
  return {
    ...estimator,
    setting: `${estimator.setting}, without items seen`,
    fit: (train) => maskSeen(estimator.fit(train), train)
  };
}

/** The same of a model that is fitted, given what it was fitted to. */
export function maskSeen(model: Recommender, train: RecommenderTraining): Recommender {
  const known = train.sequences.users === undefined ? null : userItems(train);
  return {
    ...model,
    session(user) {
      const row = user === undefined ? undefined : known?.rows.get(user);
      const seen = new Set(
        row === undefined ? [] : known!.items.subarray(known!.offsets[row], known!.offsets[row + 1])
      );
      const inner = model.session(user);
      const scores = new Float64Array(model.catalogue);
      return {
        click(item, timeMs) {
          scores.set(inner.click(item, timeMs));
          seen.add(item);
          for (const one of seen) scores[one] = -Infinity;
          return scores;
        }
      };
    }
  };
}
