import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {forestEstimator, treeEstimator} from "../../src/lib/models/forestFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {TwoTasks} from "../../src/lib/models/multiTaskEstimator.js";
import {RULES} from "../../src/lib/models/rules.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {random} from "../../src/lib/core/random.js";

/** Every learner of the room, small; rules want a column of theirs. */
const LEARNERS: readonly Estimator<TwoTasks>[] = [
  logisticEstimator({l2: 1}),
  logisticEstimator({penalty: "firth"}),
  treeEstimator(),
  forestEstimator({trees: 10}),
  boostingEstimator({trees: 10}),
  boostingEstimator({trees: 10, growth: "level", leastRows: 1, leastHessian: 0}),
  boostingEstimator({trees: 10, growth: "symmetric", leastRows: 1, leastHessian: 0}),
  boostingEstimator({trees: 10, patience: 3}),
  boostingEstimator({trees: 10, growth: "symmetric", codes: ["c1"]}),
  ...trainableEstimators()
];
const NAMES = [RULES[0].column, "c1", "c2", "c3"];

interface Shape {
  readonly rows?: number;
  readonly columns?: number;
  readonly label?: (row: number) => number;
  readonly value?: (row: number, f: number) => number;
  readonly weight?: (row: number) => number;
}

function trainingSet({rows = 60, columns = 4, label, value, weight}: Shape): TwoTasks & TrainingSet {
  const source = random(5, rows, columns);
  const names = Array.from({length: columns}, (_, f) => NAMES[f] ?? `c${f}`);
  const x = Float64Array.from({length: rows * columns}, (_, k) => {
    const drawn = source.uniform() * 4 - 2;
    return value === undefined ? drawn : value(Math.floor(k / columns), k % columns);
  });
  const y = Float64Array.from({length: rows}, (_, row) => (label === undefined ? row % 2 : label(row)));
  return {
    rows,
    columns: names,
    x,
    y,
    cart: y,
    ...(weight === undefined ? {} : {weights: Float64Array.from({length: rows}, (_, row) => weight(row))})
  };
}

/** A finite chance for every row, or an error that a user can act on. */
async function fitAndPredict(learner: Estimator<TwoTasks>, train: TwoTasks & TrainingSet): Promise<Float64Array> {
  const model = await learner.fit(train, {seed: 1, validation: train});
  const probabilities = model.predict(train);
  expect(probabilities.length).toBe(train.rows);
  for (const chance of probabilities) expect(chance >= 0 && chance <= 1, `chance ${chance}`).toBe(true);
  expect(JSON.stringify(model.toJSON())).not.toMatch(/null/);
  const none = new Float64Array(0);
  expect(model.predict({rows: 0, columns: train.columns, x: none})).toEqual(none);
  return probabilities;
}

/**
 * Firth's penalty has no answer without a column that varies; what learns from other models' answers wants two rows of a
 * class.
 */
const NO_ANSWER = /^firth: no column differs between rows|^(?:voting-learned|hybrid): only one row is positive/;

const NOTHING_TO_LEARN: [string, Shape][] = [
  ["no positives", {label: () => 0}],
  ["no negatives", {label: () => 1}],
  ["one row", {rows: 1}],
  ["positives without weight", {weight: (row) => (row % 2 === 1 ? 0 : 1)}],
  ["no weight at all", {weight: () => 0}],
  ["no rows", {rows: 0}],
  ["no columns", {columns: 0}],
  ["labels that are none", {label: (row) => (row === 7 ? NaN : row % 2)}],
  ["labels that are no classes", {label: (row) => row % 3}],
  ["an infinite value", {value: (row, f) => (row === 3 && f === 1 ? Infinity : row + f)}],
  ["a weight below 0", {weight: (row) => row - 1}]
];

const ODD: [string, Shape][] = [
  ["columns that do not vary", {value: () => 3}],
  ["one column that does not vary", {value: (row, f) => (f === 1 ? 0 : (row * (f + 3)) % 7)}],
  ["more columns than rows", {rows: 12, columns: 40}],
  ["two rows", {rows: 2}],
  ["one positive", {label: (row) => (row === 5 ? 1 : 0)}],
  ["a column that is missing throughout", {value: (row, f) => (f === 2 ? NaN : (row * (f + 3)) % 7)}],
  ["all columns missing throughout", {value: () => NaN}],
  ["numbers at the ends of 32 bits", {value: (row, f) => (row % 2 === 0 ? 3.4e38 : -3.4e38) / (f + 1)}],
  ["numbers next to 0", {value: (row, f) => 1e-45 * ((row * (f + 3)) % 7)}],
  ["classes that can be told apart", {value: (row, f) => (row % 2) + f}],
  ["the same row throughout", {value: (_, f) => f, label: (row) => (row < 5 ? 1 : 0)}],
  ["a row that weighs next to nothing", {weight: (row) => (row === 0 ? 1e-300 : 1)}],
  ["a row that weighs a million", {weight: (row) => (row === 0 ? 1e6 : 1)}]
];

describe.each(LEARNERS.map((learner, k) => [`${learner.id} ${k}`, learner] as const))("%s", (_, learner) => {
  // rules look at their own columns only, and compare rather than reckon
  test.each(NOTHING_TO_LEARN.filter(([name]) => learner.id !== "rules" || name !== "an infinite value"))(
    "%s: an error that says what to do",
    async (_, shape) => {
      const failure = await fitAndPredict(learner, trainingSet(shape)).then(
        () => null,
        (error: unknown) => error
      );
      expect(failure).toBeInstanceOf(UserError);
      expect((failure as UserError).message).toMatch(/^[^\n]{10,400}; [^\n]{5,}$/);
    }
  );

  test.each(ODD)("%s: a finite chance for every row, or such an error", async (_, shape) => {
    const failure = await fitAndPredict(learner, trainingSet(shape)).then(
      () => null,
      (error: unknown) => error
    );
    if (failure !== null) expect(failure).toBeInstanceOf(UserError);
    if (failure !== null) expect(`${learner.id}: ${(failure as UserError).message}`).toMatch(NO_ANSWER);
  });
});
