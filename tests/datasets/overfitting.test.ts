import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {permutation, random} from "../../src/lib/core/random.js";
import {boostingSteps} from "../../src/lib/overfitting/boostingSteps.js";
import {overfitEnd, type StagedProbabilities} from "../../src/lib/overfitting/trainingCurve.js";
import {overfitRows} from "../../src/lib/overfitting/overfitRows.js";
import {overfitRun, type OverfitRun, type Steps} from "../../src/lib/overfitting/overfitRun.js";
import {OVERFIT_PRESETS, type OverfitSettings} from "../../src/lib/overfitting/overfitSettings.js";
import {mlpSteps} from "../../src/lib/models/neural/mlpSteps.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {datasetFromCsv, datasetsToCsv} from "../../src/lib/datasets/datasetCsv.js";
import {downsampleNegatives} from "../../src/lib/datasets/downsampleNegatives.js";
import {averagePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

beforeAll(openTfjs);

/** Rows of which the first column tells something and the last is their number. */
function part(rows: number, positives: number, seed: number): TrainingSet {
  const source = random(seed);
  const yes = new Set(permutation(rows, source).slice(0, positives));
  const y = Array.from({length: rows}, (_, row) => (yes.has(row) ? 1 : 0));
  const x = new Float32Array(rows * 4);
  for (let row = 0; row < rows; row++)
    x.set([y[row] + 2 * source.uniform(), source.below(50), source.uniform(), row], row * 4);
  return {rows, columns: ["a", "b", "c", "row"], x, y};
}

const task: Dataset = {
  train: part(400, 60, 1),
  test: part(300, 40, 2),
  groups: {train: Array.from({length: 400}, (_, i) => i >> 1), test: Array.from({length: 300}, (_, i) => i >> 1)}
};
const settings: OverfitSettings = {
  model: "boosting",
  target: "item-3-sessions",
  positives: 9,
  steps: 35,
  size: 8,
  layers: 2,
  l2: 0,
  weight: 100,
  seed: 1
};

const sum = (y: ArrayLike<number>) => Array.from(y).reduce((a, b) => a + b, 0);
const rowNumbers = ({rows, x}: TrainingSet) => Array.from({length: rows}, (_, row) => x[row * 4 + 3]);

function finish(change: Partial<OverfitSettings>, shuffled = false, of: Dataset = task): OverfitRun {
  const own = {...settings, ...change};
  const steps: Steps = own.model === "boosting" ? boostingSteps : mlpSteps;
  const run = overfitRun(of, own, shuffled, steps);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
  }
}

describe("the rows of a run", () => {
  test("are all negatives, and as many positives as asked for, others for another seed", () => {
    const {train, test, testUsers} = overfitRows(task, settings, false);
    expect(sum(train.y)).toBe(9);
    expect(train.rows).toBe(400 - 60 + 9);
    expect(test.y).toEqual(task.test.y);
    expect(testUsers).toBe(task.groups!.test);
    const kept = rowNumbers(train);
    kept.forEach((row, i) => expect(train.y[i]).toBe(task.train.y[row]));
    const positivesOf = (seed: number) => {
      const rows = overfitRows(task, {positives: 9, seed}, false).train;
      return rowNumbers(rows).filter((_, i) => rows.y[i] === 1);
    };
    expect(positivesOf(1)).toEqual(positivesOf(1));
    expect(positivesOf(1)).not.toEqual(positivesOf(2));
    expect(sum(overfitRows(task, {positives: 5000, seed: 1}, false).train.y)).toBe(60);
  });

  test("keep their columns and how many are positive when labels are shuffled, and lose which", () => {
    const real = overfitRows(task, {positives: 5000, seed: 1}, false);
    const shuffled = overfitRows(task, {positives: 5000, seed: 1}, true);
    for (const name of ["train", "test"] as const) {
      expect(shuffled[name].x).toEqual(real[name].x);
      expect(sum(shuffled[name].y)).toBe(sum(real[name].y));
      const both = Array.from(real[name].y).filter((label, i) => label === 1 && shuffled[name].y[i] === 1).length;
      expect(both).toBeLessThan(sum(real[name].y) / 2);
    }
    const first = (set: TrainingSet) => Float64Array.from({length: set.rows}, (_, row) => set.x[row * 4]);
    expect(rocAuc(first(real.test), real.test.y).low).toBeGreaterThan(0.6);
    const {low, high} = rocAuc(first(shuffled.test), shuffled.test.y);
    expect(low < 0.5 && high > 0.5).toBe(true);
  });

  test("must have both classes", () => {
    const none = {...task, test: {...task.test, y: new Array(300).fill(0)}};
    expect(() => overfitRows(none, settings, false)).toThrow(/^the test part has no positives;/);
  });
});

describe("a run", () => {
  test("memorises nine positives, whatever their labels, and generalizes nothing on shuffled ones", () => {
    for (const model of ["boosting", "mlp"] as const)
      for (const shuffled of [false, true]) {
        const {end, curve} = finish({model, size: 32, steps: model === "mlp" ? 300 : 60}, shuffled);
        expect(end.train.averagePrecision).toBeGreaterThanOrEqual(0.9);
        expect(curve[0].train.averagePrecision).toBeLessThan(end.train.averagePrecision);
        if (shuffled) expect(end.test.auc.low <= 0.5 && end.test.auc.high >= 0.5).toBe(true);
      }
  });

  test("tells each step, at most sixty and always the last", () => {
    const {curve} = finish({steps: 35});
    expect(curve.map(({step}) => step)).toEqual(Array.from({length: 35}, (_, i) => i + 1));
    const long = finish({steps: 145}).curve.map(({step}) => step);
    expect(long.length).toBeLessThanOrEqual(60);
    expect(long.at(-1)).toBe(145);
  });

  test("has at every step the chances of a boosting of so many trees", () => {
    const rows = overfitRows(task, settings, false);
    const options = {leaves: 8, l2: 0, scalePosWeight: 100, leastRows: 1, leastHessian: 0, seed: 1};
    const steps: StagedProbabilities[] = [...boostingSteps(rows.train, rows.test, settings)];
    for (const trees of [1, 10, 11, 35]) {
      const model = fitBoosting(rows.train, {...options, trees});
      expect(steps[trees - 1].step).toBe(trees);
      expect(steps[trees - 1].train).toEqual(model.predict(rows.train));
      expect(steps[trees - 1].test).toEqual(model.predict(rows.test));
    }
  });

  test("ends with the metrics of its last chances, and a gap whose interval is the test's", () => {
    const rows = overfitRows(task, settings, false);
    const last = [...boostingSteps(rows.train, rows.test, settings)].at(-1)!;
    const {train, test, gap} = overfitEnd(last, rows);
    expect(train).toEqual({
      rows: 349,
      positives: 9,
      auc: rocAuc(last.train, rows.train.y).value,
      averagePrecision: averagePrecision(last.train, rows.train.y)
    });
    const {value, low, high} = rocAuc(last.test, rows.test.y, {clusters: task.groups!.test});
    expect(test.auc).toEqual({value, low, high});
    expect(gap).toEqual({value: train.auc - value, low: train.auc - high, high: train.auc - low});
    expect(test.averagePrecision.value).toBeCloseTo(averagePrecision(last.test, rows.test.y), 12);
  });

  test("names a setting out of range", () => {
    expect(() => finish({positives: 1})).toThrow(/^positives: 1; give a whole number from 2 to 5,000$/);
    expect(() => finish({steps: NaN})).toThrow(/^steps: no number;/);
    expect(() => finish({l2: -1})).toThrow(/^l2: -1; give a number from 0/);
  });

  test("every preset is in range", () => {
    for (const preset of Object.values(OVERFIT_PRESETS)) expect(() => finish({...preset, steps: 1})).not.toThrow();
  });
});

test("thinning keeps all positives, the order, and each row's user", () => {
  const thin = downsampleNegatives(task, {negatives: 50, seed: 3});
  expect([thin.train.rows, thin.test.rows]).toEqual([110, 90]);
  expect([sum(thin.train.y), sum(thin.test.y)]).toEqual([60, 40]);
  const rows = rowNumbers(thin.train);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  rows.forEach((row, i) => {
    expect(thin.train.y[i]).toBe(task.train.y[row]);
    expect(thin.groups!.train[i]).toBe(row >> 1);
  });
  expect(downsampleNegatives(task, {negatives: 1000, seed: 3}).train.x).toEqual(task.train.x);
});

test("tasks survive a CSV file, and what it cannot say is an error", () => {
  const narrow = {...task, train: only(task.train, "b"), test: only(task.test, "b")};
  const csv = datasetsToCsv({whole: task, narrow});
  expect(csv.split("\n")[0]).toBe("task,part,user,label,a,b,c,row");
  for (const [name, {train, test, groups}] of Object.entries({whole: task, narrow})) {
    const again = datasetFromCsv(csv, name);
    expect(again.train.columns).toEqual(train.columns);
    expect(again.train.x).toEqual(train.x);
    expect(again.test.x).toEqual(test.x);
    expect(Array.from(again.test.y)).toEqual(test.y);
    expect(Array.from(again.groups!.train)).toEqual(groups!.train);
  }
  expect(() => datasetFromCsv(csv, "other")).toThrow(new RangeError("there is no task other"));
  const missing = {...task, train: {...task.train, x: task.train.x.map((v, i) => (i === 2 ? NaN : v))}};
  expect(() => datasetsToCsv({missing})).toThrow(new RangeError("c is NaN in row 0"));
  expect(() => datasetsToCsv({alone: {...task, groups: null}})).toThrow(new RangeError("the task alone has no users"));
});

function only({rows, columns, x, y}: TrainingSet, name: string): TrainingSet {
  const f = columns.indexOf(name);
  return {rows, columns: [name], x: Float32Array.from({length: rows}, (_, row) => x[row * columns.length + f]), y};
}
