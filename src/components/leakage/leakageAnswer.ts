import type {LeakageHeadline} from "../../lib/reports/leakage.js";
import {count} from "../format.js";

/** The page's answer. */
export function leakageAnswer(headline: LeakageHeadline): string {
  const {leaking, logs, values, differences, examples, wideValues, wideDifferences} = headline;
  const found =
    leaking === 0
      ? `No. Deleting everything at or after the moment changed none of ${count(values)} values of ${count(examples)} examples on ${logs} logs`
      : `Yes: deleting everything at or after the moment changed ${count(differences)} of ${count(values)} values`;
  return `${found}, and deleting everything from some times on changed ${count(wideDifferences)} of ${count(wideValues)} more. So at most ${(100 * headline.hidden).toFixed(1)} % of the generated shop's moments can hide a difference (95 %, n = ${count(headline.moments)} moments drawn). Of ${count(headline.planted)} leaks planted to test the test, ${count(headline.caught)} were caught and ${count(headline.named)} called by their kind.`;
}
