/**
 * Average precision: the mean over positives of the precision at their rank, tied scores taken together, without interpolation.
 *
 * `scores` are any numbers, higher means more likely positive; `labels` are 1 and 0. Throws `RangeError` where lengths differ,
 * a label is neither 0 nor 1, a score is NaN, or no label is positive.
 *
 * Source: the definition of scikit-learn's `average_precision_score`: Σ (recall_t − recall_(t−1)) · precision_t over thresholds.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const n = scores.length;
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} scores`);
  let positives = 0;
  for (let i = 0; i < n; ++i) {
    if (labels[i] !== 0 && labels[i] !== 1) throw new RangeError(`invalid label at row ${i}: ${labels[i]}`);
    if (Number.isNaN(scores[i])) throw new RangeError(`score at row ${i} is NaN`);
    positives += labels[i];
  }
  if (positives === 0) throw new RangeError("no positive label");
  const order = Uint32Array.from({length: n}, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let sum = 0;
  let found = 0;
  for (let from = 0, to = 0; from < n; from = to) {
    let here = 0;
    for (; to < n && scores[order[to]] === scores[order[from]]; ++to) here += labels[order[to]];
    found += here;
    sum += (here * found) / to;
  }
  return sum / positives;
}
