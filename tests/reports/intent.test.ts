import {describe, expect, test} from "vitest";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {
  cutTo,
  fewestHeads,
  intentClaims,
  intentHeadline,
  intentReport,
  middleValues,
  rowOf
} from "../../src/lib/reports/intent.js";
import type {IntentHeads, IntentRow} from "../../src/lib/reports/intentPage.js";

const figure = (value: number, low: number | null, high: number | null, unit = "auc"): Figure =>
  ({value, low, high, n: 200, unit, baseline: {value: 0.25}, protocol: "", exactness: "bit"}) as unknown as Figure;

/** Two folds of two; TabM, its perceptron and boosting in one study, logistic regression in the other. */
function studies(): {tabm: StudyResult; all: StudyResult} {
  const own = ["tabm", "tabm-mlp", "boosting"];
  const metrics = ["auc", "averagePrecision", "precisionTop5"];
  const figures: Record<string, Figure> = {"with-tabm-seconds": figure(12, null, null, "s")};
  for (const variant of ["with", "without"]) {
    for (const model of own)
      for (const metric of metrics)
        for (const protocol of ["", "months-"])
          figures[`${protocol}${variant}-${model}-${metric}`] = figure(0.8, 0.7, 0.9, metric);
    for (const model of ["tabm-mlp", "tabm-mean-head"]) {
      figures[`${variant}-${model}-auc`] = figure(0.75, 0.7, 0.8);
      figures[`${variant}-${model}-auc-less-tabm`] = figure(-0.05, -0.06, -0.04);
    }
  }
  // few folds that differ much: an interval that reaches beyond one
  figures["with-tabm-auc"] = figure(0.9, 0.75, 1.05);
  figures["with-tabm-auc-less-boosting"] = figure(0.1, 0.02, 0.18);
  const names = own.map((id) => ({id, title: `${id}'s title`, setting: ""}));
  const table = (rows: readonly Readonly<Record<string, unknown>>[]): StudyResult["tables"][string] =>
    Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name] as never)]));
  const tabm = {
    options: {folds: [2, 5]},
    inputs: {file: "abc"},
    figures,
    tables: {
      models: table(names),
      heads: table([
        {variant: "with", heads: 1, auc: 0.7, low: 0.6, high: 0.8, less: -0.002, lessLow: -0.01, lessHigh: 0},
        {variant: "with", heads: 2, auc: 0.71, low: 0.6, high: 0.8, less: -0.001, lessLow: -0.01, lessHigh: 0}
      ]),
      calibration: {},
      folds: table(
        ["with", "without"].flatMap((variant) =>
          ["0", "1"].map((part, k) => ({
            variant,
            part,
            model: "boosting",
            auc: 0.8 + 0.1 * k,
            averagePrecision: 0.5,
            precisionTop5: 0.5
          }))
        )
      )
    }
  } as unknown as StudyResult;
  const monthly: Record<string, Figure> = {"with-boosting-auc": {...figure(0.8, 0.7, 0.9), n: 1000}};
  for (const variant of ["with", "without"])
    for (const metric of metrics) monthly[`months-${variant}-logistic-${metric}`] = figure(0.6, 0.5, 0.7, metric);
  const all = {
    figures: monthly,
    tables: {
      models: table([
        {id: "logistic", title: "Logistic", setting: ""},
        {id: "boosting", title: "Boosting", setting: ""}
      ]),
      folds: table(
        ["with", "without"].flatMap((variant) =>
          [0, 1, 2].map((fold) => ({
            variant,
            model: "logistic",
            repeat: 0,
            fold,
            // the third fold is not among those that were used
            auc: [0.7, 0.86, 0][fold],
            averagePrecision: 0.4,
            precisionTop5: 0.4
          }))
        )
      )
    }
  } as unknown as StudyResult;
  return {tabm, all};
}

describe("what the two studies come to", () => {
  const {tabm, all} = studies();
  const page = intentReport(tabm, all, {ensemble: "tabm", trainedHeads: {tabm: 32, "tabm-mlp": 1}});

  test("a model of the other study is taken on the folds that were used, less boosting fold by fold", () => {
    const {value, difference, baseline, n} = rowOf(page, "folds", "with", "logistic");
    // (0.70 + 0.86) / 2; less (0.80 and 0.90): (−0.10 − 0.04) / 2
    expect(value).toBeCloseTo(0.78, 12);
    expect(difference!.value).toBeCloseTo(-0.07, 12);
    expect(difference!.low).toBeLessThan(-0.07);
    expect([baseline, n]).toEqual([0.25, 200]);
  });

  test("areas end at one where their interval would not", () =>
    expect(rowOf(page, "folds", "with", "tabm")).toMatchObject({value: 0.9, low: 0.75, high: 1}));

  test("the headline is TabM's on folds, less boosting, then without page values, then by month", () =>
    expect(intentHeadline(page)).toMatchObject({
      tabm: {value: 0.9},
      difference: {value: 0.1, low: 0.02, high: 0.18},
      told: "above",
      bare: 0.8,
      months: 0.8
    }));

  test("counts: a quarter of 1,000 sessions bought, and two of five folds were used", () =>
    expect(page).toMatchObject({positives: 250, sessions: 1000, folds: {used: 2, of: 5}, trainingSeconds: 12}));

  test("two TabMs that differ in heads have titles that say so", () =>
    expect(page.models.map(({title}) => title)).toEqual([
      "Logistic",
      "boosting's title",
      "tabm's title, trained with 32 heads",
      "tabm-mlp's title"
    ]));
});

describe("the headline's verdict", () => {
  const row = (protocol: "folds" | "months", variant: "with" | "without", value: number): IntentRow => ({
    protocol,
    variant,
    model: "tabm",
    metric: "auc",
    value,
    low: 0,
    high: 1,
    n: 1,
    baseline: 0.5,
    difference: null
  });
  const told = (low: number, high: number) =>
    intentHeadline({
      rows: [
        {...row("folds", "with", 0.9), difference: {value: (low + high) / 2, low, high}},
        row("folds", "without", 0.7),
        row("months", "with", 0.6),
        row("months", "without", 0.55)
      ]
    });

  test("is above or below zero with the whole interval, and neither where it ends at zero", () => {
    expect(told(0.001, 0.1).told).toBe("above");
    expect(told(-0.1, -0.001).told).toBe("below");
    expect(told(0, 0.1).told).toBe("untold");
    expect(told(-0.1, 0).told).toBe("untold");
  });
  test("tells what is left without page values from what is left by month", () =>
    expect(told(0, 1)).toMatchObject({bare: 0.7, months: 0.6, bareMonths: 0.55}));
  test("a row that is not there is an error", () => expect(() => intentHeadline({rows: []})).toThrow(RangeError));
});

describe("heads", () => {
  const cut = (heads: number, value: number, way: IntentHeads["way"] = "cut"): IntentHeads => ({
    variant: "with",
    heads,
    way,
    value: 0.9,
    low: 0.8,
    high: 1,
    n: 1,
    baseline: 0.5,
    difference: {value, low: -1, high: 1}
  });
  const page = {heads: [cut(32, 0), cut(1, -0.0011), cut(4, -0.0005), cut(2, -0.001), cut(1, 0, "trained")]};

  test("the fewest that lose no more than 0.001: two lose just that", () =>
    expect(fewestHeads(page, "with", 0.001)).toMatchObject({heads: 2, way: "cut"}));
  test("a cut that there is not is an error", () => {
    expect(cutTo(page, "with", 4).difference!.value).toBe(-0.0005);
    expect(() => cutTo(page, "with", 8)).toThrow(RangeError);
    expect(() => cutTo(page, "without", 4)).toThrow(RangeError);
  });
});

test("claims in per cent are given as shares", () => {
  const claim = (id: string, value: number) => ({
    id,
    claimed: {value, low: value - 1, high: value + 1, n: 50, printed: `${value} %`}
  });
  const [auc, top] = intentClaims([claim("op-ecom-precision-top-5", 80), claim("op-ecom-tabm-auc", 2)] as never);
  expect(auc).toMatchObject({metric: "auc", value: 2, low: 1, high: 3});
  expect(top).toMatchObject({metric: "precisionTop5", value: 0.8, low: 0.79, high: 0.81, n: 50, printed: "80 %"});
});

test("the middle of an even number of rows is the upper one, by value and not as text", () => {
  const rows = {rows: 4, columns: ["a", "b"], x: Float32Array.from([1, 9, 10, 8, 100, 7, 2, 6])};
  expect(middleValues(rows)).toEqual({a: 10, b: 8});
});
