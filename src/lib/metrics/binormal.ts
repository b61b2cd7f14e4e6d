import {normalCdf, normalQuantile} from "./distributions.js";
import {permutation, type Random, random} from "../core/random.js";
import {evaluate, type Evaluation} from "./evaluate.js";
import type {Interval} from "./intervals.js";
import {rocAuc} from "./auc.js";

export interface BinormalTruth {
  readonly averagePrecision: number;
  /** Of calibrated probabilities. */
  readonly brier: number;
  readonly logLoss: number;
  /** When the best-scored `top` of rows is acted upon. */
  readonly precision: number;
  readonly recall: number;
}

/**
 * What the metrics of `binormalSample` tend to with more and more rows, without ties: scores normal in both classes with the same spread,
 * `share` of the rows positive. By the trapezoid rule, which is exact to many digits here.
 *
 * Throws `RangeError` for an auc, a share or a top outside (0, 1).
 *
 * @example
 * ```ts
 * binormalTruth(0.8, 0.1, 0.2) // → {averagePrecision: 0.3592…, precision: 0.2874…, recall: 0.5749…, …}
 * binormalTruth(0.5, 0.1, 0.2).precision // → 0.1 (a random order)
 * ```
 */
export function binormalTruth(auc: number, share: number, top: number): BinormalTruth {
  for (const [name, x] of Object.entries({auc, share, top})) {
    if (!(x > 0 && x < 1)) throw new RangeError(`invalid ${name}: ${x}`);
  }
  const apart = Math.SQRT2 * normalQuantile(auc);
  const base = Math.log(share / (1 - share)) - (apart * apart) / 2;
  const above = (x: number) => ({one: normalCdf(apart - x), zero: normalCdf(-x)});
  let averagePrecision = 0;
  let brier = 0;
  let logLoss = 0;
  for (let x = Math.min(0, apart) - REACH; x <= Math.max(0, apart) + REACH; x += STEP) {
    const one = density(x - apart);
    const mix = share * one + (1 - share) * density(x);
    const {one: s1, zero: s0} = above(x);
    averagePrecision += (STEP * one * share * s1) / (share * s1 + (1 - share) * s0);
    // Probabilities are calibrated where higher scores mean more positives; else they are mirrored, and wrong.
    const p = 1 / (1 + Math.exp(-(base + Math.abs(apart) * x)));
    brier += STEP * (share * one * (1 - p) ** 2 + (mix - share * one) * p * p);
    logLoss -= STEP * (share * one * Math.log(p) + (mix - share * one) * Math.log1p(-p));
  }
  let low = Math.min(0, apart) - REACH;
  let high = Math.max(0, apart) + REACH;
  for (let round = 0; round < 200 && low < high; ++round) {
    const middle = (low + high) / 2;
    const {one, zero} = above(middle);
    if (share * one + (1 - share) * zero > top) low = middle;
    else high = middle;
  }
  const recall = above(low).one;
  return {averagePrecision, brier, logLoss, precision: (share * recall) / top, recall};
}

const STEP = 1 / 64;
const REACH = 9;

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

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
 *
 * @example
 * ```ts
 * import {rocAuc} from "./auc.js";
 * import {random} from "../core/random.js";
 *
 * const {scores, labels, users} = binormalSample({positives: 2000, negatives: 3000, auc: 0.8}, random(1));
 * scores.length // → 5000
 * labels.reduce((sum, label) => sum + label) // → 2000
 * Math.abs(rocAuc(scores, labels).value - 0.8) < 0.02 // → true
 * users.slice(0, 3) // → [0, 1, 2] (a row each)
 * ```
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

export interface SimulationSettings {
  readonly positives: number;
  readonly negatives: number;
  /** The true area under the ROC curve, in (0, 1). */
  readonly auc: number;
  readonly rowsPerUser: number;
  /** Different scores; null for no ties. */
  readonly levels: number | null;
  /** What the log-odds are multiplied by; 1 is calibrated. */
  readonly confidence: number;
  /** Which of the endlessly many samples. */
  readonly seed: number;
}

export interface SimulatedReport {
  readonly settings: SimulationSettings;
  readonly evaluation: Evaluation;
  /** The same AUC from an interval that takes every row as independent; null where rows are. */
  readonly aucIgnoringUsers: Interval | null;
  /** What the metrics tend to, at the share of positives of these rows, by share acted upon; null where a class is empty. */
  readonly truth:
    | (BinormalTruth & {
        readonly top: readonly {readonly share: number; readonly precision: number; readonly recall: number}[];
      })
    | null;
}

/** Correlation of the latent scores of two rows of one user. */
const CORRELATION = 0.5;

/**
 * Draws rows with the settings and evaluates them, by user where users have several rows. The same settings give the same report.
 * Throws `RangeError` as `binormalSample`.
 *
 * @example
 * ```ts
 * const settings = {positives: 30, negatives: 70, auc: 0.8, rowsPerUser: 1, levels: null, confidence: 1, seed: 1};
 * const {evaluation, truth, aucIgnoringUsers} = simulatedReport(settings);
 * evaluation.rows // → 100
 * evaluation.users // → null
 * aucIgnoringUsers // → null
 * truth!.brier < 0.3 * 0.7 // → true (better than always saying 30 %)
 * ```
 */
export function simulatedReport(settings: SimulationSettings): SimulatedReport {
  const {positives, negatives, auc, rowsPerUser, levels, confidence, seed} = settings;
  const {scores, labels, users} = binormalSample(
    {
      positives,
      negatives,
      auc,
      rowsPerUser,
      confidence,
      levels: levels ?? Infinity,
      correlation: rowsPerUser === 1 ? 0 : CORRELATION
    },
    random(seed, positives, negatives, rowsPerUser)
  );
  const clustered = rowsPerUser > 1;
  const evaluation = evaluate(scores, labels, clustered ? {clusters: users} : {});
  const share = positives / (positives + negatives);
  const top = evaluation.top.map(({share: part, rows}) => {
    if (!(share > 0 && share < 1) || rows >= evaluation.rows) return {share: part, precision: share, recall: 1};
    const {precision, recall} = binormalTruth(auc, share, rows / evaluation.rows);
    return {share: part, precision, recall};
  });
  return {
    settings,
    evaluation,
    aucIgnoringUsers: clustered && evaluation.auc.said ? rocAuc(scores, labels) : null,
    truth: share > 0 && share < 1 ? {...binormalTruth(auc, share, 0.5), top} : null
  };
}
