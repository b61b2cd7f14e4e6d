import {CLAIMS} from "../../src/lib/claims/ledger.js";
import type {ReportedOverfitting} from "../../src/lib/overfitting/reportedOverfitting.js";
import {tasksToCsv} from "../../src/lib/datasets/taskCsv.js";
import {shopTasks} from "../overfitting/shopTasks.js";

/** The examples that the Overfitting page trains on, as CSV; fetched when a reader trains. */
export async function overfittingPage(): Promise<string> {
  return tasksToCsv(Object.fromEntries((await shopTasks()).map(({target, task}) => [target, task])));
}

/** What a report says of a model with nine positives, from the claim ledger. */
export function reportedOverfitting(): ReportedOverfitting {
  const claimed = (name: string) => CLAIMS.find(({id}) => id === `item-intent-${name}`)!.claimed;
  const auc = claimed("test-auc");
  return {
    positives: claimed("train-positives").value!,
    rows: claimed("train-examples").value!,
    weight: claimed("scale-pos-weight").value!,
    trainAp: claimed("train-average-precision").value!,
    testAp: claimed("test-average-precision").value!,
    testAuc: {value: auc.value!, low: auc.low!, high: auc.high!, n: auc.n!}
  };
}
