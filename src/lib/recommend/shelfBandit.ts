import {UserError} from "../core/errors.js";
import {pick, pickFromSums} from "../core/random.js";
import {itemWeights} from "../generator/behaviour.js";
import type {Catalogue} from "../generator/catalogue.js";
import {SENSITIVITIES, type ShopOptions} from "../generator/options.js";
import type {Bandit} from "./bernoulliBandit.js";
import {bestReward} from "./cumulativeRegret.js";

/** What the visitors of a generated shop take from the shelves, as a bandit. */
export interface ShelfBandit extends Bandit {
  /** By context: the catalogue's row of each arm's item. */
  readonly items: readonly Int32Array[];
  /** By context: the index of its department. */
  readonly departments: readonly number[];
  /** The expected reward of the best fixed lists, one a context: what a policy can reach. */
  bestOfContexts(places: number): number;
  /** The expected reward of the best list for each visitor's true taste and liking of offers, which nobody sees. */
  bestOfVisitors(places: number): number;
}

/**
 * The choice that a shop has at every page: which items of the page's department to show beside it, not knowing the visitor. The
 * visitor has a hidden taste and sensitivity, drawn as the generator draws them; the page's item and the item it takes next are
 * two draws from the shelves of one week. The context is the page's department, the arms are its items in stock, and an arm is
 * rewarded where it is the item taken next. The probabilities are the generator's own: nothing is estimated.
 *
 * Throws `UserError` for a week outside the shop's period.
 *
 * @param week of the period, 0-based: stock, prices and so tastes hold still within it
 * @example
 * ```ts
 * import {makeCatalogue} from "../generator/catalogue.js";
 * import {shopOptions} from "../generator/shop.js";
 *
 * const options = shopOptions("tiny", {seed: 1});
 * const bandit = shelfBandit(options, makeCatalogue(options));
 * bandit.contexts.reduce((sum, {share}) => sum + share, 0) // → 1
 * bandit.bestOfContexts(5) < bandit.bestOfVisitors(5) // → true
 * shelfBandit(options, makeCatalogue(options), {week: 999})
 * // → throws UserError: there is no week 999 in the shop's period
 * ```
 */
export function shelfBandit(
  o: ShopOptions,
  catalogue: Catalogue,
  {week = 0}: {readonly week?: number} = {}
): ShelfBandit {
  const {departmentStart, inStock, weeks} = catalogue;
  if (!(Number.isInteger(week) && week >= 0 && week < weeks))
    throw new UserError(`there is no week ${week} in the shop's period`, `give a whole number from 0 to ${weeks - 1}`);
  const V = SENSITIVITIES.length;
  const shelves = itemWeights(o, catalogue).slice(week * V, (week + 1) * V);
  const departments = o.tasteWeights.map((_, d) => d);
  const items = departments.map((d) =>
    Int32Array.from({length: departmentStart[d + 1] - departmentStart[d]}, (_, k) => departmentStart[d] + k).filter(
      (item) => inStock[item * weeks + week] === 1
    )
  );
  // who visits: taste and sensitivity are drawn independently
  const kinds = departments.flatMap((taste) => o.sensitivityShares.map((share, v) => ({taste, v, share})));
  const tastes = sum(o.tasteWeights);
  const sensitivities = sum(o.sensitivityShares);
  const shareOf = kinds.map(({taste, share}) => ((o.tasteWeights[taste] / tastes) * share) / sensitivities);
  const between = (sums: Float64Array, from: number, to: number) => sums[to - 1] - (from === 0 ? 0 : sums[from - 1]);
  /** The probability that a visitor of a kind takes one of the items from row `from` to before row `to` of one department. */
  const takes = (kind: number, department: number, from: number, to: number) => {
    const {taste, v} = kinds[kind];
    const sums = shelves[v];
    const weight = between(sums, from, to);
    const own = between(sums, departmentStart[department], departmentStart[department + 1]);
    return (
      ((1 - o.tasteShare) * weight) / sums[sums.length - 1] + (taste === department ? (o.tasteShare * weight) / own : 0)
    );
  };
  const takesItem = (kind: number, department: number, item: number) => takes(kind, department, item, item + 1);
  const contexts = departments.map((d) => {
    // by Bayes' rule, who sees a page of this department
    const there = kinds.map((_, k) => shareOf[k] * takes(k, d, departmentStart[d], departmentStart[d + 1]));
    const share = sum(there);
    return {
      share,
      means: Float64Array.from(items[d], (item) => sum(there.map((p, k) => (p / share) * takesItem(k, d, item))))
    };
  });
  const departmentOf = catalogue.items.columns.department_id;
  return {
    contexts,
    items,
    departments,
    bestOfContexts: (places) => sum(contexts.map(({share, means}) => share * bestReward(means, places))),
    bestOfVisitors: (places) =>
      sum(
        kinds.map((_, k) => {
          const all = departments.flatMap((d) => Array.from(items[d], (item) => takesItem(k, d, item)));
          return shareOf[k] * bestReward(all, places);
        })
      ),
    visitors(source) {
      let context = 0;
      let taken = -1;
      const shelfItem = ({taste, v}: (typeof kinds)[number]) => {
        const sums = shelves[v];
        return source.uniform() < o.tasteShare
          ? pickFromSums(sums, departmentStart[taste], departmentStart[taste + 1], source)
          : pickFromSums(sums, 0, sums.length, source);
      };
      return {
        next() {
          const kind = kinds[pick(shareOf, source)];
          context = departmentOf[shelfItem(kind)];
          taken = shelfItem(kind);
          return context;
        },
        rewards(shown, out) {
          for (let k = 0; k < shown.length; k++) out[k] = items[context][shown[k]] === taken ? 1 : 0;
        }
      };
    }
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
