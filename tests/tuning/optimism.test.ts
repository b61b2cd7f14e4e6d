import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {normalQuantile} from "../../src/lib/metrics/distributions.js";
import {
  bootstrapSelection,
  expectedMaximum,
  expectedOptimism,
  nullAucErrors,
  nullBestAuc
} from "../../src/lib/tuning/optimism.js";

const normals = (seed: number) => {
  const draw = random(seed, 77);
  return () => normalQuantile((draw.uint32() + 0.5) / 2 ** 32);
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test("the expected largest of n normal numbers is that of Harter's table (1961, Biometrika 48)", () => {
  const table = {2: 0.56419, 3: 0.84628, 5: 1.16296, 10: 1.53875, 25: 1.96531, 50: 2.24907, 100: 2.50759};
  for (const [n, expected] of Object.entries(table)) expect(expectedMaximum(Number(n))).toBeCloseTo(expected, 5);
  expect(expectedMaximum(1)).toBeCloseTo(0, 12);
  expect(() => expectedMaximum(0)).toThrow("invalid n: 0");
  expect(() => expectedMaximum(2.5)).toThrow("invalid n: 2.5");
});

test("equicorrelated scores are drawn with the best as far above as said", () => {
  const next = normals(1);
  const [n, standardError, correlation] = [25, 0.04, 0.6];
  const best = Array.from({length: 4000}, () => {
    const shared = Math.sqrt(correlation) * next();
    return Math.max(...Array.from({length: n}, () => standardError * (shared + Math.sqrt(1 - correlation) * next())));
  });
  // the standard error of this mean is 0.0005
  expect(Math.abs(mean(best) - expectedOptimism(n, {standardError, correlation}))).toBeLessThan(0.002);
});

describe("with labels dealt out at random", () => {
  const scores = [
    [1, 2, 2, 3, 5, 8, 9],
    [3, 1, 2, 2, 9, 4, 7],
    [1, 1, 1, 6, 2, 2, 9]
  ];
  const rows = 7;
  const positives = 3;
  /** Every way to have three positives of seven. */
  const deals = Array.from({length: 2 ** rows}, (_, bits) => Array.from({length: rows}, (_, row) => (bits >> row) & 1))
    .filter((labels) => labels.reduce((a, b) => a + b, 0) === positives)
    .map((labels) => scores.map((one) => rocAuc(one, labels).value));

  test("errors and correlation are those of all deals", () => {
    expect(deals.length).toBe(35);
    const covariance = (i: number, j: number) => mean(deals.map((aucs) => (aucs[i] - 0.5) * (aucs[j] - 0.5)));
    const variance = mean([0, 1, 2].map((i) => covariance(i, i)));
    const {standardError, correlation} = nullAucErrors(scores, positives);
    expect(standardError).toBeCloseTo(Math.sqrt(variance), 12);
    expect(correlation).toBeCloseTo(mean([covariance(0, 1), covariance(0, 2), covariance(1, 2)]) / variance, 12);
  });

  test("the best of the first ones is the mean over all deals", () => {
    const found = nullBestAuc(scores, positives, {draws: 4000});
    [1, 2, 3].forEach((k, i) =>
      expect(Math.abs(found[i] - mean(deals.map((aucs) => Math.max(...aucs.slice(0, k)))))).toBeLessThan(0.012)
    );
  });

  test("scores that rank alike choose nothing", () => {
    const [one] = scores;
    const alike = [one, one.map((x) => 2 * x)];
    expect(nullAucErrors(alike, positives).correlation).toBe(1);
    expect(expectedOptimism(2, nullAucErrors(alike, positives))).toBe(0);
    // a constant has an area of one half whatever the labels
    expect(nullAucErrors([one.map(() => 1), one.map(() => 2)], positives).standardError).toBe(0);
  });
});

describe("the bootstrap of a selection", () => {
  test("takes back what choosing among worthless configurations adds", () => {
    const next = normals(3);
    const labels = Array.from({length: 120}, (_, row) => (row % 4 === 0 ? 1 : 0));
    const found = Array.from({length: 30}, (_, seed) =>
      bootstrapSelection(
        Array.from({length: 12}, () => labels.map(next)),
        labels,
        {draws: 60, seed}
      )
    );
    // 30 positives and 90 negatives leave a standard error of .061, of which the best of 12 has 1.63
    expect(Math.abs(mean(found.map(({reported}) => reported)) - (0.5 + 0.061 * expectedMaximum(12)))).toBeLessThan(
      0.025
    );
    expect(Math.abs(mean(found.map(({corrected}) => corrected)) - 0.5)).toBeLessThan(0.03);
    expect(mean(found.map(({optimism}) => optimism))).toBeGreaterThan(0.08);
  });

  test("leaves a clear winner alone, and says how often it won", () => {
    const next = normals(4);
    const labels = Array.from({length: 300}, (_, row) => row % 2);
    const good = labels.map((y) => 2 * y + next());
    const {chosen, optimism, reported, low, high} = bootstrapSelection([labels.map(next), good], labels);
    expect(chosen).toEqual([0, 1]);
    expect(reported).toBeCloseTo(rocAuc(good, labels).value, 12);
    expect(Math.abs(optimism)).toBeLessThan(0.005);
    expect(low < reported && reported < high).toBe(true);
    expect(bootstrapSelection([good], labels)).toEqual(bootstrapSelection([good], labels));
  });

  test("says where it cannot tell", () => {
    expect(() => bootstrapSelection([], [0, 1])).toThrow("no configuration");
    expect(() => bootstrapSelection([[1, 2, 3]], [0, 0, 1])).toThrow("a class has no row");
  });
});
