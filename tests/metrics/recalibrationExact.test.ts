import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {brierScore, CLIP, clipped, logLoss, meanLoss} from "../../src/lib/metrics/losses.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {recalibration} from "../../src/lib/metrics/calibration.js";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Probabilities, and outcomes that come of them bent by a slope and a shift. */
function rows(n: number, seed: number, {slope = 0.6, shift = -0.4, centre = 0} = {}) {
  const source = random(seed);
  const scores = Array.from({length: n}, () => sigmoid(centre + 4 * (source.uniform() - 0.5)));
  const labels = scores.map((p, i) => (i < 2 ? i : Number(source.uniform() < sigmoid(shift + slope * logit(p)))));
  const users = scores.map((_, i) => Math.floor(i / 3));
  return {scores, labels, users};
}

describe.each([
  ["near one half", 80, 1, {}],
  ["rare", 150, 2, {centre: -3, shift: 0.5, slope: 1.3}],
  ["the wrong way round", 60, 3, {slope: -0.8}],
  ["frequent", 90, 4, {centre: 3, shift: -1}]
])("recalibration of what is %s", (_, n, seed, bent) => {
  const {scores, labels, users} = rows(n, seed, bent);
  const x = scores.map(logit);

  /** Weights of the information, what each row is off by, and the inverse of the information over (1, x). */
  const at = (a: number, b: number) => {
    const p = x.map((one) => sigmoid(a + b * one));
    const w = p.map((one) => one * (1 - one));
    const [s0, s1, s2] = [0, 1, 2].map((power) => sum(w.map((one, i) => one * x[i] ** power)));
    const determinant = s0 * s2 - s1 * s1;
    return {
      off: labels.map((y, i) => y - p[i]),
      information: s0,
      inverse: [
        [s2 / determinant, -s1 / determinant],
        [-s1 / determinant, s0 / determinant]
      ]
    };
  };

  test("solves the likelihood's equations: what is off sums to nothing, and so does it times the logit", () => {
    const {intercept, slope, inTheLarge, noSlope} = recalibration(scores, labels)!;
    const {off} = at(intercept!.value, slope!.value);
    expect(Math.abs(sum(off))).toBeLessThan(1e-9);
    expect(Math.abs(sum(off.map((o, i) => o * x[i])))).toBeLessThan(1e-9);
    expect(Math.abs(sum(at(inTheLarge.value, 1).off))).toBeLessThan(1e-9);
    expect(noSlope).toBeNull();
  });

  test("has the standard errors of the inverted information", () => {
    const {intercept, slope, inTheLarge} = recalibration(scores, labels)!;
    const {inverse} = at(intercept!.value, slope!.value);
    expect(intercept!.standardError!).toBeCloseTo(Math.sqrt(inverse[0][0]), 8);
    expect(slope!.standardError!).toBeCloseTo(Math.sqrt(inverse[1][1]), 8);
    expect(inTheLarge.standardError!).toBeCloseTo(1 / Math.sqrt(at(inTheLarge.value, 1).information), 8);
    expect([intercept!.df, slope!.df, inTheLarge.df]).toEqual([Infinity, Infinity, Infinity]);
  });

  test("has by user those of the sandwich", () => {
    const {intercept, slope, inTheLarge} = recalibration(scores, labels, {clusters: clusters(users)})!;
    const count = new Set(users).size;
    const {off, inverse} = at(intercept!.value, slope!.value);
    const scoresOf = [...new Set(users)].map((user) => {
      const own = users.flatMap((one, i) => (one === user ? [i] : []));
      return [sum(own.map((i) => off[i])), sum(own.map((i) => off[i] * x[i]))];
    });
    const variance = (k: number) =>
      (count / (count - 1)) * sum(scoresOf.map(([u, v]) => (inverse[k][0] * u + inverse[k][1] * v) ** 2));
    expect(intercept!.standardError!).toBeCloseTo(Math.sqrt(variance(0)), 7);
    expect(slope!.standardError!).toBeCloseTo(Math.sqrt(variance(1)), 7);
    const large = at(inTheLarge.value, 1);
    const moved = [...new Set(users)].map((user) => sum(large.off.filter((_, i) => users[i] === user)));
    const ofLarge = ((count / (count - 1)) * sum(moved.map((u) => u ** 2))) / large.information ** 2;
    expect(inTheLarge.standardError!).toBeCloseTo(Math.sqrt(ofLarge), 7);
    expect(slope!.df).toBeGreaterThan(1);
    expect(slope!.df).toBeLessThanOrEqual(count - 1);
  });
});

describe("recalibration at the ends", () => {
  test("is none of one class", () => {
    expect(recalibration([0.2, 0.7], [0, 0])).toBeNull();
    expect(recalibration([0.2, 0.7], [1, 1])).toBeNull();
    expect(recalibration([], [])).toBeNull();
  });

  test("has no slope where all probabilities are equal: the shift is the share's logit less theirs", () => {
    const found = recalibration([0.2, 0.2, 0.2, 0.2], [1, 0, 1, 1])!;
    expect(found).toMatchObject({slope: null, intercept: null, noSlope: "all probabilities equal"});
    expect(found.inTheLarge.value).toBeCloseTo(logit(0.75) - logit(0.2), 9);
    expect(found.inTheLarge.standardError!).toBeCloseTo(1 / Math.sqrt(4 * 0.75 * 0.25), 9);
  });

  test("has none where a threshold separates, in either direction, also if both stand on it", () => {
    const why = (scores: number[], labels: number[]) => recalibration(scores, labels)!.noSlope;
    expect(why([0.1, 0.2, 0.8], [0, 0, 1])).toBe("separated");
    expect(why([0.1, 0.2, 0.8], [1, 1, 0])).toBe("separated");
    expect(why([0.1, 0.5, 0.5, 0.8], [0, 0, 1, 1])).toBe("separated");
    expect(why([0.1, 0.5, 0.5, 0.8], [1, 0, 1, 0])).toBe("separated");
    expect(why([0.1, 0.5, 0.4, 0.8], [0, 0, 1, 1])).toBeNull();
    expect(recalibration([0.1, 0.2, 0.8], [0, 0, 1])!.slope).toBeNull();
  });

  test("clips what is certain, and finds far shifts", () => {
    // certain and wrong throughout: the shift turns 36 round
    const {inTheLarge} = recalibration([1, 1, 1, 1], [0, 0, 0, 1])!;
    expect(inTheLarge.value).toBeCloseTo(logit(0.25) - logit(1 - CLIP), 6);
    const low = recalibration([0, 0, 0], [1, 1, 0])!.inTheLarge;
    expect(low.value).toBeCloseTo(logit(2 / 3) - Math.log(CLIP), 5);
    const wide = recalibration([1e-9, 1e-9, 1e-6, 1e-6, 1e-9, 1e-6], [1, 0, 1, 1, 0, 0])!;
    // two probabilities: the line goes through both shares' logits
    const [a, b] = [logit(1e-9), logit(1e-6)];
    const slope = (logit(2 / 3) - logit(1 / 3)) / (b - a);
    expect(wide.slope!.value).toBeCloseTo(slope, 8);
    expect(wide.intercept!.value).toBeCloseTo(logit(1 / 3) - slope * a, 7);
  });

  test("is known of no spread where one user holds all", () => {
    const {scores, labels} = rows(40, 6);
    const one = recalibration(scores, labels, {clusters: clusters(Array(40).fill("me"))})!;
    expect(one.slope).toMatchObject({standardError: null, df: 0});
    expect(one.inTheLarge).toMatchObject({standardError: null, df: 0});
    const plain = recalibration(scores, labels)!;
    expect(one.slope!.value).toBe(plain.slope!.value);
  });

  test("refuses what is no probability, and lengths that differ", () => {
    expect(() => recalibration([0.5, -0.1], [1, 0])).toThrow("invalid probability at row 1: -0.1");
    expect(() => recalibration([1.1, 0.1], [1, 0])).toThrow("invalid probability at row 0: 1.1");
    expect(() => recalibration([NaN, 0.1], [1, 0])).toThrow("invalid probability at row 0: NaN");
    expect(() => recalibration([0.5], [1, 0])).toThrow("2 labels for 1 probabilities");
    expect(recalibration([0, 1], [1, 0])).not.toBeNull();
  });
});

describe("mean losses", () => {
  test("have their value and what each row adds to its error", () => {
    const {value, influence} = brierScore([0.2, 0.9, 1], [0, 1, 0]);
    expect(value).toBeCloseTo((0.04 + 0.01 + 1) / 3, 12);
    [0.04, 0.01, 1].forEach((loss, i) => expect(influence[i]).toBeCloseTo((loss - value) / 3, 12));
    const log = logLoss([0.2, 0.9, 0.5], [0, 1, 0]);
    expect(log.value).toBeCloseTo(-(Math.log(0.8) + Math.log(0.9) + Math.log(0.5)) / 3, 12);
    expect(log.influence[1]).toBeCloseTo((-Math.log(0.9) - log.value) / 3, 12);
    expect(meanLoss([0.5, 0.25], [1, 0], (p, y) => p + 10 * y).value).toBeCloseTo((10.5 + 0.25) / 2, 12);
  });
  test("of what is certain and wrong are that of the clipped: 52 doublings", () => {
    expect(CLIP).toBe(2 ** -52);
    expect(logLoss([0], [1]).value).toBeCloseTo(52 * Math.LN2, 9);
    expect(logLoss([1], [0]).value).toBeCloseTo(52 * Math.LN2, 9);
    expect(logLoss([1, 0], [1, 0]).value).toBeLessThan(1e-15);
    expect([clipped(0), clipped(1), clipped(0.3)]).toEqual([2 ** -52, 1 - 2 ** -52, 0.3]);
  });
  test("refuse what is no probability, no rows, and lengths that differ", () => {
    for (const loss of [brierScore, logLoss]) {
      expect(() => loss([0.5, 1.01], [1, 0])).toThrow("invalid probability at row 1: 1.01");
      expect(() => loss([-0.01], [1])).toThrow("invalid probability at row 0: -0.01");
      expect(() => loss([NaN], [1])).toThrow("invalid probability at row 0: NaN");
      expect(() => loss([], [])).toThrow("no rows");
      expect(() => loss([0.5], [])).toThrow("0 labels for 1 probabilities");
      expect(() => loss([0, 1], [0, 1])).not.toThrow();
    }
  });
});
