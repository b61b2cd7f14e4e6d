import {describe, expect, test} from "vitest";
import type {Dataset, DatasetRows} from "../../src/lib/datasets/dataset.js";
import {fitAndEvaluate, fitAndEvaluateWith} from "../../src/lib/datasets/fitAndEvaluate.js";
import {rollingOrigin} from "../../src/lib/datasets/rollingOrigin.js";
import {timeSeriesSplit} from "../../src/lib/datasets/timeSeriesSplit.js";
import type {Measured} from "../../src/lib/metrics/measure.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

const plain = (folds: readonly {readonly train: Int32Array; readonly test: Int32Array}[]) =>
  folds.map(({train, test: rows}) => [Array.from(train), Array.from(rows)]);

describe("timeSeriesSplit gives the folds that scikit-learn's documentation prints for TimeSeriesSplit", () => {
  test("six rows, five splits", () =>
    expect(plain(timeSeriesSplit(6))).toEqual([
      [[0], [1]],
      [[0, 1], [2]],
      [[0, 1, 2], [3]],
      [[0, 1, 2, 3], [4]],
      [[0, 1, 2, 3, 4], [5]]
    ]));
  test("twelve rows, three splits of two", () =>
    expect(plain(timeSeriesSplit(12, {folds: 3, testRows: 2}))).toEqual([
      [
        [0, 1, 2, 3, 4, 5],
        [6, 7]
      ],
      [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [8, 9]
      ],
      [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [10, 11]
      ]
    ]));
  test("twelve rows, three splits of two with a gap of two", () =>
    expect(plain(timeSeriesSplit(12, {folds: 3, testRows: 2, gap: 2}))).toEqual([
      [
        [0, 1, 2, 3],
        [6, 7]
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [8, 9]
      ],
      [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [10, 11]
      ]
    ]));
  // max_train_size=3
  test("at most three rows of training", () =>
    expect(plain(timeSeriesSplit(6, {folds: 2, mostTrainRows: 3}))).toEqual([
      [
        [0, 1],
        [2, 3]
      ],
      [
        [1, 2, 3],
        [4, 5]
      ]
    ]));
  test("too few rows, and options that are none, are refused", () => {
    expect(() => timeSeriesSplit(4)).toThrow(/4 rows are too few for 5 tests of 0 rows; choose/);
    expect(() => timeSeriesSplit(12, {folds: 3, testRows: 2, gap: 6})).toThrow(/and a gap of 6/);
    for (const wrong of [{folds: 0}, {folds: 1.5}, {gap: -1}, {testRows: 0}, {mostTrainRows: 0}])
      expect(() => timeSeriesSplit(20, wrong)).toThrow(RangeError);
  });
});

/** Rows whose label is twice their column, at times that are not in their order. */
function rowsOf(n: number): {rows: DatasetRows; times: number[]} {
  const x = Float64Array.from({length: n}, (_, row) => (row * 7) % n);
  return {
    rows: {rows: n, columns: ["x"], x, y: x.map((value) => 2 * value), weights: x.map((value) => 1 + value)},
    times: Array.from(x, (value) => 1000 * value)
  };
}

describe("rollingOrigin", () => {
  const {rows, times} = rowsOf(20);

  test("tests follow each other in time, and training ends before them", () => {
    const folds = rollingOrigin(rows, times, "real", {folds: 3, gapMs: 2000, groups: times});
    expect(folds.map(({train, test: after}) => [Array.from(train.x), Array.from(after.x)])).toEqual(
      [5, 10, 15].map((first) => [
        // with 20 rows and four shares, tests are of five rows; those of the two seconds before are left out
        Array.from({length: first - 2}, (_, i) => i),
        Array.from({length: 5}, (_, i) => first + i)
      ])
    );
    for (const {kind, train, test: after, groups} of folds) {
      expect(kind).toBe("real");
      expect(Array.from(train.y)).toEqual(Array.from(train.x, (value) => 2 * value));
      expect(Array.from(train.weights!)).toEqual(Array.from(train.x, (value) => 1 + value));
      expect(groups).toEqual({
        train: Array.from(train.x, (value) => 1000 * value),
        test: Array.from(after.x, (value) => 1000 * value)
      });
    }
  });

  test("rows of the moment at which a test begins do not train", () => {
    const same = times.map((ms) => Math.floor(ms / 3000));
    for (const {train, test: after} of rollingOrigin(rows, same, "real", {folds: 3})) {
      const first = Math.min(...Array.from(after.x, (value) => Math.floor(value / 3)));
      expect(Math.max(...Array.from(train.x, (value) => Math.floor(value / 3)))).toBeLessThan(first);
    }
  });

  test("a gap that leaves nothing is refused", () =>
    expect(() => rollingOrigin(rows, times, "real", {folds: 3, gapMs: 1e6})).toThrow(/no row is 1000000 ms before/));
});

describe("fitAndEvaluate", () => {
  const part = (from: number, rows: number): TrainingSet => {
    const x = Float64Array.from({length: rows}, (_, row) => (from + row * 3) % 10);
    return {rows, columns: ["x"], x, y: x.map((value) => value % 5)};
  };

  test("numbers are judged as numbers, against the mean of training", async () => {
    const dataset: Dataset<DatasetRows, "count"> = {
      kind: "count",
      train: part(0, 200),
      test: part(1, 100),
      groups: null
    };
    const {evaluation, scores} = await fitAndEvaluate(boostingEstimator({loss: "squared", trees: 200}), dataset, {
      seed: 1
    });
    expect(evaluation.rows).toBe(100);
    const {value, baseline, n} = evaluation.meanAbsoluteError as Measured;
    expect(value).toBeLessThan(0.01);
    expect(baseline).toEqual({name: "constant 2", value: 1.2});
    expect(n).toBe(100);
    expect(scores.length).toBe(100);
  });

  test("yes or no is judged as such", async () => {
    const both = [part(0, 200), part(1, 100)].map((rows) => ({...rows, y: rows.x.map((value) => (value > 4 ? 1 : 0))}));
    const dataset: Dataset = {train: both[0], test: both[1], groups: null};
    const {evaluation} = await fitAndEvaluate(boostingEstimator({trees: 5}), dataset, {seed: 1});
    expect((evaluation.auc as Measured).value).toBe(1);
  });

  test("a validation part says when to stop, and groups are handed on", async () => {
    const seen: unknown[] = [];
    const watcher: Estimator = {
      ...boostingEstimator({trees: 3}),
      fit: (train, context) => {
        seen.push(context.validation, context.groups);
        return boostingEstimator({trees: 3}).fit(train, context);
      }
    };
    const y = (rows: TrainingSet) => ({...rows, y: rows.x.map((value) => (value > 4 ? 1 : 0))});
    const [train, validation, after] = [y(part(0, 60)), y(part(2, 30)), y(part(1, 30))];
    const groups = {train: train.x, test: after.x};
    await fitAndEvaluate(watcher, {train, validation, test: after, groups}, {seed: 1});
    expect(seen).toEqual([validation, train.x]);
    await fitAndEvaluate(watcher, {train, test: after, groups: null}, {seed: 1});
    expect(seen.slice(2)).toEqual([undefined, undefined]);
  });

  test("what ranks items brings its own input, output and evaluation", async () => {
    // the most popular items, whatever came before
    interface Sequences {
      readonly items: readonly (readonly number[])[];
    }
    const popular: Estimator<Sequences, readonly (readonly number[])[]> = {
      id: "popular",
      title: "Popular",
      setting: "",
      async fit({items}) {
        const count = [0, 0, 0];
        items.flat().forEach((item) => count[item]++);
        const order = [0, 1, 2].sort((a, b) => count[b] - count[a]);
        return {
          family: "popular",
          predict: (of) => of.items.map(() => order),
          toJSON: () => ({family: "popular", order})
        };
      }
    };
    const dataset = {
      train: {items: [[0, 1], [1, 2], [1]]},
      test: {
        items: [
          [0, 1],
          [0, 2]
        ]
      },
      groups: null
    };
    const {evaluation, answers} = await fitAndEvaluateWith(popular, dataset, {
      seed: 1,
      evaluate: (ranks, {items}) => ranks.filter((order, i) => order[0] === items[i].at(-1)).length / items.length
    });
    expect(answers[0][0]).toBe(1);
    expect(evaluation).toBe(0.5);
  });
});
