import {permutation, random} from "../../src/lib/core/random.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import type {ShopExamples} from "./shopExamples.js";
import {fitOn, part, qualityOf, testRows, trainingRows} from "./trainAndTest.js";

/** What a report trained: boosting level by level, on few positives of great weight. */
export interface ReportedSetting {
  readonly target: string;
  readonly positives: number;
  readonly scalePosWeight: number;
  readonly trees: number;
  readonly depth: number;
  readonly rate: number;
}

/** One training as the report's, on true or on shuffled labels. */
export interface Reported {
  readonly seed: number;
  readonly labels: "true" | "shuffled";
  readonly rows: number;
  readonly positives: number;
  readonly trainAuc: number;
  readonly trainAveragePrecision: number;
  readonly testRows: number;
  readonly testPositives: number;
  readonly testAuc: number;
  readonly testAveragePrecision: number;
}

/** Trains as the report did, on as many positives, and again on the same labels dealt out anew. */
export async function asReported(
  examples: ShopExamples,
  seed: number,
  {target, positives, scalePosWeight, trees, depth, rate}: ReportedSetting
): Promise<Reported[]> {
  const learner = boostingEstimator({
    growth: "level",
    trees,
    depth,
    learningRate: rate,
    scalePosWeight,
    leastRows: 1,
    leastHessian: 1,
    l2: 1
  });
  const columns = examples.groups.base;
  const test = testRows(examples, target);
  const tested = part(examples.matrix, test.rows, columns);
  const train = trainingRows(examples, target, positives);
  const order = permutation(train.y.length, random(seed, 1));
  const rows: Reported[] = [];
  for (const labels of ["true", "shuffled"] as const) {
    const y = labels === "true" ? train.y : Uint8Array.from(order, (from) => train.y[from]);
    const taught = {...train, y};
    const model = await fitOn(learner, examples, taught, columns, seed);
    const before = qualityOf(model.predict(part(examples.matrix, train.rows, columns)), taught);
    const after = qualityOf(model.predict(tested), test);
    rows.push({
      seed,
      labels,
      rows: train.examples,
      positives: train.positives,
      trainAuc: before.auc,
      trainAveragePrecision: before.averagePrecision,
      testRows: test.examples,
      testPositives: test.positives,
      testAuc: after.auc,
      testAveragePrecision: after.averagePrecision
    });
  }
  return rows;
}
