import type {Ranked} from "./ranked.js";

/** An estimate, and what each row adds to its error. */
export interface Linearised {
  readonly value: number;
  /** By row; sums to zero within each class. */
  readonly influence: Float64Array;
}

/**
 * The area under the ROC curve, a tie counting one half, and DeLong's structural components of each row, centred and divided by the
 * rows of its class. Throws `RangeError` where a class has no row.
 *
 * Source: X. Sun and W. Xu (2014), Fast implementation of DeLong's algorithm, IEEE Signal Processing Letters 21, 1389–1393.
 */
export function aucInfluence({order, ends, found, rows, positives, negatives, labels}: Ranked): Linearised {
  if (positives === 0) throw new RangeError("no positive label");
  if (negatives === 0) throw new RangeError("no negative label");
  const influence = new Float64Array(rows);
  let value = 0;
  for (let k = 0, from = 0, above = 0; k < ends.length; ++k) {
    const positivesHere = found[k] - above;
    const negativesAbove = from - above;
    const negativesHere = ends[k] - from - positivesHere;
    const beaten = (negatives - negativesAbove - negativesHere / 2) / negatives;
    const beating = (above + positivesHere / 2) / positives;
    for (let place = from; place < ends[k]; ++place)
      influence[order[place]] = labels[order[place]] === 1 ? beaten : beating;
    value += positivesHere * beaten;
    from = ends[k];
    above = found[k];
  }
  value /= positives;
  for (let i = 0; i < rows; ++i) influence[i] = (influence[i] - value) / (labels[i] === 1 ? positives : negatives);
  return {value, influence};
}
