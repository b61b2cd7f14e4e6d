import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  aucDifference,
  aucInfluence,
  aucInterval,
  aucShare,
  aucTest,
  aucVariance,
  rankedAuc,
  rocAuc
} from "../../src/lib/metrics/auc.js";
import {type Clusters, clusters as numbered, spread, twoClassSpread} from "../../src/lib/metrics/clusters.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {studentQuantile} from "../../src/lib/metrics/distributions.js";
import {type Spread, transformedInterval} from "../../src/lib/metrics/intervals.js";

const Z = 1.959963984540054;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Hanley and McNeil (1982), eq. 1 and 2, as printed. */
function printedVariance(area: number, positives: number, negatives: number): number {
  const q1 = area / (2 - area);
  const q2 = (2 * area ** 2) / (1 + area);
  return (
    (area * (1 - area)) / positives / negatives +
    ((positives - 1) * (q1 - area ** 2)) / positives / negatives +
    ((negatives - 1) * (q2 - area ** 2)) / positives / negatives
  );
}

describe("Hanley and McNeil's variance", () => {
  test.each([
    [0.7, 15, 90],
    [0.5, 1, 1],
    [0.93, 40, 3],
    [0, 4, 5],
    [1, 5, 4]
  ])("of %d with %d and %d rows is as printed", (area, positives, negatives) => {
    expect(aucVariance(area, positives, negatives)).toBeCloseTo(printedVariance(area, positives, negatives), 14);
  });
  test("of areas and counts that cannot be is refused", () => {
    for (const area of [-0.01, 1.01, NaN]) {
      expect(() => aucVariance(area, 3, 3)).toThrow(`invalid auc: ${area}`);
      expect(() => aucTest(area, 3, 3)).toThrow(`invalid auc: ${area}`);
    }
    for (const n of [0, 0.99, NaN]) {
      expect(() => aucVariance(0.5, n, 3)).toThrow(`invalid positives: ${n}`);
      expect(() => aucVariance(0.5, 3, n)).toThrow(`invalid negatives: ${n}`);
    }
  });
});

describe("the interval of a published area", () => {
  test("is z standard errors to either side, cut at 0 and 1", () => {
    const half = Z * Math.sqrt(printedVariance(0.7, 30, 60));
    expect(aucInterval(0.7, 30, 60).low).toBeCloseTo(0.7 - half, 10);
    expect(aucInterval(0.7, 30, 60).high).toBeCloseTo(0.7 + half, 10);
    // z of a 90 % interval
    const narrow = 1.6448536269514722 * Math.sqrt(printedVariance(0.7, 30, 60));
    expect(aucInterval(0.7, 30, 60, {level: 0.9}).low).toBeCloseTo(0.7 - narrow, 10);
    expect(aucInterval(0.95, 5, 5).high).toBe(1);
    expect(aucInterval(0.05, 5, 5).low).toBe(0);
    expect(aucInterval(0.95, 5, 5).low).toBeCloseTo(0.95 - Z * Math.sqrt(printedVariance(0.95, 5, 5)), 10);
    expect(aucInterval(0.05, 5, 5).high).toBeCloseTo(0.05 + Z * Math.sqrt(printedVariance(0.05, 5, 5)), 10);
  });

  test.each([
    [0.7, 12, 50, 0.95],
    [0.9, 5, 200, 0.8],
    [1, 7, 7, 0.95],
    [0.31, 40, 20, 0.99]
  ])("of %d by inverted test ends where z is the level's", (area, positives, negatives, level) => {
    const z = studentQuantile((1 + level) / 2, Infinity);
    const {low, high} = aucInterval(area, positives, negatives, {method: "score", level});
    const zAt = (truth: number) => (area - truth) / Math.sqrt(printedVariance(truth, positives, negatives));
    expect(zAt(low)).toBeCloseTo(z, 6);
    if (area < 1) expect(zAt(high)).toBeCloseTo(-z, 6);
    else expect(high).toBe(1);
    // wholly inside it nothing is rejected
    for (let k = 1; k < 50; k++) expect(Math.abs(zAt(low + (k * (high - low)) / 50))).toBeLessThan(z + 1e-9);
  });

  test("of 0 by inverted test begins at 0", () => {
    expect(aucInterval(0, 7, 7, {method: "score"}).low).toBe(0);
    expect(aucInterval(0, 7, 7, {method: "score"}).high).toBeGreaterThan(0.1);
  });
});

test("the test against a random order has z of the null's variance, and two sides", () => {
  // at one half q1 = q2 = 1/3: (1/4 + 9 · 1/12 + 19 · 1/12) / 200
  const z = 0.2 / Math.sqrt((0.25 + 28 / 12) / 200);
  expect(aucTest(0.7, 10, 20).z).toBeCloseTo(z, 12);
  expect(aucTest(0.3, 10, 20).z).toBeCloseTo(-z, 12);
  expect(aucTest(0.3, 10, 20).p).toBeCloseTo(aucTest(0.7, 10, 20).p, 12);
  expect(aucTest(0.5, 10, 20)).toEqual({z: 0, p: 1});
  // an area that lies 1.96 standard errors above one half has p of 0.05
  expect(aucTest(0.5 + Z * Math.sqrt((0.25 + 28 / 12) / 200), 10, 20).p).toBeCloseTo(0.05, 9);
  expect(aucTest(0, 30, 30).p).toBeLessThan(1e-9);
  expect(aucTest(1, 30, 30).p).toBeLessThan(1e-9);
});

/** Scores with ties that tell the classes a little, rows of one user side by side. */
function rows(n: number, seed: number, knows = 2) {
  const source = random(seed);
  const labels = Array.from({length: n}, (_, i) => (i < 2 ? i : Number(source.uniform() < 0.4)));
  const scores = labels.map((y) => source.below(6) + source.below(3) + knows * y);
  const users = labels.map((_, i) => Math.floor(i / 2.5));
  return {labels, scores, users};
}

/** The area, and of each row the share of the other class that it beats or is beaten by, from all pairs. */
function placements(scores: readonly number[], labels: readonly number[]) {
  const win = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
  const of = (y: number) => [...labels.keys()].filter((row) => labels[row] === y);
  const [negatives, positives] = [of(0), of(1)];
  const placed = labels.map((y, row) =>
    y === 1
      ? sum(negatives.map((other) => win(scores[row], scores[other]))) / negatives.length
      : sum(positives.map((other) => win(scores[other], scores[row]))) / positives.length
  );
  const area = sum(positives.map((row) => placed[row])) / positives.length;
  return {area, placed, positives, negatives};
}

/** Obuchowski's variance, sums of users; DeLong's where each row is a user of its own. */
function slowVariance(placed: readonly number[], area: number, labels: readonly number[], users: readonly number[]) {
  const ids = [...new Set(users)];
  const counts = [0, 1].map((y) => labels.filter((label) => label === y).length);
  const sums = [0, 1].map((y) =>
    ids.map((id) => {
      const own = [...labels.keys()].filter((row) => labels[row] === y && users[row] === id);
      return own.length === 0 ? null : sum(own.map((row) => placed[row] - area));
    })
  );
  const within = [0, 1].map((y) => {
    const held = sums[y].filter((s) => s !== null);
    return ((held.length / (held.length - 1)) * sum(held.map((s) => s ** 2))) / counts[y] ** 2;
  });
  const between =
    ((ids.length / (ids.length - 1)) * sum(ids.map((_, g) => (sums[0][g] ?? 0) * (sums[1][g] ?? 0)))) /
    counts[0] /
    counts[1];
  return within[0] + within[1] + 2 * between;
}

describe.each([1, 2, 3])("an area from all pairs, draw %d", (seed) => {
  const {labels, scores, users} = rows(60, seed);
  const {area, placed, positives, negatives} = placements(scores, labels);
  const alone = labels.map((_, row) => row);

  test("and each row's own part of its error", () => {
    const {value, influence} = aucInfluence(ranked(scores, labels));
    expect(value).toBeCloseTo(area, 12);
    labels.forEach((y, row) =>
      expect(influence[row]).toBeCloseTo((placed[row] - area) / (y === 1 ? positives : negatives).length, 12)
    );
  });

  test("DeLong's variance, and Obuchowski's by user", () => {
    const {influence} = aucInfluence(ranked(scores, labels));
    expect(twoClassSpread(influence, labels).variance).toBeCloseTo(slowVariance(placed, area, labels, alone), 12);
    expect(twoClassSpread(influence, labels, numbered(users)).variance).toBeCloseTo(
      slowVariance(placed, area, labels, users),
      12
    );
    expect(rocAuc(scores, labels).standardError ** 2).toBeCloseTo(slowVariance(placed, area, labels, alone), 12);
  });

  test.each([
    ["by row", false, 0.95],
    ["by user", true, 0.8]
  ] as const)(
    "the interval on the logit scale, with a row's worth of the printed variance, %s",
    (_, clustered, level) => {
      const of = clustered ? users : alone;
      const units = (y: number) =>
        new Set([...labels.keys()].filter((row) => labels[row] === y).map((row) => of[row])).size;
      const [ones, zeros] = [units(1), units(0)];
      const rarer = Math.min(ones, zeros);
      const prior = Math.max(printedVariance(area, ones, zeros), printedVariance(1 - area, ones, zeros));
      const variance = (slowVariance(placed, area, labels, of) * (rarer - 1) + prior) / rarer;
      const {df} = twoClassSpread(
        aucInfluence(ranked(scores, labels)).influence,
        labels,
        clustered ? numbered(users) : null
      );
      const half = (studentQuantile((1 + level) / 2, df + 1) * Math.sqrt(variance)) / (area * (1 - area));
      const logit = Math.log(area / (1 - area));
      const ours = rocAuc(scores, labels, {level, ...(clustered ? {clusters: users} : {})});
      expect(ours.low).toBeCloseTo(1 / (1 + Math.exp(half - logit)), 9);
      expect(ours.high).toBeCloseTo(1 / (1 + Math.exp(-half - logit)), 9);
      expect(ours).toMatchObject({positives: positives.length, negatives: negatives.length});
    }
  );

  test("the textbook's interval, and the inverted test's, which asks the counts alone", () => {
    const half = Z * Math.sqrt(slowVariance(placed, area, labels, alone));
    const wald = rocAuc(scores, labels, {method: "wald"});
    expect(wald.low).toBeCloseTo(area - half, 9);
    expect(wald.high).toBeCloseTo(area + half, 9);
    const score = rocAuc(scores, labels, {method: "score"});
    const {low, high} = aucInterval(area, positives.length, negatives.length, {method: "score"});
    expect(score.low).toBeCloseTo(low, 9);
    expect(score.high).toBeCloseTo(high, 9);
  });

  test("the difference of two on the same rows", () => {
    const other = rows(60, seed + 10).scores.map((x, i) => x + labels[i]);
    const second = placements(other, labels);
    const difference = placed.map((x, row) => x - second.placed[row]);
    const value = area - second.area;
    for (const given of [alone, users]) {
      const variance = slowVariance(difference, value, labels, given);
      const ours = aucDifference(scores, other, labels, {clusters: given === users ? numbered(users) : null});
      expect(ours.value).toBeCloseTo(value, 12);
      expect(ours.standardError).toBeCloseTo(Math.sqrt(variance), 12);
      expect(ours.z).toBeCloseTo(value / Math.sqrt(variance), 9);
      expect(ours.high - ours.value).toBeCloseTo(ours.value - ours.low, 12);
      const {df} = spreadOf(difference, labels, given === users ? numbered(users) : null);
      expect(ours.high - ours.value).toBeCloseTo(studentQuantile(0.975, df) * Math.sqrt(variance), 9);
    }
  });

  test("the share of the way to a ceiling, a ratio of two", () => {
    const ceiling = labels.map((y, i) => scores[i] + 3 * y);
    const best = placements(ceiling, labels);
    const value = (area - 0.5) / (best.area - 0.5);
    // the delta method for u / v: (du − value · dv) / v
    const moved = placed.map((x, row) => (x - value * best.placed[row]) / (best.area - 0.5));
    const centre = sum(positives.map((row) => moved[row])) / positives.length;
    for (const given of [alone, users]) {
      const clusters = given === users ? numbered(users) : null;
      const variance = slowVariance(moved, centre, labels, given);
      const {df} = spreadOf(moved, labels, clusters);
      const ours = aucShare(scores, ceiling, labels, {clusters, level: 0.9})!;
      expect(ours.value).toBeCloseTo(value, 12);
      const half = studentQuantile(0.95, df) * Math.sqrt(variance);
      expect(ours.interval!.low).toBeCloseTo(value - half, 9);
      expect(ours.interval!.high).toBeCloseTo(value + half, 9);
    }
  });
});

/** The spread of values by row, centred in each class. */
function spreadOf(values: readonly number[], labels: readonly number[], clusters: Clusters | null): Spread {
  const influence = values.map((x, row) => {
    const own = values.filter((_, other) => labels[other] === labels[row]);
    return (x - sum(own) / own.length) / own.length;
  });
  return twoClassSpread(influence, labels, clusters);
}

describe("where the scores show no spread", () => {
  const inverted = (area: number, ones: number, zeros: number) => aucInterval(area, ones, zeros, {method: "score"});
  test("the inverted test's interval stands in, counting users", () => {
    const apart = rocAuc([1, 2, 3, 4, 5], [0, 0, 0, 1, 1]);
    expect(apart).toMatchObject({value: 1, ...inverted(1, 2, 3), standardError: 0});
    expect(rocAuc([5, 4, 3, 2, 1], [0, 0, 0, 1, 1])).toMatchObject({value: 0, ...inverted(0, 2, 3)});
    expect(rocAuc([1, 2, 3, 4, 5], [0, 0, 0, 1, 1], {clusters: ["a", "a", "b", "c", "c"]})).toMatchObject({
      value: 1,
      ...inverted(1, 1, 2)
    });
    // one positive: its class has no spread
    expect(rocAuc([1, 2, 3, 4], [0, 1, 0, 0])).toMatchObject({...inverted(1 / 3, 1, 3), positives: 1, negatives: 3});
    expect(rocAuc([3, 3, 3, 3], [0, 1, 0, 1])).toMatchObject({value: 0.5, ...inverted(0.5, 2, 2)});
    expect(rocAuc([1, 2, 3, 4, 5], [0, 0, 0, 1, 1], {method: "wald"})).toMatchObject(inverted(1, 2, 3));
  });
  test("the textbook's is cut at 0 and 1", () => {
    const scores = [1, 2, 3, 5, 4, 6, 7, 8];
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const high = rocAuc(scores, labels, {method: "wald"});
    expect(high.high).toBe(1);
    expect(high.low).toBeGreaterThan(0.5);
    const low = rocAuc(
      scores.map((x) => -x),
      labels,
      {method: "wald"}
    );
    expect(low.low).toBe(0);
    expect(low.high).toBeCloseTo(1 - high.low, 12);
    expect(rankedAuc(ranked(scores, labels)).low).toBe(rocAuc(scores, labels).low);
  });
  test("a difference is all or nothing: of equals 0 with no width, else −1 to 1", () => {
    const none = {standardError: 0, z: null, p: null};
    expect(aucDifference([1, 2, 3, 4], [10, 20, 30, 40], [0, 1, 0, 1])).toEqual({...none, value: 0, low: 0, high: 0});
    // both tell the classes apart wholly the other way: no spread, and yet a difference
    expect(aucDifference([1, 2, 3, 4], [4, 3, 2, 1], [0, 0, 1, 1])).toEqual({...none, value: 1, low: -1, high: 1});
    expect(aucDifference([1, 2, 3], [3, 2, 1], [0, 0, 1])).toEqual({...none, value: 1, low: -1, high: 1});
  });
  test("two equal areas of different orders have a width, unlike two equal orders", () => {
    const labels = [1, 1, 1, 0, 0, 0];
    const [first, second] = [
      [6, 5, 1, 4, 3, 2],
      [1, 6, 5, 4, 3, 2]
    ];
    const {value, low, high} = aucDifference(first, second, labels);
    expect(value).toBe(0);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });
  test("a share of the way to itself is 1, and a constant's 0, with no width", () => {
    const {scores, labels} = rows(40, 7);
    expect(aucShare(scores, scores, labels)).toEqual({value: 1, interval: {low: 1, high: 1}});
    expect(aucShare(Array(40).fill(2), scores, labels)).toEqual({value: 0, interval: {low: 0, high: 0}});
    expect(aucShare(scores, Array(40).fill(2), labels)).toBeNull();
  });
  test("a difference's interval does not leave −1 to 1", () => {
    const labels = [0, 0, 0, 1, 1, 1];
    const scores = [1, 2, 4, 3, 5, 6];
    const turned = [6, 5, 3, 4, 2, 1];
    const far = aucDifference(scores, turned, labels);
    expect(far.value).toBeCloseTo(7 / 9, 12);
    expect(far.high).toBe(1);
    expect(aucDifference(turned, scores, labels).low).toBe(-1);
  });
});

describe("spread", () => {
  test("of rows is n / (n − 1) times the sum of squares, of users that of their sums", () => {
    const influence = [3, -1, 2, -4, 1, -1];
    expect(spread(influence).variance).toBeCloseTo((6 / 5) * (9 + 1 + 4 + 16 + 1 + 1), 12);
    expect(spread(influence, numbered(["a", "a", "b", "b", "c", "c"])).variance).toBeCloseTo((3 / 2) * (4 + 4 + 0), 12);
  });
  test("is not known of one row, one user, or what never differs", () => {
    expect(spread([3])).toEqual({variance: 0, df: 0});
    expect(spread([])).toEqual({variance: 0, df: 0});
    expect(spread([3, -3], numbered(["a", "a"]))).toEqual({variance: 0, df: 0});
    expect(spread([0, 0, 0])).toEqual({variance: 0, df: 0});
    expect(twoClassSpread([1, 0, 0], [1, 0, 0])).toEqual({variance: 0, df: 0});
    expect(twoClassSpread([0, 0, 1], [1, 1, 0])).toEqual({variance: 0, df: 0});
    expect(twoClassSpread([0, 0, 0, 0], [1, 1, 0, 0])).toEqual({variance: 0, df: 0});
    expect(twoClassSpread([1, -1, 2, -2], [1, 1, 0, 0], numbered(["a", "a", "b", "c"]))).toEqual({variance: 0, df: 0});
  });
  test("has the degrees of freedom of the fourth moments, between 1 and n − 1", () => {
    // 2 / (Σx⁴/(Σx²)² − 1/n + 2/(n(n−1))), by hand for four values of 1, −1, 2, −2
    const excess = (1 + 1 + 16 + 16) / (1 + 1 + 4 + 4) ** 2 - 1 / 4;
    expect(spread([1, -1, 2, -2]).df).toBeCloseTo(Math.min(3, 2 / (excess + 2 / 12)), 12);
    expect(spread([1, -1, 1, -1, 1, -1]).df).toBe(5);
    // one value that weighs everything
    expect(spread([1e-9, 1, -1e-9, -1e-9, 0, 0, 0, 0]).df).toBeGreaterThanOrEqual(1);
    expect(spread([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).df).toBeCloseTo(2 / (1 - 1 / 12 + 2 / 132), 12);
    // the scale says nothing, also where its fourth power would be 0
    expect(spread([1, -1, 2, -2].map((x) => x * 1e-90)).df).toBeCloseTo(spread([1, -1, 2, -2]).df, 9);
  });
  test("of two classes puts their freedom together as Satterthwaite does", () => {
    const [ones, zeros] = [
      [1, -1, 1, -1],
      [2, -2, 2, -2, 2, -2]
    ];
    const [v1, v0] = [(4 / 3) * 4, (6 / 5) * 24];
    const {variance, df} = twoClassSpread([...ones, ...zeros], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(variance).toBeCloseTo(v1 + v0, 12);
    expect(df).toBeCloseTo((v1 + v0) ** 2 / (v1 ** 2 / 3 + v0 ** 2 / 5), 12);
    // only one class differs: its own freedom
    expect(twoClassSpread([...ones, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0]).df).toBeCloseTo(3, 12);
  });
  test("of users that go against themselves is never less than nothing, and its freedom never less than 1", () => {
    const {variance, df} = twoClassSpread([1, -1, -1, 1], [1, 0, 1, 0], numbered(["a", "a", "b", "b"]));
    expect(variance).toBe(0);
    expect(df).toBe(1);
  });
});

describe("an interval on a scale", () => {
  const given = {variance: 0.01, df: 7};
  // t of 7 degrees of freedom at 97.5 %, and at 90 %, from a table
  const [half, narrow] = [0.2364624, 0.1414924];
  test("plain, of logarithms and of odds", () => {
    const close = ({low, high}: {low: number; high: number}, a: number, b: number) => {
      expect(low).toBeCloseTo(a, 6);
      expect(high).toBeCloseTo(b, 6);
    };
    close(transformedInterval(0.4, given), 0.4 - half, 0.4 + half);
    close(transformedInterval(0.4, given, {level: 0.8}), 0.4 - narrow, 0.4 + narrow);
    close(
      transformedInterval(0.4, given, {scale: "log"}),
      Math.exp(Math.log(0.4) - half / 0.4),
      Math.exp(Math.log(0.4) + half / 0.4)
    );
    const logit = Math.log(0.4 / 0.6);
    const inverse = (x: number) => 1 / (1 + Math.exp(-x));
    close(
      transformedInterval(0.4, given, {scale: "logit"}),
      inverse(logit - half / 0.24),
      inverse(logit + half / 0.24)
    );
  });
  test("asks for freedom, a positive value, and odds", () => {
    expect(() => transformedInterval(0.4, {variance: 1, df: 0})).toThrow("no degrees of freedom: 0");
    expect(() => transformedInterval(0.4, {variance: 1, df: NaN})).toThrow("no degrees of freedom: NaN");
    expect(() => transformedInterval(0, given, {scale: "log"})).toThrow("no logarithm of 0");
    expect(() => transformedInterval(-1, given, {scale: "logit"})).toThrow("no logarithm of -1");
    expect(() => transformedInterval(1, given, {scale: "logit"})).toThrow("no odds of 1");
    expect(() => transformedInterval(1, given, {scale: "log"})).not.toThrow();
    expect(() => transformedInterval(-1, given)).not.toThrow();
  });
});
