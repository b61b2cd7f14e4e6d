import type {Clusters} from "./clusters.js";

/** The variance of an estimate, and the degrees of freedom with which it is known. */
export interface Spread {
  readonly variance: number;
  /** 0 where the variance cannot be known: one row, or one cluster, holds all of a class. */
  readonly df: number;
}

/**
 * The variance of an estimate from what each row adds to it (`influence`: the row's share of the estimate's error, summing to zero
 * within each class), the number of rows of either class being held as it is. Rows of one cluster may depend on each other in any way.
 *
 * Without clusters this is DeLong's variance, with them Obuchowski's. Each class's part is known with the degrees of freedom that its
 * rows, or clusters, give (`ownFreedom`), and Satterthwaite's rule puts the two together.
 *
 * Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Biometrics 44, 837–845; N. A. Obuchowski (1997), Nonparametric
 * analysis of clustered ROC curve data, Biometrics 53, 567–578; E. Brunner and U. Munzel (2000), Biometrical Journal 42, 17–25, for
 * Satterthwaite's rule here.
 */
export function twoClassSpread(
  influence: ArrayLike<number>,
  labels: ArrayLike<number>,
  clusters: Clusters | null = null
): Spread {
  const units = clusters?.count ?? labels.length;
  const parts: number[][] = [[], []];
  let together = 0;
  if (clusters === null) for (let i = 0; i < labels.length; ++i) parts[labels[i]].push(influence[i]);
  else {
    const sums = [new Float64Array(units), new Float64Array(units)];
    const held = [new Uint8Array(units), new Uint8Array(units)];
    for (let i = 0; i < labels.length; ++i) {
      sums[labels[i]][clusters.of[i]] += influence[i];
      held[labels[i]][clusters.of[i]] = 1;
    }
    for (let g = 0; g < units; ++g) {
      for (const y of [0, 1]) if (held[y][g] === 1) parts[y].push(sums[y][g]);
      together += sums[0][g] * sums[1][g];
    }
  }
  if (parts[0].length < 2 || parts[1].length < 2) return {variance: 0, df: 0};
  const [ofNegatives, ofPositives] = parts.map(ownFreedom);
  // Clusters that go against each other can take more away than there is.
  const variance = Math.max(0, ofNegatives.variance + ofPositives.variance + (2 * together * units) / (units - 1));
  const noise = [ofNegatives, ofPositives].reduce((sum, own) => sum + (own.df > 0 ? own.variance ** 2 / own.df : 0), 0);
  return {variance, df: noise === 0 ? 0 : Math.max(1, variance ** 2 / noise)};
}

/**
 * The variance of an estimate from what each row adds to it (`influence`, summing to zero over all rows), rows or clusters being a
 * sample and the number of positives left to chance.
 *
 * Source: the infinitesimal jackknife (L. A. Jaeckel 1972; B. Efron 1982, chapter 6), times units / (units − 1).
 */
export function spread(influence: ArrayLike<number>, clusters: Clusters | null = null): Spread {
  if (clusters === null) return ownFreedom(influence);
  const sums = new Float64Array(clusters.count);
  for (let i = 0; i < influence.length; ++i) sums[clusters.of[i]] += influence[i];
  return ownFreedom(sums);
}

/**
 * The variance of a sum of independent parts, and the degrees of freedom with which it is known: parts − 1 at most, as of normal ones, and
 * fewer the heavier their tails, for a few parts that weigh much tell little about their own spread, however many others there are.
 *
 * Source: the first two moments of the variance's own estimate (F. E. Satterthwaite 1946, Biometrics Bulletin 2, 110–114), with the sample's
 * kurtosis.
 */
function ownFreedom(parts: ArrayLike<number>): Spread {
  const units = parts.length;
  let largest = 0;
  for (let g = 0; g < units; ++g) largest = Math.max(largest, Math.abs(parts[g]));
  if (units < 2 || largest === 0) return {variance: 0, df: 0};
  let squares = 0;
  let fourths = 0;
  for (let g = 0; g < units; ++g) {
    // over the largest, lest the fourth power of something small be 0
    const square = (parts[g] / largest) ** 2;
    squares += square;
    fourths += square * square;
  }
  const excess = fourths / (squares * squares) - 1 / units;
  return {
    variance: (squares * units * largest * largest) / (units - 1),
    df: Math.min(units - 1, Math.max(1, 2 / (excess + 2 / (units * (units - 1)))))
  };
}
