import {aucVariance} from "./aucVariance.js";
import type {Interval} from "./interval.js";
import {normalQuantile} from "./normalQuantile.js";

export interface AucIntervalOptions {
  /** Coverage, 0.95 by default. */
  readonly level?: number;
  /**
   * `wald` (default) is the textbook estimate ± z standard errors, cut to [0, 1]. `score` holds every value that a test with the
   * variance at that value does not reject; it stays open at 0 and 1, where `wald` has no width.
   */
  readonly method?: "wald" | "score";
}

/**
 * The interval of a published area under the ROC curve, from the number of positives and negatives alone.
 *
 * Source: Hanley and McNeil (1982) for the variance; R. G. Newcombe (2006), Statistics in Medicine 25, 559–573, for inverting the test.
 */
export function aucInterval(
  auc: number,
  positives: number,
  negatives: number,
  {level = 0.95, method = "wald"}: AucIntervalOptions = {}
): Interval {
  const z = normalQuantile((1 + level) / 2);
  if (method === "wald") {
    const half = z * Math.sqrt(aucVariance(auc, positives, negatives));
    return {low: Math.max(0, auc - half), high: Math.min(1, auc + half)};
  }
  const rejected = (truth: number) => Math.abs(auc - truth) > z * Math.sqrt(aucVariance(truth, positives, negatives));
  return {low: border(rejected, 0, auc), high: border(rejected, 1, auc)};
}

/** Where between `outside` and `inside` a value stops being rejected, by bisection to the last bit. */
function border(rejected: (x: number) => boolean, outside: number, inside: number): number {
  if (!rejected(outside)) return outside;
  for (;;) {
    const middle = (outside + inside) / 2;
    if (middle === outside || middle === inside) return inside;
    if (rejected(middle)) outside = middle;
    else inside = middle;
  }
}
