import type {Recommender} from "./recommender.js";

/**
 * Several networks as one: the score of an item is the mean of the chances that they give it, each the softmax of its own
 * scores. Throws `RangeError` for none, and for catalogues of different sizes.
 *
 * @example
 * ```ts
 * const fixed = (...scores: number[]) => ({
 *   id: "fixed", catalogue: 2, session: () => ({click: () => Float64Array.from(scores)})
 * });
 * const both = meanOfRecommenders("both", [fixed(0, 0), fixed(0, Math.log(3))]);
 * both.session().click(0, 0) // → [0.375, 0.625] (the means of 1/2 and 1/4, and of 1/2 and 3/4)
 * meanOfRecommenders("none", []) // → throws RangeError: no recommenders
 * ```
 */
export function meanOfRecommenders(id: string, all: readonly Recommender[]): Recommender {
  if (all.length === 0) throw new RangeError("no recommenders");
  const [{catalogue}] = all;
  if (all.some((one) => one.catalogue !== catalogue)) throw new RangeError("catalogues of different sizes");
  return {
    id,
    catalogue,
    session(user) {
      const sessions = all.map((one) => one.session(user));
      const mean = new Float64Array(catalogue);
      return {
        click(item, timeMs) {
          mean.fill(0);
          for (const session of sessions) {
            const scores = session.click(item, timeMs);
            const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
            const sum = scores.reduce((total, score) => total + Math.exp(score - most), 0);
            for (let k = 0; k < catalogue; k++) mean[k] += Math.exp(scores[k] - most) / sum / all.length;
          }
          return mean;
        }
      };
    }
  };
}
