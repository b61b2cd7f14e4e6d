import type {IntentHeadline} from "../../lib/reports/intent.js";
import type {Standing} from "../../lib/reports/standing.js";
import {fixed, spokenPercent} from "../format.js";
import {differenceText} from "./differenceText.js";
import {shortInterval} from "../models/modelMetrics.js";

const VERDICTS: Readonly<Record<Standing, string>> = {
  above: "It beats gradient boosting",
  below: "It does worse than gradient boosting",
  untold: "It cannot be distinguished from gradient boosting"
};

/** The page's answer: how well TabM does without the column made from purchases, and whether it beats boosting. */
export function intentAnswer({told, bare, bareMonths}: IntentHeadline): string {
  const well = bare >= 0.9 ? "Yes, well" : bare >= 0.6 ? "Partly" : "Hardly";
  return `${well}. Without “page values”, a feature that is computed from purchases, the network TabM ranks a buyer above a non-buyer in ${spokenPercent(bare)} of pairs${bareMonths < bare ? ", and in fewer when tested on later months" : ""}. ${VERDICTS[told]}.`;
}

/** What stands behind the answer: TabM with every column, its difference from boosting, and what other columns and months change. */
export function intentDetails({tabm, difference, bare, months}: IntentHeadline): string {
  return `With all features TabM has an AUC of ${shortInterval(tabm)} on random folds (chance is 0.5). Its difference from gradient boosting on the same folds is ${differenceText(difference)}. Without page values its AUC is ${fixed(bare, 3)}. With them, but trained up to October and tested on November and December, it is ${fixed(months, 3)}.`;
}
