import type {TargetNeed, TargetsHeadline} from "../../lib/reports/targets.js";
import {count} from "../format.js";

/** The page's answer, for the log and the assumptions that its targets were assessed by. */
export function targetsAnswer(headline: TargetsHeadline): string {
  const {log, asked, targets, parameters, narrow, widest} = headline;
  if (asked === 0) return `In ${log} none of the ${targets} targets can be asked: it lacks what they are about.`;
  const narrowText =
    narrow === null
      ? ""
      : ` “${sentence(narrow)}” has ${positives(narrow)} to train on where Riley's criteria ask for ${count(narrow.needed)} with ${parameters} parameters.`;
  const widestText =
    widest === null
      ? ""
      : ` “${sentence(widest)}” has ${positives(widest)} where ${count(widest.needed)} are asked for.`;
  return `In ${log} ${headline.learnable} of ${asked} targets could surely be learned, ${headline.borderline} lie at the border and ${headline["not learnable"]} could not, which two counts show before any model is fitted.${narrowText}${widestText}`;
}

const sentence = ({target: {title}}: TargetNeed) => title[0].toUpperCase() + title.slice(1);

const positives = ({train: {positives, positiveUsers}}: TargetNeed) =>
  `${count(positives)} ${positives === 1 ? "positive" : "positives"}${positiveUsers < positives ? ` of ${count(positiveUsers)} users` : ""}`;
