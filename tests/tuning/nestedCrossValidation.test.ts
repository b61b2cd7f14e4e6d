import {expect, test} from "vitest";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {nestedEstimate} from "../../src/lib/tuning/nestedCrossValidation.js";

const FOLDS = [
  {reported: 0.9, scores: [0.9, 0.8, 0.7, 0.6, 0.5], labels: [1, 0, 1, 0, 0]},
  {reported: 0.8, scores: [0.1, 0.8, 0.7, 0.6, 0.3], labels: [1, 0, 1, 0, 1]},
  {reported: 1, scores: [0.9, 0.4, 0.7, 0.6, 0.8], labels: [1, 0, 1, 0, 1]}
];

test("the estimate is the mean of the folds, beside what the searches within reported", () => {
  const {value, reported, folds} = nestedEstimate(FOLDS);
  expect(folds).toEqual(FOLDS.map(({scores, labels}) => rocAuc(scores, labels).value));
  expect(value).toBeCloseTo((5 / 6 + 1 / 6 + 1) / 3, 12);
  expect(reported).toBeCloseTo(0.9, 12);
});

test("three intervals: of folds as if independent, of rows, and of folds that share training rows", () => {
  const {value, plain, corrected, byRow} = nestedEstimate(FOLDS);
  const sd = Math.sqrt((5 / 6 - value) ** 2 / 2 + (1 / 6 - value) ** 2 / 2 + (1 - value) ** 2 / 2);
  // Student's t with two degrees of freedom
  expect(plain.high - value).toBeCloseTo((4.302653 * sd) / Math.sqrt(3), 5);
  expect(value - plain.low).toBeCloseTo(plain.high - value, 12);
  expect(corrected.high - value).toBeCloseTo(4.302653 * sd * Math.sqrt(1 / 3 + 1 / 2), 5);
  // the standard error of a mean of independent areas, turned to the scale of odds
  const errors = FOLDS.map(({scores, labels}) => rocAuc(scores, labels, {method: "wald"}).standardError);
  const standardError = Math.hypot(...errors) / 3;
  const odds = Math.log(value / (1 - value));
  const end = odds + (1.959964 * standardError) / (value * (1 - value));
  expect(byRow.high).toBeCloseTo(1 / (1 + Math.exp(-end)), 6);
  expect(byRow.low).toBeLessThan(value);
});

test("rows say nothing of the spread where every fold is ranked without a fault", () => {
  const perfect = {reported: 1, scores: [2, 1], labels: [1, 0]};
  const {value, byRow} = nestedEstimate([perfect, perfect]);
  expect(value).toBe(1);
  expect(byRow).toEqual({low: 1, high: 1});
});

test("says what it cannot work with", () => {
  expect(() => nestedEstimate(FOLDS.slice(0, 1))).toThrow("1 values");
  expect(() => nestedEstimate([FOLDS[0], {reported: 1, scores: [1, 2], labels: [0, 0]}])).toThrow("no positive label");
});
