import {FEATURES} from "../../lib/features/featureList.js";
import type {FeaturesOfLog} from "../../lib/targets/featuresPage.js";
import {targetById} from "../../lib/targets/target.js";
import {count, fixed, interval} from "../format.js";
import {byAuc} from "./aucFigure.js";

/** The page's answer in numbers of one log. `whose` begins it, e.g. "the generated shop". */
export function featuresAnswer(found: FeaturesOfLog, whose: string, id: string): string {
  const {positives, chance} = found.featureAucs[id];
  const [best] = byAuc(found.featureAucs[id]);
  const made = `${FEATURES.length} whole numbers, none missing, for each of ${count(found.examples)} pairs of a session and an item in ${whose}: all of them counts, times and prices from before the moment.`;
  if (best?.auc == null || chance === null)
    return `${made} Nothing can be said of what they are worth: no example has the event.`;
  const looks = found.featureAucs[id].features.filter(({auc}) => auc !== null).length;
  return `${made} They say little of whether the user ${targetById(id).title}: alone, the best of them, ${best.name}, has an area under the ROC curve of ${interval(best.auc)}. That is ${fixed(Math.abs(best.auc.value - 0.5))} away from 0.5, where with ${count(positives)} positives the best of ${looks} meaningless numbers stays within ${fixed(chance)} nineteen times in twenty.`;
}
