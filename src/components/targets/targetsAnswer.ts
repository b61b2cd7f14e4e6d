import {count} from "../format.js";
import type {AssessedTargets} from "./assessTargets.js";

/** The page's answer, for the log and the assumptions that its targets were assessed by. */
export function targetsAnswer({targets, log, parameters}: AssessedTargets): string {
  const asked = targets.filter(({judged}) => judged !== null);
  if (asked.length === 0)
    return `In ${log} none of the ${targets.length} targets can be asked: it lacks what they are about.`;
  const of = (verdict: string) => asked.filter(({judged}) => judged!.verdict === verdict).length;
  const narrow = asked.find(({target, judged}) => target.of === "item" && judged!.riley !== null);
  const first = [...asked].reverse().find(({judged}) => judged!.verdict !== "not learnable");
  const narrowText =
    narrow === undefined
      ? ""
      : ` “${sentence(narrow.target.title)}” has ${positives(narrow.parts[0])} to train on where Riley's criteria ask for ${count(narrow.judged!.riley!.positives)} with ${parameters} parameters.`;
  const firstText =
    first?.judged?.riley == null
      ? ""
      : ` “${sentence(first.target.title)}” has ${positives(first.parts[0])} where ${count(first.judged.riley.positives)} are asked for.`;
  return `In ${log} ${of("learnable")} of ${asked.length} targets could surely be learned, ${of("borderline")} lie at the border and ${of("not learnable")} could not, which two counts show before any model is fitted.${narrowText}${firstText}`;
}

const sentence = (title: string) => title[0].toUpperCase() + title.slice(1);

const positives = ({positives, positiveUsers}: {positives: number; positiveUsers: number}) =>
  `${count(positives)} ${positives === 1 ? "positive" : "positives"}${positiveUsers < positives ? ` of ${count(positiveUsers)} users` : ""}`;
