/** Items of sessions, one after another: session s has those at starts[s] to starts[s + 1], in order of time. */
export interface ItemSequences {
  readonly items: ArrayLike<number>;
  /** One more than there are sessions. */
  readonly starts: ArrayLike<number>;
}

/** How next items look back. */
export interface NextItemShares {
  /** Next items: every item of a session but its first. */
  readonly targets: number;
  /** Those that equal the item right before them. */
  readonly equalLast: number;
  /** Those that occur anywhere before them in the session, the last item included. */
  readonly seenBefore: number;
}

/**
 * Counts the targets of next-item prediction that repeat the last item, and those that were seen before in the session. A target is the item
 * of a session's event that is not its first; sessions of one event have none.
 *
 * @example
 * ```ts
 * nextItemShares({items: [7, 7, 8, 7, 9, 9], starts: [0, 4, 6]}); // → {targets: 4, equalLast: 2, seenBefore: 3}
 * ```
 */
export function nextItemShares({items, starts}: ItemSequences): NextItemShares {
  const found = {targets: 0, equalLast: 0, seenBefore: 0};
  for (let s = 0; s + 1 < starts.length; s++) {
    const seen = new Set<number>();
    for (let k = starts[s]; k < starts[s + 1]; k++) {
      if (k > starts[s]) {
        found.targets++;
        if (items[k] === items[k - 1]) found.equalLast++;
        if (seen.has(items[k])) found.seenBefore++;
      }
      seen.add(items[k]);
    }
  }
  return found;
}

/** Scores of all items, by the item, for what comes next; `history` has the session's items so far, the last one last. */
export type NextItemScorer = (history: readonly number[]) => Float64Array;

/** Hit rate and mean reciprocal rank at a cutoff. */
export interface NextItemQuality {
  readonly targets: number;
  readonly hitRate: number;
  readonly reciprocalRank: number;
}

/**
 * Ranks all items for every target and tells how often it is among the first `cutoff`, and its mean reciprocal rank there. The rank is
 * conservative: the number of items scored at least as high as the target.
 */
export function rankNextItems({items, starts}: ItemSequences, score: NextItemScorer, cutoff: number): NextItemQuality {
  let targets = 0;
  let hits = 0;
  let reciprocal = 0;
  for (let s = 0; s + 1 < starts.length; s++) {
    const history: number[] = [];
    for (let k = starts[s]; k < starts[s + 1]; k++) {
      const item = items[k];
      if (history.length > 0) {
        const scores = score(history);
        let rank = 0;
        for (const other of scores) if (other >= scores[item]) rank++;
        targets++;
        if (rank <= cutoff) {
          hits++;
          reciprocal += 1 / rank;
        }
      }
      history.push(item);
    }
  }
  return {targets, hitRate: hits / targets, reciprocalRank: reciprocal / targets};
}

/** Scores items by how often the training sessions have them. `items` is one more than the greatest number of an item. */
export function popularityScorer(train: ItemSequences, items: number): NextItemScorer {
  const counts = new Float64Array(items);
  for (let k = train.starts[0]; k < train.starts[train.starts.length - 1]; k++) counts[train.items[k]]++;
  return () => counts;
}

/** Scores items by how often they are in the session so far, ties by their popularity p as p / (1 + p). */
export function sessionPopularityScorer(train: ItemSequences, items: number): NextItemScorer {
  const counts = popularityScorer(train, items)([]).map((p) => p / (1 + p));
  return (history) => {
    const scores = Float64Array.from(counts);
    for (const item of history) scores[item]++;
    return scores;
  };
}

/** Scores items by how often they came right after the last one in the training sessions: a Markov chain of the first order. */
export function markovScorer(train: ItemSequences, items: number): NextItemScorer {
  const after = new Map<number, Map<number, number>>();
  for (let s = 0; s + 1 < train.starts.length; s++)
    for (let k = train.starts[s] + 1; k < train.starts[s + 1]; k++) {
      const from = train.items[k - 1];
      if (!after.has(from)) after.set(from, new Map());
      const counts = after.get(from)!;
      counts.set(train.items[k], (counts.get(train.items[k]) ?? 0) + 1);
    }
  return (history) => {
    const scores = new Float64Array(items);
    after.get(history[history.length - 1])?.forEach((n, item) => (scores[item] = n));
    return scores;
  };
}
