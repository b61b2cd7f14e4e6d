import {sparsityReport} from "../../src/lib/reports/sparsity.js";
import type {SparsityPage} from "../../src/lib/reports/sparsityPage.js";
import {readResult, requireResult} from "../results/results.js";
import {LEARNERS} from "../sparsity/learners.js";
import {TRAINING_TENTHS} from "../sparsity/shopExamples.js";
import {reportedOverfitting} from "./overfitting.js";

/** What the Sparsity page shows, from the committed studies. */
export function sparsityPage(): SparsityPage {
  return sparsityReport(requireResult("sparsity"), requireResult("sparsity-remedies"), readResult("sparsity-large"), {
    models: LEARNERS.map(({id, title, setting}) => ({id, title, setting})),
    trainingTenths: TRAINING_TENTHS,
    claimed: reportedOverfitting().positives
  });
}
