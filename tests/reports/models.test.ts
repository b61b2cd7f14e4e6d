import {describe, expect, test} from "vitest";
import type {StudyResult} from "../../src/lib/core/result.js";
import {
  bestOf,
  boostingByMonth,
  favoured,
  lateChanges,
  modelsHeadline,
  pairOf,
  shoppersReport,
  sureGains,
  taskSummary,
  trainingShare
} from "../../src/lib/reports/models.js";
import type {ModelsPage, ReplicationRow, TaskMeasure, TaskPair, TaskSummary} from "../../src/lib/reports/modelsPage.js";

const models = [{id: "rules"}, {id: "logistic"}, {id: "forest"}, {id: "boosting"}];
const auc = (model: number, value: number | null): TaskMeasure => ({
  model,
  metric: "auc",
  value,
  low: value === null ? null : value - 0.1,
  high: value === null ? null : value + 0.1,
  baseline: 0.5,
  baselineOf: "random order",
  n: 100,
  note: ""
});
const pair = (first: number, second: number, value: number, p: number | null, metric = "auc"): TaskPair => ({
  first,
  second,
  metric,
  value,
  low: value - 0.05,
  high: value + 0.05,
  p
});

describe("a task's summary", () => {
  // three tests against logistic regression; Holm takes the least p three times, the next twice, the last once
  const measures = [auc(0, 0.55), auc(1, 0.6), auc(2, 0.7), auc(3, 0.5)];
  const pairs = [
    pair(0, 1, -0.05, 0.04), // rules less logistic: worse, 0.04 × 1 = 0.04
    pair(1, 2, -0.1, 0.001), // logistic less forest: forest is better, 0.001 × 3 = 0.003
    pair(1, 3, 0.1, 0.01), // logistic less boosting: boosting is worse, 0.01 × 2 = 0.02
    pair(2, 3, 0.2, 0.0001), // of two others
    pair(1, 2, -0.1, 0.0001, "brier") // of another metric
  ];

  test("names the best area and counts who is surely better and worse than logistic regression", () =>
    expect(taskSummary("t", models, {measures, pairs}, 0.05)).toEqual({
      task: "t",
      best: 2,
      auc: {value: 0.7, low: 0.7 - 0.1, high: 0.7 + 0.1},
      logistic: {value: 0.6, low: 0.5, high: 0.7},
      better: 1,
      worse: 2,
      tests: 3
    }));

  test("corrects p for the number of tests, and a corrected p at the level is sure", () => {
    // 0.01 × 2 is at a level of 0.02, 0.04 above it
    expect(taskSummary("t", models, {measures, pairs}, 0.02)).toMatchObject({better: 1, worse: 1});
    expect(taskSummary("t", models, {measures, pairs}, 0.0199)).toMatchObject({better: 1, worse: 0});
    // 0.001 is below 0.002, three times 0.001 is not
    expect(taskSummary("t", models, {measures, pairs}, 0.002)).toMatchObject({better: 0, worse: 0});
  });

  test("takes the first of equal areas, and no model without one", () => {
    const equal = [auc(0, 0.6), auc(1, 0.6), auc(2, null)];
    expect(taskSummary("t", models, {measures: equal, pairs: []}, 0.05)).toMatchObject({best: 0, tests: 0});
    const unmeasured = [auc(0, 0.6), auc(1, null)];
    expect(taskSummary("t", models, {measures: unmeasured, pairs: []}, 0.05)).toBeNull();
  });

  test("a test without a p is not sure, and is counted", () =>
    expect(taskSummary("t", models, {measures, pairs: [pair(1, 2, -0.1, null)]}, 0.05)).toMatchObject({
      better: 0,
      worse: 0,
      tests: 1
    }));
});

describe("gains on Online Shoppers", () => {
  const folds = {
    variant: ["with", "with", "with", "with", "without", "without", "without", "without"],
    model: ["logistic", "logistic", "boosting", "boosting", "logistic", "logistic", "boosting", "boosting"],
    auc: [0.8, 0.7, 0.9, 0.82, 0.6, 0.6, 0.65, 0.6]
  };
  const result = {
    options: {folds: 5},
    figures: {},
    tables: {
      models: {id: [], title: [], setting: []},
      folds,
      peers: {variant: []},
      months: {variant: []},
      versions: {name: [], version: []}
    }
  } as unknown as StudyResult;
  const {boosting, pageValues} = shoppersReport(result).gains;

  test("are boosting less logistic regression, fold by fold: (0.10 + 0.12) / 2", () => {
    expect(boosting.value).toBeCloseTo(0.11, 12);
    expect(boosting.low).toBeLessThan(0.11);
    expect(boosting.low + boosting.high).toBeCloseTo(0.22, 12);
  });
  test("are boosting with page values less without: (0.25 + 0.22) / 2", () =>
    expect(pageValues.value).toBeCloseTo(0.235, 12));
});

describe("the headline", () => {
  const of = (better: number, best: number, logistic: number): TaskSummary => ({
    task: `task with ${best}`,
    best: 0,
    auc: {value: best, low: 0, high: 1},
    logistic: {value: logistic, low: 0, high: 1},
    better,
    worse: 3,
    tests: 9
  });
  const summaries = [of(0, 0.9, 0.5), of(1, 0.75, 0.7), of(4, 0.8, 0.6)];

  test("counts the tasks on which some model is better, however many are worse", () => {
    const gains = {boosting: {value: 0.1, low: 0, high: 0.2}, pageValues: {value: 0.3, low: 0.2, high: 0.4}};
    const shoppers = {rows: [{n: 77} as ReplicationRow, {n: 5} as ReplicationRow], models: [], versions: {}, gains};
    const named = models.map(({id}) => ({id, title: id, setting: ""}));
    const tasks = summaries.map(({task}, i) => ({id: task, generated: i === 2}) as ModelsPage["tasks"][number]);
    expect(modelsHeadline({tasks, summaries, models: named, shoppers})).toEqual({
      models: 4,
      beaten: 2,
      beatenOnReal: 1,
      tasks: 3,
      ...gains,
      n: 77
    });
  });

  test("gains are of those tasks alone: 0.75 − 0.70 and 0.80 − 0.60", () => {
    const {least, most} = sureGains(summaries);
    expect(least).toBeCloseTo(0.05, 12);
    expect(most).toBeCloseTo(0.2, 12);
  });
});

test("packages by month: those there are, of boosting without page values", () => {
  const row = (protocol: string, model: string, metric: string, value: number, peer: number | null, second = null) =>
    ({protocol, model, metric, value, peer, second}) as unknown as ReplicationRow;
  const late = "February–October → November–December, without page values";
  const rows = [
    row(late, "boosting", "auc", 0.71, 0.7),
    {...row(late, "boosting-level", "auc", 0.73, null), second: 0.76},
    row(late, "logistic", "auc", 0.99, 0.99),
    row(late, "boosting", "averagePrecision", 0.1, 0.1),
    row("2 × 5 folds, without page values", "boosting", "auc", 0.1, 0.1)
  ];
  expect(boostingByMonth(rows)).toEqual({
    packages: {least: 0.7, most: 0.76, number: 2},
    ours: {least: 0.71, most: 0.73},
    leaf: rows[0]
  });
});

test("shares: 60 of 80 rows train; columns change in 1 of 4 to 3 of 4 sessions", () => {
  expect(trainingShare({train: 60, test: 20})).toBe(0.75);
  expect(lateChanges({changed: [2, 3, 1], rows: [4, 4, 4]})).toEqual({least: 0.25, most: 0.75});
});

test("the best has the greatest area, or the least loss; the first of equals", () => {
  const rows = [{value: 0.2}, {value: 0.5}, {value: 0.5}, {value: 0.1}];
  expect(bestOf("auc", rows)).toBe(rows[1]);
  expect(bestOf("brier", rows)).toBe(rows[3]);
  expect(bestOf("auc", [])).toBeNull();
});

test("a pair turned round changes its sign, and its ends change places", () => {
  const figures = {pairs: [{...pair(2, 3, 0.2, 0.03), low: 0.1, high: 0.4}]};
  expect(pairOf(figures, "auc", 2, 3)).toBe(figures.pairs[0]);
  expect(pairOf(figures, "auc", 3, 2)).toMatchObject({
    first: 3,
    second: 2,
    value: -0.2,
    low: -0.4,
    high: -0.1,
    p: 0.03
  });
  expect(pairOf(figures, "brier", 2, 3)).toBeNull();
  const open = {pairs: [{...figures.pairs[0], low: null, high: null}]};
  expect(pairOf(open, "auc", 3, 2)).toMatchObject({value: -0.2, low: null, high: null});
});

test("a difference favours the greater area and the lesser loss, surely if its interval leaves out zero", () => {
  expect(favoured({metric: "auc", value: 0.1, low: 0.01, high: 0.2})).toEqual({model: "first", sure: true});
  expect(favoured({metric: "auc", value: -0.1, low: -0.2, high: -0.01})).toEqual({model: "second", sure: true});
  expect(favoured({metric: "brier", value: -0.1, low: -0.2, high: 0.1})).toEqual({model: "first", sure: false});
  // an interval that ends at zero does not leave it out
  expect(favoured({metric: "logLoss", value: 0.1, low: 0, high: 0.2})).toEqual({model: "second", sure: false});
});
