import type {Random} from "../core/random.js";
import {permutation} from "../core/random.js";
import {normalCdf} from "./normalCdf.js";
import {normalQuantile} from "./normalQuantile.js";

export interface BinormalOptions {
  readonly positives: number;
  readonly negatives: number;
  /** The true area under the ROC curve, in (0, 1). */
  readonly auc: number;
  /** Rows of one user; default 1, every row on its own. */
  readonly rowsPerUser?: number;
  /** Correlation of two rows of one user, in [0, 1); default 0. */
  readonly correlation?: number;
  /** What the odds' logarithm is multiplied by: 1 (default) is calibrated, 2 twice as sure as it may be. */
  readonly confidence?: number;
  /** The share of positives for which the probabilities are calibrated; default that of these rows. */
  readonly share?: number;
  /** So many different scores only, as a coarse model gives; Infinity (default) for no ties. */
  readonly levels?: number;
}

export interface BinormalSample {
  /** Probabilities, calibrated where `confidence` is 1, `auc` at least .5 and `levels` infinite. */
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
  /** The user of each row. */
  readonly users: Int32Array;
}

/** Positives of one user, at most: buyers come back. */
const POSITIVES_PER_USER = 3;

/**
 * Rows whose latent score is normal in both classes with the same spread, the positives' mean moved so that the area under the ROC curve
 * is `auc` in the population. With several rows to a user, a user's rows share a part of their latent score, and positives come in
 * threes to a user where they can.
 *
 * The area of `levels` scores is a little nearer to one half than `auc`. Throws `RangeError` for an auc outside (0, 1), class sizes that
 * are not whole numbers, rows per user < 1, or a correlation outside [0, 1).
 */
export function binormalSample(
  {
    positives,
    negatives,
    auc,
    rowsPerUser = 1,
    correlation = 0,
    confidence = 1,
    levels = Infinity,
    share = positives / (positives + negatives)
  }: BinormalOptions,
  source: Random
): BinormalSample {
  for (const size of [positives, negatives]) {
    if (!(Number.isInteger(size) && size >= 0)) throw new RangeError(`invalid class size: ${size}`);
  }
  if (!(auc > 0 && auc < 1)) throw new RangeError(`invalid auc: ${auc}`);
  if (!(Number.isInteger(rowsPerUser) && rowsPerUser >= 1))
    throw new RangeError(`invalid rows per user: ${rowsPerUser}`);
  if (!(correlation >= 0 && correlation < 1)) throw new RangeError(`invalid correlation: ${correlation}`);
  const rows = positives + negatives;
  const users = Int32Array.from({length: rows}, (_, i) => Math.floor(i / rowsPerUser));
  const labels = new Uint8Array(rows);
  if (rowsPerUser === 1) labels.fill(1, 0, positives);
  else placePositives(labels, positives, rowsPerUser, source);
  const apart = Math.SQRT2 * normalQuantile(auc);
  const shared = Math.sqrt(correlation);
  const own = Math.sqrt(1 - correlation);
  // a third of a row stands in where a class is empty and its share has no odds
  const kept = Math.min(Math.max(share, 1 / (3 * rows)), 1 - 1 / (3 * rows));
  const base = Math.log(kept / (1 - kept)) - (apart * apart) / 2;
  const scores = new Float64Array(rows);
  let ofUser = 0;
  for (let i = 0; i < rows; ++i) {
    if (i % rowsPerUser === 0 && shared > 0) ofUser = shared * normal(source);
    let latent = ofUser + own * normal(source) + (labels[i] === 1 ? apart : 0);
    if (levels < Infinity)
      latent = normalQuantile((Math.floor(normalCdf(latent) * levels * (1 - 1e-12)) + 0.5) / levels);
    scores[i] = 1 / (1 + Math.exp(-confidence * (base + Math.abs(apart) * latent)));
  }
  return {scores, labels, users};
}

function normal(source: Random): number {
  return normalQuantile((source.uint32() + 0.5) / 4294967296);
}

/** Users in random order get up to three positives each until there are enough; a second round comes if that is not enough. */
function placePositives(labels: Uint8Array, positives: number, rowsPerUser: number, source: Random): void {
  const order = permutation(Math.ceil(labels.length / rowsPerUser), source);
  let left = positives;
  for (let round = 0; left > 0; ++round) {
    for (const user of order) {
      const from = user * rowsPerUser + round * POSITIVES_PER_USER;
      const to = Math.min(from + POSITIVES_PER_USER, (user + 1) * rowsPerUser, labels.length, from + left);
      if (to <= from) continue;
      labels.fill(1, from, to);
      left -= to - from;
      if (left === 0) return;
    }
  }
}
