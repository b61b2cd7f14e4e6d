import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import type {BoostingOptions} from "../../src/lib/models/boostingOptions.js";
import {fitForest, TREE_OPTIONS} from "../../src/lib/models/forest.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {fitLogistic, type LogisticOptions} from "../../src/lib/models/logisticRegression.js";
import {meanLoss} from "../../src/lib/models/losses.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {fitStandardizer, standardize} from "../../src/lib/models/standardize.js";
import {expectClose} from "../metrics/vectors.js";
import {COLUMNS, generatedRows, without, type GeneratedRows} from "./generatedRows.js";

/** What the peers make of the same rows; models.py beside the file says with which settings and versions. */
const peers = JSON.parse(readFileSync(new URL("../vectors/models.json", import.meta.url), "utf8"));

const all = {train: generatedRows(8000, 1), test: generatedRows(20000, 2)};
const plain = {train: without(all.train, ["code"]), test: without(all.test, ["code"])};

const aucOf = (probabilities: Float64Array, {y}: TrainingSet) => rocAuc(probabilities, y).value;
const counted = (set: GeneratedRows): TrainingSet => ({...set, y: set.counts});

/** Twice the mean difference of the Poisson log-likelihood from that of a model that knows every count. */
function poissonDeviance(means: Float64Array, y: ArrayLike<number>): number {
  let sum = 0;
  means.forEach((mean, row) => (sum += (y[row] > 0 ? y[row] * Math.log(y[row] / mean) : 0) - y[row] + mean));
  return (2 * sum) / means.length;
}

test("Python and TypeScript have the same rows", () => {
  const {train, test} = all;
  const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
  expect(total(train.y)).toBe(peers.check.positives);
  expect(total(test.y)).toBe(peers.check.testPositives);
  expect(total(train.counts)).toBe(peers.check.counts);
  COLUMNS.forEach((_, f) => {
    const values = train.x.filter((v, at) => at % COLUMNS.length === f && !Number.isNaN(v));
    expectClose(total(values), peers.check.sums[f], 1e-9);
  });
});

describe("boosting is as good as its peers, within 0.003 of AUC", () => {
  const fit = (options: Partial<BoostingOptions>) =>
    aucOf(fitBoosting(plain.train, {trees: 100, ...options}).predict(plain.test), plain.test);
  const near = (ours: number, theirs: number) =>
    expect(Math.abs(ours - theirs), `${ours} against ${theirs}`).toBeLessThan(0.003);

  test("leaf by leaf: LightGBM", () => near(fit({}), peers.lightgbm.logistic.auc));
  test("with penalties: LightGBM", () => near(fit({l1: 2, l2: 10}), peers.lightgbm.penalised.auc));
  test("on samples of rows and columns: LightGBM, mean of five seeds", () => {
    const aucs = [0, 1, 2, 3, 4].map((seed) => fit({rowSample: 0.5, columnSample: 0.5, seed}));
    near(aucs.reduce((a, b) => a + b) / 5, peers.lightgbm.sampled.auc);
  });
  test("monotone: LightGBM", () => near(fit({monotone: {bell2: 1, count1: -1, gap0: 1}}), peers.lightgbm.monotone.auc));
  test("positives weigh five times: LightGBM", () => near(fit({scalePosWeight: 5}), peers.lightgbm.weighted.auc));
  const LEVEL = {growth: "level", depth: 6, l2: 1, leastRows: 1, leastHessian: 1} as const;
  test("level by level: XGBoost", () => near(fit(LEVEL), peers.xgboost.logistic.auc));
  const SYMMETRIC = {growth: "symmetric", depth: 6, l2: 3, leastRows: 1} as const;
  test("symmetric: CatBoost, plain", () => near(fit(SYMMETRIC), peers.catboost.logistic.auc));
  test("symmetric: CatBoost as it comes", () => near(fit(SYMMETRIC), peers.catboost.default.auc));
  test("symmetric with codes by ordered target statistics: CatBoost, mean of five seeds", async () => {
    const learner = boostingEstimator({trees: 100, ...SYMMETRIC, codes: ["code"]});
    let sum = 0;
    for (const seed of [0, 1, 2, 3, 4])
      sum += aucOf((await learner.fit(all.train, {seed})).predict(all.test), all.test);
    near(sum / 5, peers.catboost.codes.auc);
  });
});

describe("other losses, within 1 %", () => {
  const means = (options: Partial<BoostingOptions>) =>
    fitBoosting(counted(plain.train), {trees: 100, ...options}).predict(plain.test);
  const {counts} = plain.test;

  test("log loss: LightGBM", () => {
    const model = fitBoosting(plain.train, {trees: 100});
    const loss = meanLoss(model.options, model.score(plain.test), plain.test.y);
    expectClose(loss, peers.lightgbm.logistic.logLoss, 0.01);
  });
  test("squared error: LightGBM", () => {
    const found = means({loss: "squared"});
    expectClose(
      found.reduce((sum, mean, row) => sum + (mean - counts[row]) ** 2, 0) / found.length,
      peers.lightgbm.squared.squaredError,
      0.01
    );
  });
  test("Poisson deviance: LightGBM", () =>
    expectClose(poissonDeviance(means({loss: "poisson"}), counts), peers.lightgbm.poisson.deviance, 0.01));
  test("Poisson deviance: XGBoost", () =>
    expectClose(
      poissonDeviance(
        means({loss: "poisson", growth: "level", depth: 6, l2: 1, leastRows: 1, leastHessian: 1}),
        counts
      ),
      peers.xgboost.poisson.deviance,
      0.01
    ));
  test.each([0, 1])("pinball loss: LightGBM, case %i", (k) => {
    const {level, pinball} = peers.lightgbm.quantile[k];
    const options = {loss: "quantile", level, leaves: 15} as const;
    expectClose(meanLoss(options, means(options), counts), pinball, 0.01);
  });
  test("the mean chance where positives weigh five times: LightGBM", () => {
    const probabilities = fitBoosting(plain.train, {trees: 100, scalePosWeight: 5}).predict(plain.test);
    expectClose(probabilities.reduce((a, b) => a + b) / probabilities.length, peers.lightgbm.weighted.mean, 0.01);
  });
});

describe("forest and tree are as good as scikit-learn's, within 0.003 of AUC", () => {
  test("300 trees", () => {
    const model = fitForest(plain.train, {trees: 300, leastRows: 3});
    expect(Math.abs(aucOf(model.predict(plain.test), plain.test) - peers.forest.auc)).toBeLessThan(0.003);
  });
  test("one tree", () => {
    const model = fitForest(plain.train, {...TREE_OPTIONS, depth: 6, leastRows: 20});
    expect(Math.abs(aucOf(model.predict(plain.test), plain.test) - peers.tree.auc)).toBeLessThan(0.003);
  });
});

describe("logistic regression has the coefficients", () => {
  const numbers = without(plain.train, ["gap0", "gap1"]);
  const few = {rows: 400, columns: numbers.columns, x: numbers.x.subarray(0, 400 * 8)};
  const scaled = {...standardize(fitStandardizer(few), few), y: numbers.y.subarray(0, 400)};
  const near = (
    train: TrainingSet,
    options: Partial<LogisticOptions>,
    expected: readonly number[],
    errors?: readonly number[]
  ) => {
    const model = fitLogistic(train, options);
    [model.intercept, ...model.coefficients].forEach((b, k) => expect(Math.abs(b - expected[k])).toBeLessThan(1e-6));
    errors?.forEach((error, k) => expect(Math.abs(model.standardErrors[k] - error)).toBeLessThan(1e-6));
  };

  test("scikit-learn, ridge 1", () => near(scaled, {}, peers.linear.ridge));
  test("scikit-learn, ridge 100", () => near(scaled, {l2: 100}, peers.linear.strong));
  test("scikit-learn, no penalty", () => near(scaled, {l2: 0}, peers.linear.none));
  test("scikit-learn, weights", () =>
    near({...scaled, weights: scaled.y.map((_, row) => 1 + (row % 3))}, {}, peers.linear.weighted));
  const firth = (train: TrainingSet, {coefficients, standardErrors}: Record<string, number[]>) =>
    near(train, {penalty: "firth"}, coefficients, standardErrors);
  test("firthmodels, half positives", () => firth(scaled, peers.linear.firth));
  test("firthmodels, nine positives", () => {
    let seen = 0;
    const y = scaled.y.map((label) => (label === 1 && ++seen > 9 ? 0 : label));
    firth({...without(scaled, scaled.columns.slice(3)), y}, peers.linear.firthRare);
  });
  test("firthmodels, classes that can be told apart", () =>
    firth(
      {rows: 5, columns: ["a"], x: Float64Array.of(1, 2, 3, 4, 5), y: [0, 0, 1, 1, 1]},
      peers.linear.firthSeparated
    ));
});
