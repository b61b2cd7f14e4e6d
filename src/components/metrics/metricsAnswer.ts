import type {CoverageRow, MetricsHeadline} from "../../lib/reports/metrics.js";
import {count, interval, spokenPercent} from "../format.js";

const held = ({coverage: value, low, high}: CoverageRow) => interval({value, low, high, unit: "share"});

/** The page's answer: whether intervals that say 95 % include the truth that often. */
export function metricsAnswer({positives, auc, averagePrecision}: MetricsHeadline): string {
  const failing = [auc.textbook, averagePrecision.bootstrap].filter(({high}) => high < 0.95).length;
  const often = spokenPercent(Math.min(auc.textbook.coverage, averagePrecision.bootstrap.coverage));
  const promise = "That it includes the true value in that share of samples";
  if (failing === 0) return `${promise}, and the usual intervals keep the promise in our simulations.`;
  return `${promise}. The usual intervals do not always keep the promise: even with ${count(positives)} purchases or more, the worst of them includes it in only ${often}.`;
}

/** What stands behind the answer: the worst coverage of each interval. */
export function metricsDetails({positives, auc, averagePrecision}: MetricsHeadline): string {
  return `With at least ${positives} positives, the textbook (DeLong) interval of the AUC includes the truth in ${held(auc.textbook)} of simulated samples in its worst case, and the one used here in ${held(auc.used)}. For average precision the percentile bootstrap includes it in ${held(averagePrecision.bootstrap)}, and the interval used here in ${held(averagePrecision.used)}.`;
}
