import type {Estimate} from "../../lib/overfitting/trainingCurve.js";
import type {OverfitSettings} from "../../lib/overfitting/overfitSettings.js";
import type {OverfitHeadline} from "../../lib/reports/overfitting.js";
import type {Standing} from "../../lib/reports/standing.js";
import {count, fixed} from "../format.js";

/** What is trained, in a phrase. */
export function settingsText({model, steps, size, layers, l2, weight}: OverfitSettings): string {
  const shape =
    model === "boosting"
      ? `${count(steps)} trees of ${count(size)} leaves`
      : `a perceptron of ${layers} × ${count(size)} units, ${count(steps)} epochs`;
  return `${shape}${l2 > 0 ? `, ridge ${l2}` : ""}, weight ${count(weight)} per positive`;
}

const VERDICTS: Readonly<Record<Standing, string>> = {
  above: "It learned something: on new data its ranking is better than chance",
  below: "It learned nothing that holds: on new data its ranking is worse than chance",
  untold: "It memorised: on new data its ranking cannot be distinguished from chance"
};

/** The answer to the page's question from a finished run. */
export function overfitAnswer({log, told, real, shuffled}: OverfitHeadline): string {
  const {positives, averagePrecision} = real.train;
  const control =
    shuffled.train.averagePrecision >= averagePrecision - 0.05
      ? "With shuffled labels, where there is nothing to learn, it fits its training data just as well"
      : "With shuffled labels, where there is nothing to learn, it fits its training data less well";
  return `${VERDICTS[told]}. It was trained on ${count(positives)} positive ${positives === 1 ? "example" : "examples"} of ${log}. ${control}.`;
}

/** What stands behind the answer: both metrics on training and test, with real and with shuffled labels. */
export function overfitDetails({settings, real, shuffled}: OverfitHeadline): string {
  const auc = ({value, low, high}: Estimate) => `AUC ${fixed(value)} [${fixed(low)}, ${fixed(high)}]`;
  return `With ${settingsText(settings)}, the average precision on the training rows is ${fixed(real.train.averagePrecision)}; the test, with ${count(real.test.positives)} new positives, has ${auc(real.test.auc)}. With shuffled labels they are ${fixed(shuffled.train.averagePrecision)} and ${auc(shuffled.test.auc)}.`;
}
