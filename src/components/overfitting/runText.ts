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
  return `${shape}${l2 > 0 ? `, ridge ${l2}` : ""}, a positive weighing ${count(weight)}`;
}

const VERDICTS: Readonly<Record<Standing, string>> = {
  above: "It learned something: the test lies above chance",
  below: "It learned nothing that holds: the test lies below chance",
  untold: "It remembers, as far as this test can tell: chance lies within"
};

/** The answer to the page's question from a finished run. */
export function overfitAnswer({settings, log, told, real, shuffled}: OverfitHeadline): string {
  const auc = ({value, low, high}: Estimate) => `AUC ${fixed(value)} [${fixed(low)}, ${fixed(high)}]`;
  return `${VERDICTS[told]}. Trained on ${count(real.train.positives)} positives of ${log} (${settingsText(settings)}), a model reaches an average precision of ${fixed(real.train.averagePrecision)} on those very rows, and ${auc(real.test.auc)} on ${count(real.test.positives)} positives that it has not seen. With the labels shuffled, so that there is nothing to learn, it reaches ${fixed(shuffled.train.averagePrecision)} and ${auc(shuffled.test.auc)}.`;
}
