import type {RecommenderEvaluation} from "./evaluateRecommender.js";

/** What lists of recommendations are like, whether or not they hit. Null where no item is in any list. */
export interface ListMetrics {
  /** Share of the catalogue that is in a list. */
  readonly coverage: number;
  /** Gini coefficient of how often items are in a list, over the catalogue: 0 all as often, near 1 a few items only. */
  readonly gini: number | null;
  /** Mean self-information of an item in a list, −log₂ of its share of training clicks, in bits. */
  readonly novelty: number | null;
  /** Mean training clicks of an item in a list, over those of the items that were clicked: above 1, popular items are shown more than they are wanted. */
  readonly popularityBias: number | null;
  /** Mean number of items in a list; ties beyond its end shorten it. */
  readonly length: number;
}

/**
 * Metrics of the lists of an evaluation. A share of clicks is (clicks + 1) / (all clicks + items), so that an item which
 * nobody clicked has one too. Throws `RangeError` for an evaluation without predictions.
 *
 * Sources: M. Ge, C. Delgado-Battenfeld and D. Jannach (2010), Beyond accuracy, for coverage; T. Zhou et al. (2010),
 * PNAS 107, 4511–4515, for novelty; H. Abdollahpouri et al. (2019), The unfairness of popularity bias in
 * recommendation, for popularity.
 *
 * @param clicks of each item in training
 * @example
 * ```ts
 * // two lists of one place, both of item 0, of which one hits
 * const evaluation = {catalogue: 2, places: 1, lists: Int32Array.of(0, 0), targets: Int32Array.of(0, 1)};
 * const {coverage, gini, novelty, popularityBias} = listMetrics(evaluation, [5, 1]);
 * coverage // → 0.5
 * gini // → 0.5 (all of the lists in one of two items)
 * novelty // → 0.4150… (−log₂(6/8))
 * popularityBias // → 1.6666… (5 clicks over 3)
 * ```
 */
export function listMetrics(
  {catalogue, places, lists, targets}: Pick<RecommenderEvaluation, "catalogue" | "places" | "lists" | "targets">,
  clicks: ArrayLike<number>
): ListMetrics {
  const n = targets.length;
  if (n === 0) throw new RangeError("no predictions to take a mean of");
  const times = new Float64Array(catalogue);
  let listed = 0;
  for (const item of lists)
    if (item >= 0) {
      times[item]++;
      listed++;
    }
  let total = 0;
  for (let item = 0; item < catalogue; item++) total += clicks[item];
  let wanted = 0;
  for (const target of targets) wanted += target < catalogue ? clicks[target] : 0;
  let bits = 0;
  let shown = 0;
  let covered = 0;
  for (let item = 0; item < catalogue; item++) {
    if (times[item] === 0) continue;
    covered++;
    bits -= times[item] * Math.log2((clicks[item] + 1) / (total + catalogue));
    shown += times[item] * clicks[item];
  }
  return {
    coverage: covered / catalogue,
    gini: listed === 0 ? null : giniCoefficient(times),
    novelty: listed === 0 ? null : bits / listed,
    popularityBias: listed === 0 || wanted === 0 ? null : shown / listed / (wanted / n),
    length: lists.length === 0 ? 0 : listed / (lists.length / places)
  };
}

/**
 * The Gini coefficient of amounts that are not negative: half of the mean difference between two of them over their mean.
 * Throws `RangeError` where all are 0.
 *
 * @example
 * ```ts
 * giniCoefficient([1, 1, 1]) // → 0
 * giniCoefficient([0, 0, 3]) // → 0.6666…
 * ```
 */
export function giniCoefficient(amounts: ArrayLike<number>): number {
  const sorted = Float64Array.from(amounts).sort();
  const n = sorted.length;
  const sum = sorted.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) throw new RangeError("all amounts are 0");
  return sorted.reduce((total, amount, k) => total + (2 * (k + 1) - n - 1) * amount, 0) / (n * sum);
}
