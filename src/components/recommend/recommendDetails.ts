import type {RecommendPage} from "../../lib/reports/recommendPage.js";
import {count, interval} from "../format.js";

/** What a simple rule reaches in the generated shop on visits that it has not seen, beside the same list for everybody. */
export function recommendDetails({rule, popular, test}: Pick<RecommendPage, "rule" | "popular" | "test">): string {
  const share = ({value, low, high}: typeof rule) => interval({value, low, high, unit: "share"});
  return `${rule.title} (${rule.setting}) have the next item among their first five in ${share(rule)} of ${count(rule.n)} predictions; the five most viewed items include it in ${share(popular)}. The predictions are all clicks after the first in ${count(test.sessions)} visits of the last days, which taught neither. Intervals are 95 %, with visits as units.`;
}
