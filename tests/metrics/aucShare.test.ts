import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {aucShare, rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {normalQuantile} from "../../src/lib/metrics/distributions.js";

/** Rows whose ceiling tells the classes `apart` deviations, and scores that add noise to it. */
function drawn(rows: number, seed: number, {apart, noise}: {apart: number; noise: number}) {
  const source = random(seed);
  const normal = () => normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, source.uniform())));
  const labels = Array.from({length: rows}, () => (source.uniform() < 0.3 ? 1 : 0));
  const ceiling = labels.map((y) => apart * y + normal());
  return {labels, ceiling, scores: ceiling.map((score) => score + noise * normal())};
}

test("is the ratio of what both areas have above one half", () => {
  const labels = [1, 0, 1, 0, 0, 1];
  const ceiling = [0.9, 0.1, 0.8, 0.2, 0.3, 0.25];
  const scores = [0.9, 0.1, 0.2, 0.8, 0.3, 0.25];
  const [own, best] = [rocAuc(scores, labels).value, rocAuc(ceiling, labels).value];
  expect(aucShare(scores, ceiling, labels)!.value).toBeCloseTo((own - 0.5) / (best - 0.5), 12);
});

test("is 1 for the ceiling itself and 0 for a constant, with no width", () => {
  const {labels, ceiling} = drawn(200, 1, {apart: 1, noise: 0});
  expect(aucShare(ceiling, ceiling, labels)).toEqual({value: 1, interval: {low: 1, high: 1}});
  expect(aucShare(new Array(200).fill(3), ceiling, labels)).toEqual({value: 0, interval: {low: 0, high: 0}});
});

test("there is none where the ceiling is no better than chance, and no interval with one positive", () => {
  expect(aucShare([1, 2, 3, 4], [2, 2, 2, 2], [0, 1, 0, 1])).toBeNull();
  expect(aucShare([1, 2, 3, 4], [1, 2, 4, 3], [0, 0, 0, 1])!.interval).toBeNull();
});

test("its interval covers the truth about as often as it says, by rows and by clusters", () => {
  const setting = {apart: 1, noise: 0.8};
  const truth = aucShare(...argumentsOf(drawn(200_000, 99, setting)))!.value;
  let [byRow, byCluster] = [0, 0];
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const rows = drawn(250, run, setting);
    const plain = aucShare(...argumentsOf(rows))!.interval!;
    if (plain.low <= truth && truth <= plain.high) byRow++;
    // each row three times over: three times the rows, not a bit more known
    const thrice = <T>(values: T[]) => [...values, ...values, ...values];
    const same = aucShare(thrice(rows.scores), thrice(rows.ceiling), thrice(rows.labels), {
      clusters: clusters(thrice(Array.from(rows.labels.keys())))
    })!.interval!;
    if (same.low <= truth && truth <= same.high) byCluster++;
  }
  for (const covered of [byRow, byCluster]) {
    expect(covered / runs).toBeGreaterThan(0.91);
    expect(covered / runs).toBeLessThan(0.985);
  }
});

const argumentsOf = ({scores, ceiling, labels}: ReturnType<typeof drawn>) => [scores, ceiling, labels] as const;
