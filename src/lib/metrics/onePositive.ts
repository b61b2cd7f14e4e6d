/**
 * Average precision and area under the ROC curve when the only positive stands at `rank` (1 = first, no ties) of `rows` rows:
 * 1 / rank, and the share of negatives behind it. `chance` is the probability that a random ranking puts it at this rank or better.
 *
 * Throws `RangeError` for a rank outside 1 to rows, and for fewer than two rows.
 */
export function onePositive(
  rank: number,
  rows: number
): {readonly averagePrecision: number; readonly auc: number; readonly chance: number} {
  if (!(rows >= 2)) throw new RangeError(`invalid rows: ${rows}`);
  if (!(rank >= 1 && rank <= rows)) throw new RangeError(`invalid rank: ${rank} of ${rows}`);
  return {averagePrecision: 1 / rank, auc: (rows - rank) / (rows - 1), chance: rank / rows};
}
