import {sessionCount, type ItemSequences} from "./itemSequences.js";
import {rankedReasons, type Reason} from "./reason.js";
import {
  checkExplained,
  checkItem,
  clicksByItem,
  type Recommender,
  type RecommenderEstimator,
  type RecommenderTraining
} from "./recommender.js";

/**
 * Recommenders that score the next item by the last one alone, from counts of pairs of items. Source of the first three:
 * Ludewig and Jannach (2018), Evaluation of session-based recommendation algorithms, section 3.1.
 */

/** Adds weight to the pair (from, to). */
type Count = (from: number, to: number, weight: number) => void;

/** The rows of a sparse matrix of pairs: of item `a`, columns `to[starts[a]…]` in their order, with their weights. */
interface PairTable {
  readonly starts: Int32Array;
  readonly to: Int32Array;
  readonly weights: Float64Array;
}

function pairTable(catalogue: number, visit: (count: Count) => void): PairTable {
  const rows: (Map<number, number> | undefined)[] = new Array(catalogue);
  visit((from, to, weight) => {
    const row = (rows[from] ??= new Map());
    row.set(to, (row.get(to) ?? 0) + weight);
  });
  const starts = new Int32Array(catalogue + 1);
  for (let a = 0; a < catalogue; a++) starts[a + 1] = starts[a] + (rows[a]?.size ?? 0);
  const to = new Int32Array(starts[catalogue]);
  const weights = new Float64Array(starts[catalogue]);
  for (let a = 0; a < catalogue; a++) {
    let at = starts[a];
    for (const [b, weight] of rows[a] ?? []) {
      to[at] = b;
      weights[at++] = weight;
    }
  }
  return {starts, to, weights};
}

/** Why the last item gives another its score. */
type Explain = (last: number, item: number) => readonly Reason[];

/** Scores by the row of the last item, 0 where it has no entry. */
function lastItemRecommender(
  id: string,
  catalogue: number,
  {starts, to, weights}: PairTable,
  explain: Explain
): Recommender {
  return {
    id,
    catalogue,
    session() {
      const scores = new Float64Array(catalogue);
      let last = -1;
      return {
        click(item) {
          checkItem(item, catalogue);
          if (last >= 0) for (let i = starts[last]; i < starts[last + 1]; i++) scores[to[i]] = 0;
          for (let i = starts[item]; i < starts[item + 1]; i++) scores[to[i]] = weights[i];
          last = item;
          return scores;
        },
        explain(item) {
          checkExplained(item, catalogue, last + 1);
          return rankedReasons(explain(last, item));
        }
      };
    }
  };
}

/** Calls back for each pair of clicks of one session at a distance of at most `steps` clicks, the earlier one first. */
function eachPair(
  {items, offsets}: ItemSequences,
  steps: number,
  visit: (earlier: number, later: number, distance: number) => void
): void {
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let later = offsets[s] + 1; later < offsets[s + 1]; later++)
      for (let earlier = Math.max(offsets[s], later - steps); earlier < later; earlier++)
        visit(items[earlier], items[later], later - earlier);
}

function pairs(id: string, train: RecommenderTraining, visit: (count: Count) => void, explain: Explain): Recommender {
  clicksByItem(train); // throws for an item outside the catalogue
  return lastItemRecommender(id, train.catalogue, pairTable(train.catalogue, visit), explain);
}

/** By distance, how often one item follows another within some steps. */
function followsByDistance({items, offsets}: ItemSequences, from: number, to: number, steps: number) {
  const times = new Map<number, number>();
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let later = offsets[s] + 1; later < offsets[s + 1]; later++) {
      if (items[later] !== to) continue;
      for (let earlier = Math.max(offsets[s], later - steps); earlier < later; earlier++)
        if (items[earlier] === from) times.set(later - earlier, (times.get(later - earlier) ?? 0) + 1);
    }
  return times;
}

/** Pairs at every distance, each worth one over it. */
const pairsByDistance =
  (sequences: ItemSequences, steps: number): Explain =>
  (from, item) =>
    Array.from(followsByDistance(sequences, from, item, steps), ([distance, n]) => ({
      kind: "pairs",
      from,
      order: "after",
      distance,
      pairs: n,
      contribution: n / distance
    }));

/**
 * Association rules of two items: how many pairs of clicks of one session, at any distance and in either order, are of
 * the last item and another.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1], items: [0, 1, 2], timesMs: [0, 1, 2]});
 * associationRules().fit({sequences, catalogue: 3}).session().click(2, 3) // → [1, 1, 0]
 * ```
 */
export function associationRules(): RecommenderEstimator {
  return {
    id: "association-rules",
    title: "Association rules",
    setting: "pairs of items in a session, either order",
    fit: (train) =>
      pairs(
        "association-rules",
        train,
        (count) =>
          eachPair(train.sequences, Infinity, (a, b) => {
            count(a, b, 1);
            count(b, a, 1);
          }),
        (from, item) =>
          (["after", "before"] as const).map((order) => {
            const [earlier, later] = order === "after" ? [from, item] : [item, from];
            let n = 0;
            for (const times of followsByDistance(train.sequences, earlier, later, Infinity).values()) n += times;
            return {kind: "pairs", from, order, distance: null, pairs: n, contribution: n};
          })
      )
  };
}

/**
 * Sequential rules: how often an item follows the last one within some steps, each time weighted by one over the
 * distance.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1], items: [0, 1, 2], timesMs: [0, 1, 2]});
 * sequentialRules().fit({sequences, catalogue: 3}).session().click(0, 3) // → [0, 1, 0.5]
 * ```
 */
export function sequentialRules({steps = 10}: {readonly steps?: number} = {}): RecommenderEstimator {
  return {
    id: "sequential-rules",
    title: "Sequential rules",
    setting: `${steps} steps, weight 1/distance`,
    fit: (train) =>
      pairs(
        "sequential-rules",
        train,
        (count) => eachPair(train.sequences, steps, (a, b, distance) => count(a, b, 1 / distance)),
        pairsByDistance(train.sequences, steps)
      )
  };
}

/**
 * A Markov chain of first order: how often an item directly follows the last one.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1], items: [0, 1, 0], timesMs: [0, 1, 2]});
 * markovChain().fit({sequences, catalogue: 2}).session().click(1, 3) // → [1, 0]
 * ```
 */
export function markovChain(): RecommenderEstimator {
  return {
    id: "markov-chain",
    title: "Markov chain",
    setting: "first order",
    fit: (train) =>
      pairs(
        "markov-chain",
        train,
        (count) => eachPair(train.sequences, 1, (a, b) => count(a, b, 1)),
        pairsByDistance(train.sequences, 1)
      )
  };
}

/**
 * Item to item: sessions that have both items, each as often as the last item is clicked in it, over the clicks of the
 * two to some power, with a regularization that holds rare items back. Source: the baseline of Hidasi et al. (2015),
 * arXiv 1511.06939, section 4.2.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1], items: [0, 1, 1], timesMs: [0, 1, 2]});
 * const model = itemKnn({regularization: 0, power: 1}).fit({sequences, catalogue: 2});
 * model.session().click(0, 3) // → [0, 0.5] (one click of item 0 beside item 1, over 1 · 2)
 * model.session().click(1, 3) // → [1, 0]
 * ```
 */
export function itemKnn({
  regularization = 20,
  power = 0.5
}: {readonly regularization?: number; readonly power?: number} = {}): RecommenderEstimator {
  return {
    id: "item-knn",
    title: "Item-kNN",
    setting: `regularization ${regularization}, power ${power}`,
    fit(train) {
      const {sequences} = train;
      const {items, offsets} = sequences;
      const clicks = clicksByItem(train);
      const weight = clicks.map((n) => (n + regularization) ** power);
      return pairs(
        "item-knn",
        train,
        (count) => {
          for (let s = 0; s < sessionCount(sequences); s++) {
            const times = new Map<number, number>();
            for (let i = offsets[s]; i < offsets[s + 1]; i++) times.set(items[i], (times.get(items[i]) ?? 0) + 1);
            for (const [a, n] of times)
              for (const b of times.keys()) if (a !== b) count(a, b, n / (weight[a] * weight[b]));
          }
        },
        (from, item) => {
          if (from === item) return [];
          let sessions = 0;
          let n = 0;
          for (let s = 0; s < sessionCount(sequences); s++) {
            const session = items.subarray(offsets[s], offsets[s + 1]);
            const times = session.includes(item) ? session.filter((one) => one === from).length : 0;
            n += times;
            if (times > 0) sessions++;
          }
          return [{kind: "together", from, sessions, clicks: n, contribution: n / (weight[from] * weight[item])}];
        }
      );
    }
  };
}
