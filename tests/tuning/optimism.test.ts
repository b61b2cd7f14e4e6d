import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {drawWeights} from "../../src/lib/metrics/bootstrap.js";
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

test("errors that there cannot be are refused", () => {
  for (const standardError of [-0.01, NaN])
    expect(() => expectedOptimism(2, {standardError, correlation: 0})).toThrow("invalid standard error");
  for (const correlation of [-0.01, 1.01, NaN])
    expect(() => expectedOptimism(2, {standardError: 1, correlation})).toThrow("invalid correlation");
  const [a, b] = [
    [1, 2, 3],
    [3, 1, 2]
  ];
  expect(() => nullAucErrors([a], 1)).toThrow("1 configurations; a correlation takes two");
  for (const positives of [0, 3]) {
    expect(() => nullAucErrors([a, b], positives)).toThrow(`${positives} positives of 3 rows`);
    expect(() => nullBestAuc([a, b], positives)).toThrow(`${positives} positives of 3 rows`);
  }
  expect(() => nullAucErrors([a, [1, 2]], 1)).toThrow("configuration 1 has 2 rows, the first 3");
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

  test("another seed deals otherwise, and one alone below one half counts as it is", () => {
    const of = (seed: number) => Array.from(nullBestAuc(scores, positives, {draws: 3, seed}));
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    // of the deals of one draw some put a configuration below one half
    expect(
      Math.min(...Array.from({length: 20}, (_, seed) => nullBestAuc(scores, positives, {draws: 1, seed})[0]))
    ).toBeLessThan(0.4);
  });

  test("scores that rank alike choose nothing", () => {
    const [one] = scores;
    const alike = [one, one.map((x) => 2 * x)];
    expect(nullAucErrors(alike, positives).correlation).toBe(1);
    expect(expectedOptimism(2, nullAucErrors(alike, positives))).toBe(0);
    // a constant has an area of one half whatever the labels
    expect(nullAucErrors([one.map(() => 1), one.map(() => 2)], positives)).toEqual({standardError: 0, correlation: 1});
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

  test("is what a slow one gives: chosen by the rows drawn, worth what the others say", () => {
    const next = normals(5);
    const labels = Array.from({length: 80}, (_, row) => (row % 10 === 0 ? 1 : 0));
    // the first two are one and the same, and the first is chosen
    const first = labels.map((y) => y + 2 * next());
    const all = [first, first, labels.map((y) => y + 2 * next()), labels.map(next)];
    const [draws, seed] = [400, 3];
    const source = random(seed, labels.length, all.length);
    const drawn = new Int32Array(labels.length);
    const auc = (scores: readonly number[], times: readonly number[]) => {
      const rows = times.flatMap((n, row) => Array.from({length: n}, () => row));
      const y = rows.map((row) => labels[row]);
      return new Set(y).size < 2
        ? NaN
        : rocAuc(
            rows.map((row) => scores[row]),
            y
          ).value;
    };
    const inside: number[] = [];
    const outside: number[] = [];
    const chosen = [0, 0, 0, 0];
    for (let k = 0; k < draws; k++) {
      drawWeights(drawn, source);
      const within = all.map((scores) => auc(scores, Array.from(drawn)));
      const best = within.indexOf(Math.max(...within));
      const worth =
        best === -1
          ? NaN
          : auc(
              all[best],
              Array.from(drawn, (n) => (n === 0 ? 1 : 0))
            );
      if (Number.isNaN(worth)) continue;
      inside.push(within[best]);
      outside.push(worth);
      chosen[best]++;
    }
    const n = outside.length;
    expect(n).toBeGreaterThan(draws / 2);
    expect(n).toBeLessThan(draws);
    const found = bootstrapSelection(all, labels, {draws, seed});
    expect(found.corrected).toBeCloseTo(mean(outside), 12);
    expect(found.optimism).toBeCloseTo(mean(inside) - mean(outside), 12);
    found.chosen.forEach((share, k) => expect(share).toBeCloseTo(chosen[k] / n, 12));
    expect(chosen[0]).toBeGreaterThan(0);
    expect(chosen[1]).toBe(0);
    const sorted = outside.sort((a, b) => a - b);
    expect(found.low).toBeGreaterThan(sorted[0]);
    expect(found.high).toBeLessThan(sorted[n - 1]);
    expect(found.low).toBe(sorted[Math.round(0.025 * (n - 1))]);
    expect(found.high).toBe(sorted[Math.round(0.975 * (n - 1))]);
    expect(bootstrapSelection(all, labels, {draws, seed: 4}).corrected).not.toBe(found.corrected);
  });

  test("says where it cannot tell", () => {
    expect(() => bootstrapSelection([], [0, 1])).toThrow("no configuration");
    expect(() => bootstrapSelection([[1, 2, 3]], [0, 0, 1])).toThrow("a class has no row");
    // of two positives one is drawn and the other is not in 2 · (1 − 1/e) / e = 47 % of draws: too few
    const labels = Array.from({length: 100}, (_, row) => (row < 2 ? 1 : 0));
    expect(() => bootstrapSelection([labels.map((_, row) => row % 7)], labels, {draws: 2000})).toThrow(
      /a class has no row on 1[01]\d\d of 2000 draws/
    );
  });
});
