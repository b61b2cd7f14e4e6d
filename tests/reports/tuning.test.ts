import {describe, expect, test} from "vitest";
import {tuningAnswer} from "../../src/components/tuning/tuningAnswer.js";
import {
  bestSoFar,
  committedTrials,
  frontOf,
  optimismCurve,
  tuningHeadline,
  type ShownTrial
} from "../../src/lib/reports/tuning.js";

const figure = (value: number, low: number, high: number) => ({
  value,
  low,
  high,
  n: 12,
  unit: "AUC",
  dataset: "generated",
  protocol: ""
});
const study = (few: readonly number[], many: readonly number[]) => ({
  figures: Object.fromEntries(
    (
      [
        ["few", few],
        ["many", many]
      ] as const
    ).flatMap(([task, [value, low, high]]) => [
      [`${task}-tpe-optimism-50`, figure(value, low, high)],
      [`${task}-gain-50`, figure(0.01, -0.01, 0.03)],
      [`${task}-reported-gain-50`, figure(0.05, 0.03, 0.07)]
    ])
  ),
  tables: {
    curves: {
      task: ["few", "many", "few"],
      sampler: ["tpe", "tpe", "random"],
      trials: [25, 25, 25],
      ...Object.fromEntries(
        ["validation", "fresh", "optimism"].flatMap((name, k) =>
          ["", "Low", "High"].map((end, i) => [`${name}${end}`, [k + i / 10, 10 + k + i / 10, 20 + k + i / 10]])
        )
      )
    },
    trials: {
      trial: [1, 2, 3],
      depth: [4, 5, 6],
      auc: [0.6, 0.7, 0.65],
      best: [0.6, 0.7, 0.7],
      bestFresh: [0.61, 0.62, 0.62],
      nodes: [10, 30, 20]
    }
  }
});

describe("the answer", () => {
  const said = (few: readonly number[], many: readonly number[]) => tuningAnswer(tuningHeadline(study(few, many)));
  test("says how much too high the reported score is, by the interval", () => {
    expect(said([0.064, 0.02, 0.1], [0.011, 0.004, 0.02])).toMatch(/reports is 0\.06 higher .* smaller, but/);
    expect(said([0.064, 0.02, 0.1], [0.011, -0.004, 0.02])).toMatch(/With many positives no difference shows/);
    expect(said([0.064, 0.02, 0.1], [0.07, 0.04, 0.1])).toMatch(/no smaller/);
    expect(said([0.064, 0, 0.1], [0.01, 0.004, 0.02])).toMatch(/cannot be distinguished/);
  });
  test("needs the figures", () =>
    expect(() => tuningHeadline(study([0, 0, 0], [0, 0, 0]), {trials: 7})).toThrow("few-tpe-optimism-7"));
});

test("a curve is of its task and its search", () => {
  const [point, ...others] = optimismCurve(study([0, 0, 0], [0, 0, 0]), "few", "random");
  expect(others).toEqual([]);
  expect(point).toEqual({
    trials: 25,
    validation: {value: 20, low: 20.1, high: 20.2},
    fresh: {value: 21, low: 21.1, high: 21.2},
    optimism: {value: 22, low: 22.1, high: 22.2}
  });
});

test("the search that comes with the page: numbers from 0, fresh scores of those that were the best", () => {
  const trials = committedTrials(study([0, 0, 0], [0, 0, 0]));
  expect(trials.map(({number, fresh, nodes, parameters}) => [number, fresh, nodes, parameters])).toEqual([
    [0, 0.61, 10, {depth: 4}],
    [1, 0.62, 30, {depth: 5}],
    [2, null, 20, {depth: 6}]
  ]);
  expect(bestSoFar(trials).map(({number}) => number)).toEqual([0, 1, 1]);
});

test("the first of equally good trials stays the best; the front has no trial that another beats", () => {
  const trial = (number: number, auc: number, nodes: number): ShownTrial => ({
    number,
    auc,
    nodes,
    parameters: {},
    fresh: null,
    ran: null
  });
  const all = [trial(0, 0.6, 20), trial(1, 0.6, 10), trial(2, 0.7, 30), trial(3, 0.65, 30), trial(4, 0.5, 5)];
  expect(bestSoFar(all.slice(0, 2)).at(-1)!.number).toBe(0);
  expect(frontOf(all).map(({number}) => number)).toEqual([4, 1, 2]);
  expect(frontOf([trial(0, 0.6, 10), trial(1, 0.6, 10)]).map(({number}) => number)).toEqual([0, 1]);
});
