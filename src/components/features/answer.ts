import {FEATURES} from "../../lib/features/featureList.js";
import type {FeaturesHeadline} from "../../lib/reports/features.js";
import {targetById} from "../../lib/targets/target.js";
import {count, fixed, interval} from "../format.js";

/**
 * The page's answer in numbers of one log for the target of some id. `whose` begins it, e.g. "the generated shop"; null
 * where the features of a log have not been worked out.
 */
export function featuresAnswer(headline: FeaturesHeadline | null, whose: string, id: string): string {
  if (headline === null)
    return `${FEATURES.length} whole numbers for each pair of a session and an item. Start DuckDB below, and let it work them out, to see what they are worth in ${whose}.`;
  const {examples, best} = headline;
  const made = `${FEATURES.length} whole numbers, none missing, for each of ${count(examples)} pairs of a session and an item in ${whose}: all of them counts, times and prices from before the moment.`;
  if (best === null) return `${made} Nothing can be said of what they are worth: no example has the event.`;
  const {feature, fromHalf, positives, looks, chance} = best;
  return `${made} They say ${fromHalf > chance ? "something" : "little"} of whether the user ${targetById(id).title}: alone, the best of them, ${feature.name}, has an area under the ROC curve of ${interval(feature.auc)}. That is ${fixed(fromHalf)} away from 0.5, where with ${count(positives)} positives the best of ${looks} meaningless numbers stays within ${fixed(chance)} nineteen times in twenty.`;
}
