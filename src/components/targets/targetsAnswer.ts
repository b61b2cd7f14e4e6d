import type {TargetNeed, TargetsHeadline} from "../../lib/reports/targets.js";
import {count} from "../format.js";

/** The page's answer, for the log and the assumptions that its targets were assessed by. */
export function targetsAnswer(headline: TargetsHeadline): string {
  const {log, asked, learnable, borderline} = headline;
  if (asked === 0)
    return `In ${log} none of the targets can be tested, because it lacks the events that they are about.`;
  const which = learnable === 0 ? "none" : learnable === asked ? "all" : count(learnable);
  const subject =
    asked === 1
      ? `the only target that can be tested ${learnable === 1 ? "has" : "does not have"}`
      : `${which} of the ${count(asked)} targets ${learnable <= 1 ? "has" : "have"}`;
  const near = borderline === 0 ? "" : borderline === 1 ? " One comes close." : " Some come close.";
  return `In ${log} ${subject} enough positive examples to be learned and tested reliably.${near} Counting shows this before any model is trained.`;
}

/** The two counts that show it best: of the narrowest target, and of the widest that comes at least close. */
export function targetsDetails({parameters, narrow, widest}: TargetsHeadline): string {
  const text = (one: TargetNeed | null, end: string) =>
    one === null
      ? ""
      : `“${sentence(one)}” has ${positives(one.train)} to train on, where ${count(one.needed)} are needed${end}${tested(one)}. `;
  return `${text(narrow, ` for a model with ${parameters} parameters`)}${widest === null || widest.target === narrow?.target ? "" : text(widest, "")}`;
}

const sentence = ({target: {title}}: TargetNeed) => title[0].toUpperCase() + title.slice(1);

/** What the test has and needs; where each user counts once, that may be what is missing. */
const tested = ({test, testNeeded}: TargetNeed) =>
  testNeeded === null
    ? ""
    : `, and ${positives(test)} in the test, where ${count(testNeeded)} are needed${test.positives >= testNeeded && test.positiveUsers < testNeeded ? ", counting each user once" : ""}`;

const positives = ({positives, positiveUsers}: TargetNeed["train"]) =>
  `${count(positives)} ${positives === 1 ? "positive" : "positives"}${positiveUsers < positives ? ` of ${count(positiveUsers)} users` : ""}`;
