import type {RecommendPage} from "../../lib/reports/recommendPage.js";
import {count, interval, spokenPercent} from "../format.js";

/** The page's opening answer: what a simple rule reaches on visits that it has not seen, beside the same list for everybody. */
export function recommendAnswer({rule, popular}: Pick<RecommendPage, "rule" | "popular">): string {
  const better = rule.low > popular.high;
  const said = `In the generated shop, a simple count of what follows what has the next item among its first five ${spokenPercent(rule.value)} of the time.`;
  return better
    ? `Often, if the last click is used. ${said} Showing everybody the same popular items works far less well.`
    : `Hardly. ${said} Showing everybody the same popular items works as well.`;
}

/** The same with intervals, baseline and n. */
export function recommendDetails({rule, popular, test}: Pick<RecommendPage, "rule" | "popular" | "test">): string {
  const share = ({value, low, high}: typeof rule) => interval({value, low, high, unit: "share"});
  return `${rule.title} (${rule.setting}) have the next item among their first five in ${share(rule)} of ${count(rule.n)} predictions; the five most viewed items include it in ${share(popular)}. The predictions are all clicks after the first in ${count(test.sessions)} visits of the last days, which taught neither. Intervals are 95 %, with visits as units.`;
}
