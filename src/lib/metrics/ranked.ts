/** Scores and labels with the order of scores worked out once. Places count from the best score; equal scores form one group. */
export interface Ranked {
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly rows: number;
  readonly positives: number;
  readonly negatives: number;
  /** The row at each place, best score first; equal scores in their first order. */
  readonly order: Uint32Array;
  /** One past the last place of each group of equal scores, best first; as many as there are distinct scores. */
  readonly ends: Uint32Array;
  /** Positives at or above each group: the true positives when its score is the threshold. */
  readonly found: Uint32Array;
}

/**
 * Ranks rows by score, highest first. `scores` are numbers (infinite ones too), `labels` 1 for positive and 0 for negative; neither is
 * copied. Throws `RangeError` where lengths differ, a label is neither 0 nor 1 or a score is NaN; no rows are no error.
 *
 * @example
 * ```ts
 * const {order, ends, found} = ranked([0.2, 0.9, 0.9], [0, 1, 0]);
 * order // → [1, 2, 0]
 * ends // → [2, 3] (two rows tie)
 * found // → [1, 1]
 * ranked([NaN], [1]) // → throws RangeError: score at row 0 is NaN
 * ```
 */
export function ranked(scores: ArrayLike<number>, labels: ArrayLike<number>): Ranked {
  const rows = scores.length;
  if (labels.length !== rows) throw new RangeError(`${labels.length} labels for ${rows} scores`);
  let positives = 0;
  for (let i = 0; i < rows; ++i) {
    if (labels[i] !== 0 && labels[i] !== 1) throw new RangeError(`invalid label at row ${i}: ${labels[i]}`);
    if (Number.isNaN(scores[i])) throw new RangeError(`score at row ${i} is NaN`);
    positives += labels[i];
  }
  const order = new Uint32Array(rows);
  for (let i = 0; i < rows; ++i) order[i] = i;
  // not a difference, which is NaN between equal infinities
  order.sort((a, b) => (scores[b] > scores[a] ? 1 : scores[b] < scores[a] ? -1 : a - b));
  const ends: number[] = [];
  const found: number[] = [];
  let sum = 0;
  for (let place = 0; place < rows; ++place) {
    sum += labels[order[place]];
    if (place + 1 < rows && scores[order[place + 1]] === scores[order[place]]) continue;
    ends.push(place + 1);
    found.push(sum);
  }
  return {
    scores,
    labels,
    rows,
    positives,
    negatives: rows - positives,
    order,
    ends: Uint32Array.from(ends),
    found: Uint32Array.from(found)
  };
}
