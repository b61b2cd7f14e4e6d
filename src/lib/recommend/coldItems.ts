import {UserError} from "../core/errors.js";
import {itemSimilarity} from "./itemAttributes.js";
import {sequentialRules} from "./itemPairs.js";
import {clicksByItem, type RecommenderEstimator, type RecommenderTraining} from "./recommender.js";

export interface ColdItemsOptions {
  /** How many items of training stand in for a new one. */
  readonly neighbours: number;
}

export const COLD_ITEMS_OPTIONS: ColdItemsOptions = {neighbours: 20};

/**
 * A hybrid of what follows what and of what items are like. Items of training have the scores of a model of sessions. A new item, which
 * no session of training has, gets the mean of the scores of the items most like it by their attributes, each weighing as its
 * similarity; of equally similar ones those with more clicks count, then the lower number. A new item of which nothing
 * is known, or that is like none, keeps what the model of sessions gives it, which for models that count is 0.
 *
 * The time to fit grows with new items times others. `fit` throws `UserError` for a log that says nothing of its items.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 * import {markovChain} from "./itemPairs.js";
 *
 * // item 1 has followed item 0 twice; the new item 3 has the colour of items 1 and 2, the new item 4 one of its own
 * const sequences = itemSequences({sessions: [1, 1, 2, 2, 3, 3], items: [0, 1, 0, 1, 2, 0], timesMs: [0, 1, 2, 3, 4, 5]});
 * const attributes = {kinds: [{name: "colour", values: [7, 8, 8, 8, 9]}], amounts: []};
 * const model = coldItemHybrid(markovChain(), {neighbours: 2}).fit({sequences, catalogue: 5, attributes});
 * model.session().click(0, 6) // → [0, 2, 0, 1, 0]
 * ```
 */
export function coldItemHybrid(
  sessions: RecommenderEstimator = sequentialRules(),
  {neighbours}: ColdItemsOptions = COLD_ITEMS_OPTIONS
): RecommenderEstimator {
  const id = "cold-item-hybrid";
  return {
    id,
    title: "Hybrid for new items",
    setting: `${sessions.title.toLowerCase()}; a new item scores as the ${neighbours} items most like it by their attributes`,
    fit(train) {
      const inner = sessions.fit(train);
      const standIns = standInsOf(train, neighbours);
      return {
        id,
        catalogue: train.catalogue,
        session(user) {
          const scorer = inner.session(user);
          const scores = new Float64Array(train.catalogue);
          return {
            click(item, timeMs) {
              scores.set(scorer.click(item, timeMs));
              for (const {item: cold, items, weights, total} of standIns) {
                let sum = 0;
                for (let k = 0; k < items.length; k++) sum += weights[k] * scores[items[k]];
                scores[cold] = sum / total;
              }
              return scores;
            }
          };
        }
      };
    }
  };
}

interface StandIns {
  readonly item: number;
  readonly items: Int32Array;
  readonly weights: Float64Array;
  readonly total: number;
}

/** Of each new item of which something is known, the items of training that are most like it. */
function standInsOf(train: RecommenderTraining, neighbours: number): StandIns[] {
  if (train.attributes === undefined)
    throw new UserError("the log says nothing of its items", "choose a model that needs no attributes of items");
  const alike = itemSimilarity(train.attributes);
  const clicks = clicksByItem(train);
  const all = Array.from(clicks.keys());
  const known = all.filter((item) => clicks[item] > 0).sort((a, b) => clicks[b] - clicks[a] || a - b);
  return all
    .filter((item) => clicks[item] === 0)
    .flatMap((item) => {
      const near = known
        .map((other) => ({other, weight: alike(item, other) ?? 0}))
        .filter(({weight}) => weight > 0)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, neighbours);
      if (near.length === 0) return [];
      return [
        {
          item,
          items: Int32Array.from(near, ({other}) => other),
          weights: Float64Array.from(near, ({weight}) => weight),
          total: near.reduce((sum, {weight}) => sum + weight, 0)
        }
      ];
    });
}
