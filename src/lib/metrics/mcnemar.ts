import {logChoose} from "./logChoose.js";
import type {Interval} from "./interval.js";
import {normalQuantile} from "./normalQuantile.js";

export interface McNemar {
  /** Rows that only the first, and only the second, gets right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly n: number;
  /** Accuracy of the first less that of the second, with Bonett and Price's interval. */
  readonly difference: Interval & {readonly value: number};
  /** Two-sided, exact: never too small. */
  readonly exact: number;
  /** Two-sided, half of the observed outcome's own probability left out: nearer to the nominal level. */
  readonly midP: number;
}

/**
 * Whether two classifiers, tried on the same rows, are right equally often. Only the rows on which they differ speak. With none of these,
 * p is 1. Rows are taken as independent; for clustered rows use `bootstrapDifference`.
 *
 * Throws `RangeError` where lengths differ.
 *
 * Source: Q. McNemar (1947), Psychometrika 12, 153–157; M. W. Fagerland, S. Lydersen and P. Laake (2013), BMC Medical Research
 * Methodology 13:91, for mid-p; D. G. Bonett and R. M. Price (2012), Journal of Educational and Behavioral Statistics 37, 479–488.
 */
export function mcnemar(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  labels: ArrayLike<number>,
  {level = 0.95} = {}
): McNemar {
  const n = labels.length;
  if (first.length !== n || second.length !== n) {
    throw new RangeError(`${first.length} and ${second.length} answers for ${n} labels`);
  }
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < n; ++i) {
    const a = first[i] === labels[i];
    const b = second[i] === labels[i];
    if (a && !b) ++onlyFirst;
    if (b && !a) ++onlySecond;
  }
  const differing = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  const probability = (k: number) => Math.exp(logChoose(differing, k) - differing * Math.LN2);
  let tail = 0;
  for (let k = 0; k <= fewer; ++k) tail += probability(k);
  // Adding one row to each kind of difference keeps the interval open where nothing differs.
  const a = (onlyFirst + 1) / (n + 2);
  const b = (onlySecond + 1) / (n + 2);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((a + b - (a - b) ** 2) / (n + 2));
  return {
    onlyFirst,
    onlySecond,
    n,
    difference: {
      value: n === 0 ? 0 : (onlyFirst - onlySecond) / n,
      low: Math.max(-1, a - b - half),
      high: Math.min(1, a - b + half)
    },
    exact: differing === 0 ? 1 : Math.min(1, 2 * tail),
    midP: differing === 0 ? 1 : Math.min(1, 2 * tail - probability(fewer))
  };
}
