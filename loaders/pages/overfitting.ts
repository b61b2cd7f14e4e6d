import {CLAIMS} from "../../src/lib/claims/ledger.js";
import type {ReportedOverfitting} from "../../src/lib/overfitting/reportedOverfitting.js";
import {datasetsToCsv} from "../../src/lib/datasets/datasetCsv.js";
import {reportedOverfitting as reportOf} from "../../src/lib/reports/overfitting.js";
import {shopTasks} from "../overfitting/shopTasks.js";

/** The examples that the Overfitting page trains on, as CSV; fetched when a reader trains. */
export async function overfittingPage(): Promise<string> {
  return datasetsToCsv(Object.fromEntries((await shopTasks()).map(({target, task}) => [target, task])));
}

/** What a report says of a model with nine positives, from the claim ledger. */
export function reportedOverfitting(): ReportedOverfitting {
  return reportOf(CLAIMS);
}
