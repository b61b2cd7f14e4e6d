import type {RecommenderEvaluation} from "./evaluateRecommender.js";
import type {ItemSequences} from "./itemSequences.js";

/** How far lists reach over the categories of a catalogue. Null where no list has an item, or pair of items, of known categories. */
export interface ListDiversity {
  /** Share of the pairs of items of one list that are of different categories, the mean over lists. */
  readonly intraListDiversity: number | null;
  /** Share of the recommended items whose category was seen earlier in the session. */
  readonly categoryTunnel: number | null;
  /** The same of the items that were clicked: what a list that reaches as far as visitors do would have. */
  readonly targetTunnel: number | null;
}

/**
 * Diversity of lists by the categories of their items. Items without a category are left out, as are lists with fewer than two
 * others for the diversity within a list. Throws `RangeError` for an evaluation of other sessions.
 *
 * Source: C.-N. Ziegler et al. (2005), Improving recommendation lists through topic diversification, WWW, 22–32, for the
 * similarity within a list, here 1 for items of one category and 0 for others.
 *
 * @param test the sessions that were evaluated  @param category of each item; −1 where it has none
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * // after item 0, of category 7, the list is items 1, 2 and 3, and item 3 is clicked
 * const test = itemSequences({sessions: [1, 1], items: [0, 3], timesMs: [0, 1]});
 * const evaluation = {
 *   places: 3, lists: Int32Array.of(1, 2, 3), targets: Int32Array.of(3), sessions: Int32Array.of(0), positions: Int32Array.of(1)
 * };
 * const {intraListDiversity, categoryTunnel, targetTunnel} = listDiversity(evaluation, test, [7, 7, 7, 8]);
 * intraListDiversity // → 0.6666… (two of three pairs)
 * categoryTunnel // → 0.6666… (two of three items)
 * targetTunnel // → 0
 * ```
 */
export function listDiversity(
  {
    places,
    lists,
    targets,
    sessions,
    positions
  }: Pick<RecommenderEvaluation, "places" | "lists" | "targets" | "sessions" | "positions">,
  {items, offsets}: ItemSequences,
  category: ArrayLike<number>
): ListDiversity {
  const of = (item: number) => category[item] ?? -1;
  let diverse = 0;
  let diverseLists = 0;
  const within = {seen: 0, all: 0};
  const clicked = {seen: 0, all: 0};
  for (let row = 0; row < targets.length; row++) {
    const from = offsets[sessions[row]];
    if (!(from + positions[row] < offsets[sessions[row] + 1]))
      throw new RangeError(`prediction ${row} is of click ${positions[row]} of a session that has none`);
    const before = new Set<number>();
    for (let i = from; i < from + positions[row]; i++) before.add(of(items[i]));
    const own: number[] = [];
    for (const item of lists.subarray(row * places, (row + 1) * places))
      if (item >= 0 && of(item) >= 0) own.push(of(item));
    for (const one of own) {
      within.all++;
      if (before.has(one)) within.seen++;
    }
    if (of(targets[row]) >= 0) {
      clicked.all++;
      if (before.has(of(targets[row]))) clicked.seen++;
    }
    if (own.length < 2) continue;
    const counts = new Map<number, number>();
    for (const one of own) counts.set(one, (counts.get(one) ?? 0) + 1);
    const pairs = (n: number) => (n * (n - 1)) / 2;
    let alike = 0;
    for (const n of counts.values()) alike += pairs(n);
    diverse += 1 - alike / pairs(own.length);
    diverseLists++;
  }
  const share = ({seen, all}: typeof within) => (all === 0 ? null : seen / all);
  return {
    intraListDiversity: diverseLists === 0 ? null : diverse / diverseLists,
    categoryTunnel: share(within),
    targetTunnel: share(clicked)
  };
}
