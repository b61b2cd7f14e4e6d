import {describe, expect, test} from "vitest";
import {inverseLink, meanLoss, initialPrediction} from "../../src/lib/models/losses.js";

const Y = [0, 1, 1, 0, 1];
const SCORES = [-2, 0.5, 3, 1.5, -1];
const WEIGHTS = [1, 2, 0.5, 3, 1];
const mean = (of: (i: number) => number, weights: readonly number[]) =>
  weights.reduce((sum, w, i) => sum + w * of(i), 0) / weights.reduce((a, b) => a + b, 0);

describe.each([
  ["nothing weighs", undefined, [1, 1, 1, 1, 1]],
  ["rows weigh", WEIGHTS, WEIGHTS]
] as const)("mean losses from their definitions where %s", (_, given, weights) => {
  const of = (loss: "logistic" | "poisson" | "squared" | "quantile", level = 0.5) =>
    meanLoss({loss, level}, SCORES, Y, given);
  test("logistic: the negative logarithm of the chance given", () => {
    const chance = (i: number) => 1 / (1 + Math.exp(-SCORES[i]));
    expect(of("logistic")).toBeCloseTo(
      mean((i) => -Math.log(Y[i] === 1 ? chance(i) : 1 - chance(i)), weights),
      12
    );
  });
  test("squared: half of it", () => {
    expect(of("squared")).toBeCloseTo(
      mean((i) => (Y[i] - SCORES[i]) ** 2 / 2, weights),
      12
    );
  });
  test("Poisson: the mean less the count times its logarithm", () => {
    expect(of("poisson")).toBeCloseTo(
      mean((i) => Math.exp(SCORES[i]) - Y[i] * SCORES[i], weights),
      12
    );
  });
  test.each([0.1, 0.5, 0.9])("pinball at %d: what lies above weighs so much, what lies below the rest", (level) => {
    const pinball = (i: number) => (Y[i] > SCORES[i] ? level * (Y[i] - SCORES[i]) : (1 - level) * (SCORES[i] - Y[i]));
    expect(of("quantile", level)).toBeCloseTo(mean(pinball, weights), 12);
  });
});

test("an exact score costs nothing", () => {
  expect(meanLoss({loss: "quantile", level: 0.7}, [2, 3], [2, 3])).toBeCloseTo(0, 15);
  expect(meanLoss({loss: "squared", level: 0.7}, [2, 3], [2, 3])).toBe(0);
});

describe("the constant to start from", () => {
  const weights = [1, 2, 1, 1, 3];
  // of the weight of 8, 6 are positive
  test("is the share's log-odds, the mean, or its logarithm", () => {
    expect(initialPrediction({loss: "logistic", level: 0}, Y, weights)).toBeCloseTo(Math.log(3), 12);
    expect(initialPrediction({loss: "squared", level: 0}, [1, 2, 3, 4, 5], weights)).toBeCloseTo(
      (1 + 4 + 3 + 4 + 15) / 8,
      12
    );
    expect(initialPrediction({loss: "poisson", level: 0}, [1, 2, 3, 4, 5], weights)).toBeCloseTo(Math.log(27 / 8), 12);
    expect(initialPrediction({loss: "poisson", level: 0}, [0, 0], [1, 1])).toBeCloseTo(Math.log(1e-12), 9);
  });
  test("of a quantile is that of the weighted values", () => {
    expect(initialPrediction({loss: "quantile", level: 0.5}, [5, 1, 3], [1, 1, 1])).toBe(3);
    expect(initialPrediction({loss: "quantile", level: 0.5}, [5, 1, 3], [5, 1, 1])).toBe(5);
    expect(initialPrediction({loss: "quantile", level: 0.1}, [5, 1, 3], [1, 1, 1])).toBe(1);
  });
});

test("scores become what they predict, in place, by loss", () => {
  const scores = () => Float64Array.of(-1, 0, Math.log(3));
  const logistic = scores();
  expect(inverseLink("logistic", logistic)).toBe(logistic);
  [1 / (1 + Math.E), 0.5, 0.75].forEach((p, i) => expect(logistic[i]).toBeCloseTo(p, 12));
  [1 / Math.E, 1, 3].forEach((p, i) => expect(inverseLink("poisson", scores())[i]).toBeCloseTo(p, 12));
  for (const loss of ["squared", "quantile"] as const) expect(inverseLink(loss, scores())).toEqual(scores());
});
