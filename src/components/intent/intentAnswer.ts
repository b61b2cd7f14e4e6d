import type {IntentHeadline} from "../../lib/reports/intent.js";
import type {Standing} from "../../lib/reports/standing.js";
import {fixed} from "../format.js";
import {differenceText} from "./differenceText.js";
import {shortInterval} from "../models/modelMetrics.js";

const THAN = "than gradient boosting has on the same folds";
const VERDICTS: Readonly<Record<Standing, string>> = {
  above: `more ${THAN}`,
  below: `less ${THAN}`,
  untold: `no more ${THAN} as far as can be told`
};

/** The page's answer: how well TabM does, whether it beats boosting, and what hangs on page values and on the split. */
export function intentAnswer({tabm, difference, told, bare, months}: IntentHeadline): string {
  return `With every column TabM ranks Online Shoppers’ sessions with an area of ${shortInterval(tabm)} on random folds (random order 0.5): ${VERDICTS[told]}, the difference being ${differenceText(difference)}. Without page values, which are made from purchases, ${fixed(bare, 3)} is left; and trained up to October, asked of November and December, it has ${fixed(months, 3)} with them.`;
}
