import {random, permutation} from "../core/random.js";

/**
 * What a code stands for once it is replaced by a number: the mean label of its training rows, drawn towards the mean
 * of all.
 */
export interface TargetStatistics {
  readonly codes: readonly number[];
  readonly values: readonly number[];
  /** Of a code that training does not have. */
  readonly prior: number;
}

/**
 * Ordered target statistics: in a random order of the training rows, each row's code becomes the mean label of the
 * rows before it with that code, with the mean of all labels counted in `strength` times. So no row's number has its
 * own label in it. `encoded` is for training; rows to be predicted take `statistics`, made from all rows.
 *
 * Source: L. Prokhorenkova et al. (2018), CatBoost: unbiased boosting with categorical features, section 3.2.
 */
export function orderedTargetStatistics(
  codes: ArrayLike<number>,
  labels: ArrayLike<number>,
  {strength = 1, seed = 1} = {}
): {readonly encoded: Float64Array; readonly statistics: TargetStatistics} {
  const rows = codes.length;
  if (labels.length !== rows) throw new RangeError(`${labels.length} labels for ${rows} codes`);
  if (!(strength > 0)) throw new RangeError(`invalid strength: ${strength}`);
  let all = 0;
  for (let row = 0; row < rows; row++) all += labels[row];
  const prior = rows === 0 ? 0 : all / rows;
  const seen = new Map<number, {sum: number; n: number}>();
  const encoded = new Float64Array(rows);
  for (const row of permutation(rows, random(seed, rows))) {
    let entry = seen.get(codes[row]);
    if (entry === undefined) seen.set(codes[row], (entry = {sum: 0, n: 0}));
    encoded[row] = (entry.sum + strength * prior) / (entry.n + strength);
    entry.sum += labels[row];
    entry.n++;
  }
  const known = [...seen].sort(([a], [b]) => a - b);
  return {
    encoded,
    statistics: {
      codes: known.map(([code]) => code),
      values: known.map(([, {sum, n}]) => (sum + strength * prior) / (n + strength)),
      prior
    }
  };
}

/** Codes of rows to be predicted, as numbers. */
export function encodeTarget({codes, values, prior}: TargetStatistics, of: ArrayLike<number>): Float64Array {
  const known = new Map(codes.map((code, k) => [code, values[k]]));
  return Float64Array.from({length: of.length}, (_, row) => known.get(of[row]) ?? prior);
}
