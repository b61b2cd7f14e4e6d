import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {averagePrecisionInterval} from "../../src/lib/metrics/averagePrecision.js";
import {calibrationCurve, expectedCalibrationError} from "../../src/lib/metrics/calibration.js";
import {clusters as numbered, spread} from "../../src/lib/metrics/clusters.js";
import {evaluate, type EvaluateOptions, type Metric} from "../../src/lib/metrics/evaluate.js";
import {TOP_METRICS} from "../../src/lib/metrics/evaluateRanking.js";
import {MIN_POSITIVES} from "../../src/lib/metrics/evaluationRows.js";
import type {Measure, Measured} from "../../src/lib/metrics/measure.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {studentQuantile} from "../../src/lib/metrics/distributions.js";

/** What was measured; the test fails where nothing was. */
function said(measure: Measure): Measured {
  if (!measure.said) throw new Error(measure.why);
  return measure;
}

/** Probabilities that know something and are a little too sure. */
function forecast(rows: number, seed: number) {
  const source = random(seed);
  const scores = Array.from({length: rows}, () => source.uniform());
  const labels = scores.map((p) => Number(source.uniform() < 0.15 + 0.5 * p));
  const users = scores.map((_, i) => i >> 1);
  return {scores, labels, users};
}

const Z = 1.959963984540054;

describe("the interval of Brier's skill", () => {
  const {scores, labels, users} = forecast(60, 3);
  const n = scores.length;
  /** The model's loss over the constant's, where rows weigh. A constant that is not given is the rows' own share. */
  const ratio = (weights: readonly number[], constant: number | undefined) => {
    const mean = (of: (i: number) => number) => {
      let [sum, whole] = [0, 0];
      for (let i = 0; i < n; i++) {
        sum += weights[i] * of(i);
        whole += weights[i];
      }
      return sum / whole;
    };
    const base = constant ?? mean((i) => labels[i]);
    return mean((i) => (scores[i] - labels[i]) ** 2) / mean((i) => (base - labels[i]) ** 2);
  };
  /** What each row moves the ratio by: its derivative by the row's weight, from two nearby weights. */
  const influence = (constant: number | undefined) =>
    labels.map((_, row) => {
      const at = (step: number) =>
        ratio(
          Array.from(labels, (_, i) => 1 + (i === row ? step : 0)),
          constant
        );
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    });

  test.each([
    ["of rows", undefined, false, 0.95],
    ["of users", undefined, true, 0.95],
    ["against a given constant", 0.7, false, 0.95],
    ["at another level", 0.7, true, 0.8]
  ] as const)("%s is that of a ratio of two means", (_, constant, clustered, level) => {
    const value = ratio(Array(n).fill(1), constant);
    const {variance, df} = spread(influence(constant), clustered ? numbered(users) : null);
    const half = studentQuantile((1 + level) / 2, df) * Math.sqrt(variance);
    const e = evaluate(scores, labels, {draws: 5, level, constant, ...(clustered ? {clusters: users} : {})});
    const skill = said(e.brierSkill);
    expect(skill.value).toBeCloseTo(1 - value, 10);
    // no error is greater than 1, and the ratio no greater than that over the constant's
    const share = labels.reduce((a, b) => a + b, 0) / labels.length;
    const [low, high] = onLogit(value, half, 1 / (((constant ?? share) - share) ** 2 + share * (1 - share)));
    expect(skill.interval!.low).toBeCloseTo(1 - high, 6);
    expect(skill.interval!.high).toBeCloseTo(1 - low, 6);
    expect(skill.baseline.value).toBe(0);
  });
});

/** value ± half on the logit scale of its share of `most`, by hand. */
function onLogit(value: number, half: number, most: number): [number, number] {
  const share = value / most;
  const logit = Math.log(share / (1 - share));
  const step = half / most / (share * (1 - share));
  return [-1, 1].map((side) => most / (1 + Math.exp(-logit - side * step))) as [number, number];
}

describe("intervals of mean losses", () => {
  const {scores, labels, users} = forecast(50, 4);
  const losses = {
    brier: scores.map((p, i) => (p - labels[i]) ** 2),
    logLoss: scores.map((p, i) => -Math.log(labels[i] === 1 ? p : 1 - p))
  };
  test.each(["brier", "logLoss"] as const)(
    "%s: the mean's on the logit scale of what it can be, by row and by user",
    (name) => {
      const all = losses[name];
      const mean = all.reduce((a, b) => a + b, 0) / 50;
      const own = all.map((loss) => (loss - mean) / 50);
      for (const given of [undefined, users]) {
        const {variance, df} = spread(own, given === undefined ? null : numbered(given));
        const [low, high] = onLogit(
          mean,
          studentQuantile(0.975, df) * Math.sqrt(variance),
          name === "brier" ? 1 : 52 * Math.LN2
        );
        const found = said(evaluate(scores, labels, {draws: 5, clusters: given})[name]);
        expect(found.value).toBeCloseTo(mean, 10);
        expect(found.interval!.low).toBeCloseTo(low, 9);
        expect(found.interval!.high).toBeCloseTo(high, 9);
      }
    }
  );
});

describe("what a constant reaches", () => {
  const scores = [0.2, 0.6, 0.3, 0.1, 0.9];
  const labels = [0, 1, 0, 0, 1];
  test("is the entropy of the rows' own share, and its variance", () => {
    const e = evaluate(scores, labels, {draws: 5});
    expect(said(e.logLoss).baseline.value).toBeCloseTo(-0.4 * Math.log(0.4) - 0.6 * Math.log(0.6), 12);
    expect(said(e.brier).baseline.value).toBeCloseTo(0.4 * 0.6, 12);
    expect(said(e.brier).baseline.name).toBe("constant 40 %");
    expect(said(e.brierSkill).baseline.name).toBe("constant 40 %");
  });
  test("is the mean loss of what it says, where it is given", () => {
    const e = evaluate(scores, labels, {draws: 5, constant: 0.1});
    expect(said(e.logLoss).baseline.value).toBeCloseTo(-0.4 * Math.log(0.1) - 0.6 * Math.log(0.9), 12);
    expect(said(e.brier).baseline.value).toBeCloseTo(0.4 * 0.81 + 0.6 * 0.01, 12);
    expect(said(evaluate(scores, labels, {draws: 5, constant: 0.12345}).logLoss).baseline.name).toBe("constant 12.3 %");
  });
  test("is nothing where there is one class", () => {
    expect(said(evaluate([0.5, 0.4], [0, 0], {draws: 5}).logLoss).baseline.value).toBe(0);
    expect(said(evaluate([0.5, 0.4], [1, 1], {draws: 5}).logLoss).baseline.value).toBe(0);
  });
  test("may be 0 or 1, and nothing beyond", () => {
    for (const constant of [0, 1]) expect(() => evaluate(scores, labels, {draws: 5, constant})).not.toThrow();
    for (const constant of [-0.001, 1.001, NaN])
      expect(() => evaluate(scores, labels, {constant})).toThrow(`invalid constant: ${constant}`);
    const none = evaluate([], [], {constant: 0.5});
    expect(none.logLoss).toEqual({said: false, why: "there are no rows", n: 0});
  });
});

/** So many positives and negatives, mixed, with probabilities that are all their own. */
function mixed(positives: number, negatives: number) {
  const source = random(8, positives, negatives);
  const labels = [...Array<number>(positives).fill(1), ...Array<number>(negatives).fill(0)];
  return {labels, scores: labels.map((y) => 0.2 + 0.3 * y + 0.4 * source.uniform())};
}

describe("the caution of few positives", () => {
  const cautionOf = (positives: number, negatives: number, metric: Metric, clusters?: number[]) => {
    const {scores, labels} = mixed(positives, negatives);
    return said(evaluate(scores, labels, {draws: 5, clusters})[metric]).caution;
  };
  const few = (who: string, least: number) =>
    `too few: with ${who}, below ${least}, the interval is not to be relied on`;

  test("comes below the numbers that the study of coverage found", () => {
    expect(MIN_POSITIVES).toEqual({auc: 30, averagePrecision: 100, brier: 10, logLoss: 10, calibration: 30});
  });

  test.each([
    ["auc", 30],
    ["averagePrecision", 100],
    ["brier", 10],
    ["brierSkill", 10],
    ["logLoss", 10],
    ["calibrationInTheLarge", 30],
    ["calibrationSlope", 30]
  ] as const)("%s: not at %d, and at one less", (metric, least) => {
    expect(cautionOf(least, 150, metric)).toBeNull();
    expect(cautionOf(least - 1, 150, metric)).toBe(few(`${least - 1} positives`, least));
  });

  test("counts the rarer class, and users where rows are theirs", () => {
    expect(cautionOf(150, 29, "auc")).toBe(few("29 negatives", 30));
    expect(cautionOf(150, 30, "auc")).toBeNull();
    // as many of either
    expect(cautionOf(12, 12, "auc")).toBe(few("12 positives", 30));
    expect(cautionOf(1, 50, "auc")).toBe(few("1 positive", 30));
    // the forty positives are of twenty users, the negatives of one each
    const users = Array.from({length: 100}, (_, i) => (i < 40 ? i >> 1 : i));
    expect(cautionOf(40, 60, "auc", users)).toBe(few("20 users with a positive", 30));
    const other = Array.from({length: 100}, (_, i) => (i < 60 ? i : 60 + (i % 20)));
    expect(cautionOf(60, 40, "auc", other)).toBe(few("20 users with a negative", 30));
    const one = Array.from({length: 60}, (_, i) => (i < 20 ? 0 : i));
    expect(cautionOf(20, 40, "brier", one)).toBe(few("1 user with a positive", 10));
  });
});

describe("the calibration error's caution", () => {
  const of = (scores: number[], labels: number[]) => {
    const found = said(evaluate(scores, labels, {draws: 200}).expectedCalibrationError);
    return {...found, worst: found.baseline.interval!.high};
  };
  const CHANCE = "no larger than chance makes it where every probability is true";

  test("is that chance makes as much, up to the very value that it makes in one draw of twenty", () => {
    const n = 128;
    // one bin of rows at one half: errors are multiples of 1/128, so that one of them is chance's own border
    const at = (positives: number) =>
      of(
        Array<number>(n).fill(0.5),
        Array.from({length: n}, (_, i) => Number(i < positives))
      );
    const border = Math.round(at(64).worst * n);
    expect(at(64).worst).toBeCloseTo(border / n, 12);
    expect(at(64 + border).value).toBe(at(64 + border).worst);
    expect(at(64 + border).caution).toBe(CHANCE);
    expect(at(64 + border + 1).caution).not.toBe(CHANCE);
    expect(at(64 + border + 1).caution).toBeNull();
    expect(at(64).caution).toBe(CHANCE);
  });

  test("else is of few positives, below 30", () => {
    const wrong = (positives: number) =>
      of(
        Array<number>(200).fill(0.9),
        Array.from({length: 200}, (_, i) => Number(i < positives))
      ).caution;
    expect(wrong(30)).toBeNull();
    expect(wrong(29)).toBe("too few: with 29 positives, below 30, the interval is not to be relied on");
  });

  test("stands beside what chance makes, from 0 to that", () => {
    const found = said(evaluate([0.2, 0.4, 0.6], [0, 1, 1], {draws: 50}).expectedCalibrationError);
    expect(found.baseline.name).toBe("if calibrated, by chance");
    expect(found.baseline.interval!.low).toBe(0);
    expect(found.baseline.value).toBeLessThanOrEqual(found.baseline.interval!.high);
    expect(found.baseline.value).toBeGreaterThan(0);
  });
});

describe("how probable it is that a random order does as well", () => {
  const sigmoid = (scores: number[], labels: number[], options: EvaluateOptions = {}) =>
    evaluate(scores, labels, options).averagePrecisionChance!;

  test("is the share of orders that do, counted out", () => {
    // two positives of eight: 28 places for them, in one of which they come first, in five at 1 and another or better
    const n = 8;
    const values: number[] = [];
    for (let a = 1; a <= n; a++) for (let b = a + 1; b <= n; b++) values.push((1 / a + 2 / b) / 2);
    const exact = (value: number) => values.filter((v) => v >= value - 1e-12).length / values.length;
    const scores = Array.from({length: n}, (_, i) => -i);
    const at = (a: number, b: number) => scores.map((_, i) => Number(i === a - 1 || i === b - 1));
    for (const [a, b] of [
      [1, 2],
      [1, 5],
      [3, 4],
      [7, 8]
    ]) {
      const value = (1 / a + 2 / b) / 2;
      const chance = exact(value);
      const five = 5 * Math.sqrt((chance * (1 - chance)) / 4000) + 1 / 4000;
      expect(Math.abs(sigmoid(scores, at(a, b)) - chance), `${a} ${b}`).toBeLessThan(five);
    }
    expect(sigmoid(scores, at(7, 8))).toBe(1);
  });

  test("has a draw's share more than was found, of as many draws as the positives allow", () => {
    const perfect = (positives: number, rows: number) => ({
      scores: Array.from({length: rows}, (_, i) => -i),
      labels: Array.from({length: rows}, (_, i) => Number(i < positives))
    });
    const smallest = (positives: number, rows: number, draws?: number) => {
      const {scores, labels} = perfect(positives, rows);
      return 1 / sigmoid(scores, labels, {draws}) - 1;
    };
    expect(smallest(40, 400)).toBeCloseTo(4000, 6);
    expect(smallest(40, 400, 7)).toBeCloseTo(70, 6);
    expect(smallest(800, 1600, 400)).toBeCloseTo(500, 6);
    expect(smallest(801, 1602, 400)).toBeCloseTo(500, 6);
    expect(smallest(6000, 9000, 400)).toBeCloseTo(100, 6);
  });

  test("is unknown where there is no positive", () => {
    expect(evaluate([0.1, 0.2], [0, 0]).averagePrecisionChance).toBeNull();
    expect(evaluate([], []).averagePrecisionChance).toBeNull();
  });

  test("comes with the mean of a random order, counted out", () => {
    const values: number[] = [];
    for (let a = 1; a <= 6; a++) for (let b = a + 1; b <= 6; b++) values.push((1 / a + 2 / b) / 2);
    const {baseline} = said(evaluate([6, 5, 4, 3, 2, 1], [0, 1, 0, 0, 1, 0]).averagePrecision);
    expect(baseline.value).toBeCloseTo(values.reduce((x, y) => x + y, 0) / values.length, 12);
    expect(baseline.name).toBe("random order, mean");
    expect(baseline.interval!.low).toBeLessThan(baseline.value);
    expect(baseline.interval!.high).toBeGreaterThan(baseline.value);
  });
});

describe("what is said with each number", () => {
  const {scores, labels, users} = forecast(400, 9);
  // in each test anew: what runs between tests is no test's own for those who change the code to see which test notices
  const plainly = () => evaluate(scores, labels, {draws: 20});
  const byUsers = () => evaluate(scores, labels, {draws: 20, clusters: users});
  const positives = labels.reduce((a, b) => a + b, 0);

  test.each([
    ["auc", "DeLong on the logit scale", "Obuchowski on the logit scale"],
    [
      "averagePrecision",
      "linearised, on the logit scale; share of positives held",
      "linearised, on the logit scale, clustered by user; share of positives held"
    ],
    ["brier", "mean of rows on the logit scale", "mean of rows on the logit scale, clustered by user"],
    [
      "logLoss",
      "mean of rows on the logit scale of its share of 36",
      "mean of rows on the logit scale of its share of 36, clustered by user"
    ],
    [
      "brierSkill",
      "ratio of means on the logit scale of its share of the greatest",
      "ratio of means on the logit scale of its share of the greatest, clustered by user"
    ],
    ["calibrationInTheLarge", "logistic recalibration, Wald", "logistic recalibration, Wald, sandwich by user"],
    ["calibrationSlope", "logistic recalibration, Wald", "logistic recalibration, Wald, sandwich by user"],
    ["expectedCalibrationError", "basic bootstrap in 10 bins", "basic bootstrap in 10 bins, clustered by user"],
    ["accuracy", "Wilson", "Wilson at the effective number of rows"],
    ["f1", "Wilson", "Wilson at the effective number of rows"],
    ["precision", "Wilson", "Wilson at the effective number of rows"],
    ["recall", "Wilson", "Wilson at the effective number of rows"]
  ] as const)("%s: its method", (metric, ofRows, ofUsers) => {
    expect(said(plainly()[metric]).method).toBe(ofRows);
    expect(said(byUsers()[metric]).method).toBe(ofUsers);
  });

  test("counts rows, classes, users and ties", () => {
    const plain = plainly();
    expect(plain).toMatchObject({rows: 400, positives, negatives: 400 - positives, users: null, tiedRows: 0});
    expect(byUsers().users).toBe(200);
    expect(evaluate([1, 1, 0, 0.5, 0.5, 0.5, 0.2], [1, 0, 1, 0, 1, 0, 0], {draws: 5}).tiedRows).toBe(5);
    expect(evaluate([0.1, 0.2, 0.2], [1, 0, 1], {draws: 5}).tiedRows).toBe(2);
  });

  test("names baselines with their values", () => {
    const plain = plainly();
    const share = positives / 400;
    const called = scores.filter((p) => p >= 0.5).length;
    expect(said(plain.auc).baseline).toEqual({name: "random order", value: 0.5});
    expect(said(plain.calibrationInTheLarge).baseline).toEqual({name: "calibrated", value: 0});
    expect(said(plain.calibrationSlope).baseline).toEqual({name: "calibrated", value: 1});
    expect(said(plain.accuracy).baseline).toEqual({name: "never positive", value: 1 - share});
    expect(said(plain.f1).baseline).toEqual({name: "always positive", value: (2 * share) / (1 + share)});
    expect(said(plain.precision).baseline).toEqual({name: "random rows", value: share});
    expect(said(plain.recall).baseline).toEqual({name: "as many random rows", value: called / 400});
    expect(said(plain.precision).n).toBe(called);
    expect(said(plain.recall).n).toBe(positives);
    expect(said(plain.accuracy).n).toBe(400);
    const mostly = evaluate([0.9, 0.8, 0.2], [1, 1, 0], {draws: 5});
    expect(said(mostly.accuracy).baseline).toEqual({name: "always positive", value: 2 / 3});
    const even = evaluate([0.9, 0.2], [1, 0], {draws: 5});
    expect(said(even.accuracy).baseline).toEqual({name: "never positive", value: 0.5});
    for (const metric of ["accuracy", "f1", "precision", "recall"] as const)
      expect(said(plain[metric]).caution).toBeNull();
  });

  test("looks at 1, 5, 10 and 20 %, and at one row at least", () => {
    const plain = plainly();
    expect(plain.top.map(({share, rows}) => [share, rows])).toEqual([
      [0.01, 4],
      [0.05, 20],
      [0.1, 40],
      [0.2, 80]
    ]);
    const [{precision, recall, lift}] = plain.top;
    const best = [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, 4);
    const hits = best.filter((row) => labels[row] === 1).length;
    expect(said(precision)).toMatchObject({
      value: hits / 4,
      n: 4,
      method: "Wilson at the effective number of rows",
      baseline: {name: "random order", value: positives / 400},
      caution: null
    });
    expect(said(recall)).toMatchObject({
      value: expect.closeTo(hits / positives, 12),
      n: positives,
      baseline: {value: 0.01}
    });
    expect(said(lift)).toMatchObject({n: positives, baseline: {name: "random order", value: 1}});
    expect(said(lift).value).toBeCloseTo(hits / 4 / (positives / 400), 12);
    const tiny = evaluate([0.3, 0.2, 0.1], [1, 0, 0], {draws: 5, shares: [0.01]});
    expect(tiny.top[0].rows).toBe(1);
    expect(evaluate([], [], {shares: [0.5]}).top[0]).toMatchObject({share: 0.5, rows: 0});
    for (const name of TOP_METRICS) expect(said(plain.top[0][name]).interval).not.toBeNull();
  });

  test("calls rows at a threshold of one half positive, or at that given", () => {
    const e = evaluate([0.5, 0.4999, 0.7, 0.1], [1, 1, 0, 0], {draws: 5});
    expect(said(e.precision).value).toBe(0.5);
    expect(said(e.recall).value).toBe(0.5);
    const lower = evaluate([0.5, 0.4999, 0.7, 0.1], [1, 1, 0, 0], {draws: 5, threshold: 0.4999});
    expect(said(lower.recall).value).toBe(1);
    expect(said(lower.precision).value).toBeCloseTo(2 / 3, 12);
  });

  test("has curves where they can be drawn", () => {
    const plain = plainly();
    expect(plain.roc).not.toBeNull();
    expect(plain.precisionRecall).not.toBeNull();
    expect(Object.keys(plain.calibration!).sort()).toEqual(["high", "low", "n", "observed", "positives", "predicted"]);
    expect(plain.calibration!.n).toEqual(Array(10).fill(40));
    expect(evaluate(scores, labels, {draws: 5, bins: 4}).calibration!.n).toEqual(Array(4).fill(100));
    const noNegative = evaluate([0.5, 0.6], [1, 1], {draws: 5});
    expect(noNegative.roc).toBeNull();
    expect(noNegative.precisionRecall).not.toBeNull();
    const noPositive = evaluate([0.5, 0.6], [0, 0], {draws: 5});
    expect([noPositive.roc, noPositive.precisionRecall]).toEqual([null, null]);
    const noProbability = evaluate([5, 6, 7], [0, 1, 1], {draws: 5});
    expect(noProbability.roc).not.toBeNull();
    expect(noProbability.calibration).toBeNull();
  });
});

describe("what cannot be said", () => {
  const why = (measure: Measure) => (measure.said ? null : measure.why);
  test("of scores below 0 or above 1, but not of those at 0 and 1", () => {
    const probabilities = ["brier", "logLoss", "brierSkill", "calibrationSlope", "expectedCalibrationError"] as const;
    const of = (scores: number[]) => {
      const e = evaluate(scores, [0, 1, 0, 1], {draws: 5});
      return new Set(probabilities.map((metric) => why(e[metric])));
    };
    expect(of([-0.00123456, 0.5, 0.6, 1])).toEqual(new Set(["scores from -0.00123 to 1 are no probabilities"]));
    expect(of([0, 0.5, 0.6, 1.5])).toEqual(new Set(["scores from 0 to 1.5 are no probabilities"]));
    expect(of([0, 0.5, 1, 1])).toEqual(new Set([null]));
    expect(of([0, 0, 1, 0.5])).toEqual(new Set([null]));
  });

  test("is told by class, of recalibration before the slope's own reasons", () => {
    const negative = evaluate([0.1, 0.4], [0, 0], {draws: 5});
    for (const metric of ["auc", "calibrationInTheLarge", "calibrationSlope", "averagePrecision", "recall"] as const)
      expect(why(negative[metric]), metric).toBe("there are no positives");
    expect(why(negative.precision)).toBe("no row is called positive");
    expect(why(negative.f1)).toBe("nothing is positive and nothing is called so");
    expect(negative.accuracy.said).toBe(true);
    const positive = evaluate([0.1, 0.4], [1, 1], {draws: 5});
    for (const metric of ["auc", "calibrationInTheLarge", "calibrationSlope"] as const)
      expect(why(positive[metric]), metric).toBe("there are no negatives");
    expect(why(positive.brierSkill)).toBe("the constant makes no error");
    expect(positive.averagePrecision.said).toBe(true);
  });

  test("of a slope where nothing can bend", () => {
    expect(why(evaluate([0.2, 0.2, 0.2], [1, 0, 0], {draws: 5}).calibrationSlope)).toBe(
      "all probabilities are equal: there is no slope"
    );
    expect(why(evaluate([0.2, 0.3, 0.4], [0, 0, 1], {draws: 5}).calibrationSlope)).toBe(
      "a threshold separates the classes: the steeper the slope, the better the fit, without end"
    );
  });

  test("of an interval is a caution beside the value", () => {
    const equal = said(evaluate([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0], {draws: 5}).brier);
    expect(equal).toMatchObject({
      value: 0.25,
      interval: null,
      caution: "all rows have the same loss: no spread to measure, no interval"
    });
    const right = evaluate([1, 0, 1], [1, 0, 1], {draws: 5});
    expect(said(right.brier)).toMatchObject({value: 0, interval: null});
    expect(said(right.brierSkill)).toMatchObject({
      value: 1,
      interval: null,
      caution: "every row is right, and certain: no spread to measure, no interval"
    });
    const one = said(evaluate([0.5, 0.4, 0.3], [1, 0, 0], {draws: 5}).averagePrecision);
    expect(one).toMatchObject({
      value: 1,
      interval: null,
      caution: "one positive has no spread to measure: no interval"
    });
    // one user holds all rows
    const {scores, labels} = forecast(30, 2);
    const alone = evaluate(scores, labels, {draws: 5, clusters: Array(30).fill("me")});
    expect(said(alone.calibrationSlope)).toMatchObject({
      interval: null,
      caution: "one user holds all rows, and users are what would differ: no interval"
    });
  });
});

test("average precision and the calibration error are told of users, the level, and the seed", () => {
  const {scores, labels, users} = forecast(120, 13);
  const ranking = ranked(scores, labels);
  const given = {clusters: numbered(users), level: 0.8};
  const e = evaluate(scores, labels, {clusters: users, level: 0.8, draws: 60, seed: 5, bins: 4});
  expect(said(e.averagePrecision).interval).toEqual(averagePrecisionInterval(ranking, given).interval);
  const curve = calibrationCurve(ranking, {bins: 4, ...given});
  const {value, low, high} = expectedCalibrationError(ranking, curve, {...given, draws: 60, seed: 5});
  expect(said(e.expectedCalibrationError)).toMatchObject({value, interval: {low, high}});
});

test("recalibration's intervals are Wald's at the level asked for", () => {
  const {scores, labels} = forecast(300, 12);
  const [wide, narrow] = [0.95, 0.5].map((level) => evaluate(scores, labels, {draws: 5, level}));
  for (const metric of ["calibrationInTheLarge", "calibrationSlope"] as const) {
    const [a, b] = [said(wide[metric]), said(narrow[metric])];
    expect(a.interval!.high - a.value).toBeCloseTo(a.value - a.interval!.low, 9);
    // z at 97.5 % over z at 75 %
    expect((a.interval!.high - a.value) / (b.interval!.high - b.value)).toBeCloseTo(Z / 0.6744897501960817, 6);
  }
});
