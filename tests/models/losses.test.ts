import {describe, expect, test} from "vitest";
import type {Loss} from "../../src/lib/models/boostingOptions.js";
import {inverseLink, meanLoss, initialPrediction} from "../../src/lib/models/losses.js";

const y = [0, 1, 1, 0, 1];
const counts = [0, 2, 5, 1, 1];
const weights = [1, 2, 1, 1, 3];
const LOSSES: [Loss, readonly number[]][] = [
  ["logistic", y],
  ["poisson", counts],
  ["squared", counts],
  ["quantile", counts]
];

describe.each(LOSSES)("%s", (loss, labels) => {
  const of = {loss, level: 0.7};
  test.each([undefined, weights])("the start is the constant of the least loss, weights %o", (w) => {
    const start = initialPrediction(of, labels, w ?? [1, 1, 1, 1, 1]);
    const at = (score: number) =>
      meanLoss(
        of,
        labels.map(() => score),
        labels,
        w
      );
    for (const step of [-0.5, -0.01, 0.01, 0.5]) expect(at(start + step)).toBeGreaterThanOrEqual(at(start) - 1e-15);
  });
});

test("losses by hand", () => {
  expect(meanLoss({loss: "logistic", level: 0}, [0, Math.log(3)], [1, 0])).toBeCloseTo(
    (Math.LN2 + Math.log(4)) / 2,
    14
  );
  expect(meanLoss({loss: "squared", level: 0}, [1, 4], [3, 4], [3, 1])).toBe(1.5);
  expect(meanLoss({loss: "poisson", level: 0}, [0, Math.log(2)], [3, 1])).toBeCloseTo((1 + 2 - Math.LN2) / 2, 14);
  expect(meanLoss({loss: "quantile", level: 0.9}, [0, 0], [10, -10])).toBeCloseTo((9 + 1) / 2, 14);
});

test("a sure and wrong score costs its size, not infinity", () =>
  expect(meanLoss({loss: "logistic", level: 0}, [800, -800], [0, 1])).toBe(800));

test("scores become what is predicted", () => {
  expect(Array.from(inverseLink("logistic", Float64Array.of(0, 800, -800)))).toEqual([0.5, 1, 0]);
  expect(inverseLink("poisson", Float64Array.of(1))[0]).toBeCloseTo(Math.E, 14);
  expect(Array.from(inverseLink("squared", Float64Array.of(-2)))).toEqual([-2]);
});

test("no counts at all: a mean next to 0", () =>
  expect(
    inverseLink("poisson", Float64Array.of(initialPrediction({loss: "poisson", level: 0}, [0, 0], [1, 1])))[0]
  ).toBeLessThan(1e-11));
