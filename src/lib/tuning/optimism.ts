import {permutation, random} from "../core/random.js";
import {drawWeights, weightedAuc} from "../metrics/bootstrap.js";
import {normalCdf} from "../metrics/distributions.js";
import {ranked} from "../metrics/ranked.js";

/**
 * Optimism of selection: how much better the best of several scores looks than the configuration that has it is. All configurations are
 * scored on the same validation rows, so a configuration can win because it is better or because these rows happen to suit it.
 *
 * Source: G. C. Cawley and N. L. C. Talbot (2010), On over-fitting in model selection and subsequent selection bias in performance
 * evaluation, JMLR 11, 2079–2107.
 */
export interface SelectionOptimism {
  /** The best score, as a search reports it. */
  readonly reported: number;
  /** What the same choice is worth on rows that took no part in it. */
  readonly corrected: number;
  /** How much better the best looks than it is: the mean of score on the rows chosen by less score on the others. */
  readonly optimism: number;
  /** The 95 % percentile interval of what the choice is worth on other rows. */
  readonly low: number;
  readonly high: number;
  /** How often each configuration was chosen, as shares that sum to one. */
  readonly chosen: readonly number[];
}

/**
 * The expected value of the largest of `n` independent standard normal numbers: by how many standard errors the best of `n` equally good
 * configurations looks better than they are, if their errors are independent.
 *
 * Throws `RangeError` for an `n` that is no whole number from 1.
 *
 * Source: H. A. David and H. N. Nagaraja (2003), Order Statistics, section 3.1; the integral by Simpson's rule.
 *
 * @example
 * ```ts
 * expectedMaximum(1) // → 0
 * expectedMaximum(2) // → 0.5641… (1 / √π)
 * expectedMaximum(50) // → 2.249…
 * ```
 */
export function expectedMaximum(n: number): number {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`invalid n: ${n}`);
  // E max = ∫₀^∞ (1 − Φ(z)ⁿ − Φ(−z)ⁿ) dz; beyond 9 both terms are below 1e-18 for any n that fits
  const steps = 1800;
  const to = 9;
  const step = to / steps;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const z = k * step;
    const value = -Math.expm1(n * Math.log1p(-normalCdf(-z))) - normalCdf(-z) ** n;
    sum += value * (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2);
  }
  return (sum * step) / 3;
}

/**
 * The expected optimism of the best of `n` equally good configurations whose scores have the same standard error and, two by two, the same
 * correlation. What the scores share moves all of them alike and chooses none, so only √(1 − correlation) of the error counts.
 *
 * Throws `RangeError` for a standard error below 0, a correlation outside [0, 1] or an `n` that is no whole number from 1.
 *
 * Source: H. A. David and H. N. Nagaraja (2003), Order Statistics, section 5.3.
 *
 * @example
 * ```ts
 * expectedOptimism(50, {standardError: 0.05, correlation: 0}) // → 0.1124…
 * expectedOptimism(50, {standardError: 0.05, correlation: 0.75}) // → 0.05622… (half of it)
 * expectedOptimism(50, {standardError: 0.05, correlation: 1}) // → 0
 * ```
 */
export function expectedOptimism(
  n: number,
  {standardError, correlation}: {readonly standardError: number; readonly correlation: number}
): number {
  if (!(standardError >= 0)) throw new RangeError(`invalid standard error: ${standardError}`);
  if (!(correlation >= 0 && correlation <= 1)) throw new RangeError(`invalid correlation: ${correlation}`);
  return standardError * Math.sqrt(1 - correlation) * expectedMaximum(n);
}

/**
 * The standard error and the mean correlation of the areas under the ROC curve of several configurations on the same rows, if labels have
 * nothing to do with scores: exact for labels dealt out at random, as an area is then the mean rank of rows drawn without replacement.
 * Ties get mid-ranks. The standard error is the root of the mean variance; a configuration that scores all rows alike has none.
 *
 * Throws `RangeError` for fewer than two configurations, different numbers of rows, or a class without a row.
 *
 * Source: W. G. Cochran (1977), Sampling Techniques, theorem 2.3, applied to ranks.
 *
 * @param scores of each configuration, one a row
 *
 * @example
 * ```ts
 * // no ties: the variance is (rows + 1) / (12 · positives · negatives) = 5 / 48
 * nullAucErrors([[1, 2, 3, 4], [1, 2, 3, 4]], 2) // → {standardError: 0.3227…, correlation: 1}
 * ```
 */
export function nullAucErrors(
  scores: readonly ArrayLike<number>[],
  positives: number
): {readonly standardError: number; readonly correlation: number} {
  if (scores.length < 2) throw new RangeError(`${scores.length} configurations; a correlation takes two`);
  const rows = scores[0].length;
  const negatives = rows - positives;
  if (!(positives >= 1 && negatives >= 1)) throw new RangeError(`${positives} positives of ${rows} rows`);
  const all = scores.map((one, k) => {
    if (one.length !== rows) throw new RangeError(`configuration ${k} has ${one.length} rows, the first ${rows}`);
    return centredRanks(one);
  });
  // AUC = (mean rank of positives − (positives + 1) / 2) / negatives
  const scale = negatives / (rows * (rows - 1) * positives) / negatives ** 2;
  let variances = 0;
  let covariances = 0;
  const sum = new Float64Array(rows);
  for (const ranks of all)
    for (let row = 0; row < rows; row++) {
      variances += ranks[row] ** 2;
      sum[row] += ranks[row];
    }
  for (const total of sum) covariances += total ** 2;
  const n = all.length;
  const variance = variances / n;
  const covariance = (covariances - variances) / (n * (n - 1));
  return {
    standardError: Math.sqrt(variance * scale),
    correlation: variance === 0 ? 1 : Math.min(1, Math.max(0, covariance / variance))
  };
}

/** Mid-ranks less their mean. */
function centredRanks(scores: ArrayLike<number>): Float64Array {
  const rows = scores.length;
  const {order, ends} = ranked(scores, new Uint8Array(rows));
  const ranks = new Float64Array(rows);
  let from = 0;
  for (const end of ends) {
    const middle = (from + end - 1) / 2;
    for (let place = from; place < end; place++) ranks[order[place]] = (rows - 1) / 2 - middle;
    from = end;
  }
  return ranks;
}

/**
 * The expected best area under the ROC curve of the first 1, 2, … configurations where labels are dealt out to the rows at random: the mean
 * over `draws` such deals. It takes no account of the configurations' having been chosen by earlier scores, so it is that of a search that
 * does not learn.
 *
 * Throws what `nullAucErrors` throws, of one configuration or more.
 *
 * @example
 * ```ts
 * // one configuration is right half of the time, on average
 * const [one] = nullBestAuc([[1, 2, 3, 4, 5, 6]], 3, {draws: 2000});
 * Math.abs(one - 0.5) < 0.02 // → true
 * ```
 */
export function nullBestAuc(
  scores: readonly ArrayLike<number>[],
  positives: number,
  {draws = 200, seed = 1} = {}
): Float64Array {
  const rows = scores[0].length;
  if (!(positives >= 1 && positives < rows)) throw new RangeError(`${positives} positives of ${rows} rows`);
  const all = scores.map(centredRanks);
  const best = new Float64Array(all.length);
  const source = random(seed, rows, positives);
  for (let draw = 0; draw < draws; draw++) {
    const order = permutation(rows, source);
    let most = -Infinity;
    all.forEach((ranks, k) => {
      let sum = 0;
      for (let i = 0; i < positives; i++) sum += ranks[order[i]];
      most = Math.max(most, sum / positives / (rows - positives));
      best[k] += most;
    });
  }
  return best.map((sum) => 0.5 + sum / draws);
}

/**
 * Optimism of the best of several configurations by the bootstrap, from their scores on the validation rows alone, without another fit: each
 * draw chooses the configuration with the largest area under the ROC curve on the rows drawn, and scores it on those that were not drawn.
 * The interval covers the choice and the rows, not that another training part would give other models.
 *
 * The same seed gives the same numbers. Throws `RangeError` for no configuration, and what `ranked` throws; and where a class has so few
 * rows that more than half of the draws leave it out.
 *
 * Source: I. Tsamardinos, E. Greasidou and G. Borboudakis (2018), Bootstrapping the out-of-sample predictions for efficient and accurate
 * cross-validation, Machine Learning 107, 1895–1922.
 *
 * @param scores of each configuration, one a validation row
 *
 * @example
 * ```ts
 * // a single configuration is not chosen, so nothing is optimistic but chance
 * const labels = Array.from({length: 200}, (_, i) => i % 2);
 * const {reported, chosen} = bootstrapSelection([labels.map((y, i) => y + (i % 7))], labels);
 * chosen // → [1]
 * reported > 0.5 // → true
 * ```
 */
export function bootstrapSelection(
  scores: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  {draws = 400, seed = 1} = {}
): SelectionOptimism {
  if (scores.length === 0) throw new RangeError("no configuration to choose from");
  const aucs = scores.map((one) => weightedAuc(ranked(one, labels)));
  const rows = labels.length;
  const once = new Int32Array(rows).fill(1);
  const reported = Math.max(...aucs.map((auc) => auc(once)));
  const source = random(seed, rows, scores.length);
  const drawn = new Int32Array(rows);
  const others = new Int32Array(rows);
  const chosen = new Array<number>(scores.length).fill(0);
  const outside: number[] = [];
  let inside = 0;
  for (let draw = 0; draw < draws; draw++) {
    drawWeights(drawn, source);
    for (let row = 0; row < rows; row++) others[row] = drawn[row] === 0 ? 1 : 0;
    const values = aucs.map((auc) => auc(drawn));
    const best = values.reduce((at, value, k) => (value > values[at] ? k : at), 0);
    const worth = aucs[best](others);
    if (Number.isNaN(values[best]) || Number.isNaN(worth)) continue;
    chosen[best]++;
    inside += values[best];
    outside.push(worth);
  }
  const n = outside.length;
  if (n < draws / 2) throw new RangeError(`a class has no row on ${draws - n} of ${draws} draws`);
  const corrected = outside.reduce((a, b) => a + b, 0) / n;
  outside.sort((a, b) => a - b);
  const at = (share: number) => outside[Math.min(n - 1, Math.max(0, Math.round(share * (n - 1))))];
  return {
    reported,
    corrected,
    optimism: inside / n - corrected,
    low: at(0.025),
    high: at(0.975),
    chosen: chosen.map((times) => times / n)
  };
}
