import type {LeakageHeadline} from "../../lib/reports/leakage.js";
import {count} from "../format.js";

/** The page's answer. */
export function leakageAnswer(headline: LeakageHeadline): string {
  const {leaking, differences, values, wideDifferences, planted, caught} = headline;
  const found =
    leaking > 0
      ? `Yes. When we deleted or invented everything that happens later and recomputed the features, ${count(differences)} values changed.`
      : wideDifferences > 0
        ? `Yes. Deleting everything after some point in time changed ${count(wideDifferences)} values before it.`
        : `No. We recomputed the features with everything later deleted, and again with an invented future. None of ${count(values)} comparisons showed a difference.`;
  const trusted =
    planted === 0
      ? ""
      : caught === planted
        ? " The same test caught every leak that we planted."
        : " But the test missed some of the leaks that we planted.";
  return `${found}${trusted}`;
}

/** What stands behind the answer: the coarser check, what the sample can miss, and the planted leaks. */
export function leakageDetails(headline: LeakageHeadline): string {
  const {examples, logs, values, wideValues, wideDifferences, hidden, moments, planted, caught, named} = headline;
  return `The replay used ${count(examples)} examples on ${logs} logs; the ${count(values)} comparisons of the answer are those of the main features, without the optional groups. The coarser check found ${wideDifferences === 0 ? "no difference" : `${count(wideDifferences)} differences`} in ${count(wideValues)} more values. We drew ${count(moments)} prediction times of the generated shop. If more than ${(100 * hidden).toFixed(1)} % of all times hid a difference, we would have met one with a probability of 95 %. Of ${count(planted)} planted leaks the replay caught ${count(caught)} and named the kind of ${count(named)} correctly.`;
}
