import {expect, test} from "vitest";
import {farthest, metricsHeadline, presetsOf, worstFrom, type CoverageRow} from "../../src/lib/reports/metrics.js";

const row = (metric: string, method: string, positives: number, coverage: number, users = "rows"): CoverageRow => ({
  metric,
  method,
  users,
  auc: 0.8,
  positives,
  independent: positives,
  repeats: 100,
  coverage,
  low: coverage - 0.01,
  high: coverage + 0.01
});
const rows = [
  row("AUC", "wald", 10, 0.5),
  row("AUC", "wald", 30, 0.87),
  row("AUC", "wald", 100, 0.93),
  row("AUC", "wald", 100, 0.1, "users"),
  row("AUC", "logit", 30, 0.945),
  row("AUC", "logit", 100, 0.96),
  row("average precision", "bootstrap", 100, 0.9),
  row("average precision", "bootstrap", 300, 0.91),
  row("average precision", "linearised", 29, 0.2),
  row("average precision", "linearised", 30, 0.93)
];

test("the headline has the worst from 30 positives on, rows each on its own, method by method", () => {
  const {positives, auc, averagePrecision} = metricsHeadline(rows, 30);
  expect(positives).toBe(30);
  expect([auc.textbook.coverage, auc.used.coverage]).toEqual([0.87, 0.945]);
  expect([averagePrecision.bootstrap.coverage, averagePrecision.used.coverage]).toEqual([0.9, 0.93]);
  // one positive more leaves out what has 30
  expect(metricsHeadline([...rows, row("average precision", "linearised", 31, 0.99)], 31)).toMatchObject({
    auc: {textbook: {coverage: 0.93}, used: {coverage: 0.96}},
    averagePrecision: {used: {coverage: 0.99}}
  });
});

test("the worst of equals is the first", () => {
  const equal = [row("AUC", "logit", 30, 0.9), row("AUC", "logit", 40, 0.9)];
  expect(worstFrom(equal, "AUC", "logit")).toBe(equal[0]);
});

test("0.99 lies farther from 0.95 than 0.92 does", () => {
  const found = [row("AUC", "logit", 30, 0.92), row("AUC", "logit", 40, 0.99)];
  expect(farthest(found)).toBe(found[1]);
});

test("presets are areas whose classes are known", () => {
  const claim = (id: string, claimed: object) => ({id, system: "op-ecom", statement: "s", claimed}) as never;
  expect(
    presetsOf([
      claim("area", {value: 0.7, sampling: {of: "auc", positives: 9, negatives: 90}}),
      claim("share", {value: 0.7, sampling: {of: "share", n: 9, scale: 1}}),
      claim("bare", {value: 0.7, sampling: null}),
      claim("none", {value: null, sampling: {of: "auc", positives: 9, negatives: 90}})
    ])
  ).toEqual([{id: "area", system: "op-ecom", statement: "s", auc: 0.7, positives: 9, negatives: 90}]);
});
