import {FEATURES} from "../../lib/features/featureList.js";
import {MIN_POSITIVES} from "../../lib/metrics/evaluationRows.js";
import type {FeaturesHeadline} from "../../lib/reports/features.js";
import {targetById} from "../../lib/targets/target.js";
import {count} from "../format.js";

/**
 * The page's answer in numbers of one log for the target of some id. `whose` begins it, e.g. "the generated shop"; null
 * where the features of a log have not been worked out.
 */
export function featuresAnswer(headline: FeaturesHeadline | null, whose: string, id: string): string {
  if (headline === null)
    return `A model sees ${FEATURES.length} numbers for each pair of a session and an item: counts, times and prices from the past. Start DuckDB below and compute them to see what they are worth in ${whose}.`;
  const {best} = headline;
  const made = `A model sees counts, times and prices from the past, and nothing from the future.`;
  if (best === null)
    return `${made} What they are worth in ${whose} cannot be measured, because every label is the same.`;
  const {fromHalf, positives, looks, chance} = best;
  const better = fromHalf > chance ? (fromHalf < 1.25 * chance ? "only just better" : "better") : null;
  const few =
    positives >= MIN_POSITIVES.auc
      ? ""
      : ` Only ${count(positives)} ${positives === 1 ? "example is" : "examples are"} known to have that outcome, too few to be sure.`;
  return `${made} Taken alone, ${better === null ? "none" : "the best"} of them in ${whose} is ${better ?? "better"} than the best of ${count(looks)} random features at predicting whether the user ${targetById(id).title}.${few}`;
}
