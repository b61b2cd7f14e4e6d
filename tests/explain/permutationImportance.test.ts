import {describe, expect, test} from "vitest";
import {permutation, random} from "../../src/lib/core/random.js";
import {correlatedGroups, permutationImportance} from "../../src/lib/explain/permutationImportance.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

const columns = ["strong", "weak", "none", "twin", "noise"];
const WIDTH = columns.length;

/** The fourth column is the first with some noise; labels follow the first two, or nothing. */
function madeRows(rows: number, seed: number, shuffled = false): TrainingSet {
  const source = random(seed, 77);
  const x = new Float64Array(rows * WIDTH);
  const y = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let f = 0; f < WIDTH; f++) x[row * WIDTH + f] = 2 * source.uniform() - 1;
    x[row * WIDTH + 3] = x[row * WIDTH] + 0.2 * x[row * WIDTH + 3];
    const score = shuffled ? 0 : 4 * x[row * WIDTH] + 1.5 * x[row * WIDTH + 1];
    y[row] = source.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return {rows, columns, x, y};
}

/** By all pairs of a positive and a negative. */
function slowAuc(scores: ArrayLike<number>, y: ArrayLike<number>): number {
  let won = 0;
  let pairs = 0;
  for (let i = 0; i < y.length; i++)
    for (let j = 0; j < y.length; j++)
      if (y[i] === 1 && y[j] === 0) {
        pairs++;
        won += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      }
  return won / pairs;
}

test("is the mean loss of area when a column is shuffled", async () => {
  const rows = madeRows(80, 1);
  const model = fitBoosting(madeRows(300, 2), {trees: 10});
  const {score, groups} = await permutationImportance((matrix) => model.predict(matrix), rows, {repeats: 3, seed: 4});
  expect(score).toBeCloseTo(slowAuc(model.predict(rows), rows.y), 12);
  groups.forEach(({value}, f) => {
    const losses = [0, 1, 2].map((repeat) => {
      const from = permutation(80, random(4, f, repeat));
      const x = Float64Array.from(rows.x, (v, i) =>
        i % WIDTH === f ? rows.x[from[Math.floor(i / WIDTH)] * WIDTH + f] : v
      );
      return score - slowAuc(model.predict({...rows, x}), rows.y);
    });
    expect(value).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 3, 12);
  });
});

test("a loss that is lower when all is well rises without a column that counts", async () => {
  const rows = madeRows(400, 3);
  const model = fitBoosting(madeRows(1000, 4), {trees: 20});
  for (const metric of ["logLoss", "brier"] as const) {
    const {groups} = await permutationImportance((matrix) => model.predict(matrix), rows, {metric});
    expect(groups[1].interval!.low).toBeGreaterThan(0);
  }
});

test("columns that stand in for each other are shuffled as one group", async () => {
  const rows = madeRows(600, 5);
  const model = fitBoosting(madeRows(2000, 6), {trees: 30});
  const groups = correlatedGroups(rows);
  expect(groups.map(({name}) => name)).toEqual(["strong, twin", "weak", "none", "noise"]);
  const predict = (matrix: Parameters<typeof model.predict>[0]) => model.predict(matrix);
  const alone = await permutationImportance(predict, rows);
  const together = await permutationImportance(predict, rows, {groups});
  expect(together.groups[0].value).toBeGreaterThan(alone.groups[0].value + alone.groups[3].value);
  expect(together.groups[0].interval!.low).toBeGreaterThan(together.groups[1].interval!.high);
});

describe("on shuffled labels, 200 seeds", async () => {
  let covered = 0;
  let intervals = 0;
  for (let seed = 0; seed < 200; seed++) {
    const model = fitBoosting(madeRows(150, 2 * seed, true), {trees: 8, leaves: 6, leastRows: 10});
    const rows = madeRows(150, 2 * seed + 1, true);
    const {groups} = await permutationImportance((matrix) => model.predict(matrix), rows, {repeats: 5, seed});
    for (const {interval} of groups) {
      intervals++;
      if (interval!.low <= 0 && interval!.high >= 0) covered++;
    }
  }

  test("intervals cover zero in 95 % ± 3", () => {
    expect(intervals).toBe(1000);
    expect(covered / intervals).toBeGreaterThan(0.92);
    expect(covered / intervals).toBeLessThan(0.98);
  });
});

test("rows of one owner make intervals wider", async () => {
  const once = madeRows(100, 8);
  const five = {
    ...once,
    rows: 500,
    x: Float64Array.from({length: 500 * WIDTH}, (_, i) => once.x[i % (100 * WIDTH)]),
    y: Uint8Array.from({length: 500}, (_, row) => once.y[row % 100])
  };
  const model = fitBoosting(madeRows(1000, 9), {trees: 20});
  const width = async (own: boolean) => {
    const of = own ? clusters(Array.from({length: 500}, (_, row) => row % 100)) : null;
    const {groups} = await permutationImportance((matrix) => model.predict(matrix), five, {clusters: of});
    return groups[1].interval!.high - groups[1].interval!.low;
  };
  expect(await width(true)).toBeGreaterThan(1.3 * (await width(false)));
});

test("missing values do not count for a correlation, a constant column has none", () => {
  const x = Float64Array.of(1, 1, 5, 2, NaN, 5, 3, 3, 5, NaN, 9, 5, 4, 4, 5);
  expect(correlatedGroups({rows: 5, columns: ["a", "b", "c"], x}).map(({columns}) => columns)).toEqual([[0, 1], [2]]);
});

test("columns that go against each other are one group, and many equal values are no agreement", () => {
  const against = Float64Array.of(1, 9, 2, 7, 3, 5, 4, 1);
  expect(correlatedGroups({rows: 4, columns: ["a", "b"], x: against})).toHaveLength(1);
  // ranks 2, 2, 2, 4, 5 and 1, 2, 4, 4, 4: Spearman's correlation is 5 / 8
  const tied = {rows: 5, columns: ["a", "b"], x: Float64Array.of(1, 1, 1, 2, 1, 3, 2, 3, 3, 3)};
  expect(correlatedGroups(tied, 0.624)).toHaveLength(1);
  expect(correlatedGroups(tied, 0.626)).toHaveLength(2);
});

test("what says nothing is refused", async () => {
  const rows = madeRows(20, 1);
  const predict = () => new Float64Array(20);
  await expect(permutationImportance(predict, rows, {repeats: 1})).rejects.toThrow(
    "1 repeats; give a whole number from 2"
  );
  await expect(permutationImportance(predict, rows, {groups: [{name: "none", columns: []}]})).rejects.toThrow(
    "the group none has no columns"
  );
  await expect(permutationImportance(predict, {...rows, y: new Uint8Array(20)})).rejects.toThrow("no positive label");
});
