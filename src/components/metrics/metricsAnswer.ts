import type {CoverageRow, MetricsHeadline} from "../../lib/reports/metrics.js";
import {interval} from "../format.js";

const held = ({coverage: value, low, high}: CoverageRow) => interval({value, low, high, unit: "share"});

/** The page's answer: which intervals that say 95 % keep their word. */
export function metricsAnswer({positives, auc, averagePrecision}: MetricsHeadline): string {
  return `To hold the truth 95 times in 100; and many do not. With ${positives} positives or more, DeLong's interval of an AUC as textbooks give it holds the truth in ${held(auc.textbook)} of simulated samples where it does worst, the one used here in ${held(auc.used)}; the percentile bootstrap of average precision in ${held(averagePrecision.bootstrap)}, the interval used here in ${held(averagePrecision.used)}.`;
}
