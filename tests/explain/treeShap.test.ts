import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {interventionalShap} from "../../src/lib/explain/interventionalShap.js";
import {exactShapley} from "../../src/lib/explain/shapley.js";
import {treeExplainer, treeShap, treeShapInteractions, type TreeSum} from "../../src/lib/explain/treeShap.js";
import {takeRows, type Matrix} from "../../src/lib/models/matrix.js";
import {addTree, treeFromJson, type Tree, type TreeJson} from "../../src/lib/models/tree.js";

interface Explained {
  readonly trees?: readonly TreeJson[];
  readonly base: number;
  readonly values: readonly number[];
  readonly interactions: readonly number[];
  readonly native?: readonly number[];
  readonly interventionalBase: number;
  readonly interventional: readonly number[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
const made = read("explainModels.json") as {
  rows: {rows: number; columns: string[]; x: (number | null)[]};
  background: (number | null)[];
  models: Record<string, {trees: readonly TreeJson[]}>;
};
const {cases} = read("explain.json") as {cases: Record<string, Explained>};
const {columns} = made.rows;
const width = columns.length;
const table = (x: readonly (number | null)[]): Matrix => ({
  rows: x.length / width,
  columns,
  x: Float64Array.from(x, (v) => v ?? NaN)
});
const rows = table(made.rows.x);
const background = table(made.background);

function sumOf(name: string): TreeSum {
  const trees = (cases[name].trees ?? made.models[name].trees).map(treeFromJson);
  return {trees, scale: name === "forest" ? 1 / trees.length : 1, start: 0};
}

function predicted({trees, scale, start}: TreeSum, matrix: Matrix): Float64Array {
  const sums = new Float64Array(matrix.rows).fill(start);
  for (const tree of trees) addTree(tree, matrix, sums, scale);
  return sums;
}

/** The largest difference. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
};

/** The mean of a tree over its training rows where some columns are known: both ways down where one is not, by cover. */
function meanKnowing(tree: Tree, known: number, x: Float64Array, node = 0): number {
  const f = tree.feature[node];
  if (f < 0) return tree.value[node];
  const {left, right, cover, threshold, missingLeft} = tree;
  if ((known >> f) & 1) {
    const goesLeft = Number.isNaN(x[f]) ? missingLeft[node] === 1 : Math.fround(x[f]) <= threshold[node];
    return meanKnowing(tree, known, x, goesLeft ? left[node] : right[node]);
  }
  return [left[node], right[node]].reduce(
    (mean, child) => mean + (cover[child] / cover[node]) * meanKnowing(tree, known, x, child),
    0
  );
}

describe.each(Object.keys(cases))("%s", (name) => {
  const sum = sumOf(name);
  const expected = cases[name];

  test("has the contributions that the package shap finds", () => {
    const {base, values} = treeShap(sum, rows);
    // shap adds covers in 32 bits for its base
    expect(base).toBeCloseTo(expected.base, 6);
    expect(apart(values, expected.values)).toBeLessThan(1e-12);
    // and that the library itself finds, XGBoost in 32 bits
    if (expected.native) expect(apart(values, expected.native)).toBeLessThan(1e-6);
  });

  test("has its interactions", () => {
    expect(apart(treeShapInteractions(sum, rows).values, expected.interactions)).toBeLessThan(1e-12);
  });

  test("has its interventional contributions, which all coalitions confirm", async () => {
    const {base, values} = interventionalShap(sum, rows, background);
    expect(base).toBeCloseTo(expected.interventionalBase, 6);
    // shap has its weights in 32 bits here
    expect(apart(values, expected.interventional)).toBeLessThan(1e-6);
    const slow = await exactShapley((matrix) => predicted(sum, matrix), rows, background);
    expect(apart(values, slow.values)).toBeLessThan(1e-12);
  });

  test("adds up to the predictions, on either scale and with interactions", () => {
    const wanted = predicted(sum, rows);
    const added = ({base, values}: {base: number; values: Float64Array}) =>
      Float64Array.from(wanted, (_, row) => {
        const each = values.length / rows.rows;
        return values.subarray(row * each, (row + 1) * each).reduce((total, value) => total + value, base);
      });
    expect(apart(added(treeShap(sum, rows)), wanted)).toBeLessThan(1e-12);
    expect(apart(added(treeShapInteractions(sum, rows)), wanted)).toBeLessThan(1e-12);
    const chances = wanted.map((score) => 1 / (1 + Math.exp(-score)));
    expect(apart(added(interventionalShap(sum, rows, background, "probability")), chances)).toBeLessThan(1e-12);
  });

  test("has Shapley's mean over all orders of columns", () => {
    // of the first row by the definition: 2^6 coalitions
    const x = Float64Array.from(rows.x.subarray(0, width));
    const worth = Array.from({length: 64}, (_, known) =>
      sum.trees.reduce((total, tree) => total + sum.scale * meanKnowing(tree, known, x), 0)
    );
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    const members = (known: number) => [0, 1, 2, 3, 4, 5].filter((f) => (known >> f) & 1).length;
    const slow = columns.map((_, f) =>
      worth.reduce((total, value, known) => {
        if ((known >> f) & 1) return total;
        const weight = (factorial(members(known)) * factorial(5 - members(known))) / factorial(6);
        return total + weight * (worth[known | (1 << f)] - value);
      }, 0)
    );
    expect(apart(treeShap(sum, takeRows(rows, [0])).values, slow)).toBeLessThan(1e-12);
  });
});

test("a node that no training row came to changes nothing but the rows that come there", () => {
  const tree = treeFromJson({
    feature: [0, -1, 1, -1, -1],
    threshold: [0, 0, 0, 0, 0],
    left: [1, 0, 3, 0, 0],
    right: [2, 0, 4, 0, 0],
    missingLeft: [1, 0, 1, 0, 0],
    value: [0, 2, 0, 5, 7],
    cover: [10, 10, 0, 0, 0],
    gain: [1, 0, 1, 0, 0]
  });
  const explainer = treeExplainer({trees: [tree], scale: 1, start: 0});
  const of = (...x: number[]) => explainer.explain({rows: 1, columns: ["a", "b"], x: Float64Array.from(x)}).values;
  expect(explainer.base).toBe(2);
  expect(Array.from(of(-1, 3))).toEqual([0, 0]);
  expect(of(1, 3).reduce((total, value) => total + value, 2)).toBeCloseTo(7, 12);
});

/** One cut at a threshold, by column. */
const stump = (feature: number, threshold: number, below: number, above: number): Tree =>
  treeFromJson({
    feature: [feature, -1, -1],
    threshold: [threshold, 0, 0],
    left: [1, 0, 0],
    right: [2, 0, 0],
    missingLeft: [1, 0, 0],
    value: [0, below, above],
    cover: [2, 1, 1],
    gain: [1, 0, 0]
  });

test("values are compared as 32-bit reals, as the trees themselves do", () => {
  const third = Math.fround(0.3);
  const sum: TreeSum = {trees: [stump(0, third, 0, 2)], scale: 1, start: 0};
  const row = {rows: 1, columns: ["a"], x: Float64Array.of(third + 1e-11)};
  expect(predicted(sum, row)[0]).toBe(0);
  expect(treeShap(sum, row).values[0]).toBe(-1);
  expect(interventionalShap(sum, row, {rows: 1, columns: ["a"], x: Float64Array.of(1)}).values[0]).toBe(-2);
});

test("of two rows with one score, contributions to the probability are as steep as the curve is there", () => {
  const sum: TreeSum = {trees: [stump(0, 0, 0, 1), stump(1, 0, 0, -1)], scale: 1, start: 0};
  const of = (...x: number[]) => ({rows: 1, columns: ["a", "b"], x: Float64Array.from(x)});
  const {values} = interventionalShap(sum, of(1, 1), of(0, 0), "probability");
  expect(Array.from(values)).toEqual([0.25, -0.25]);
});

test("a background must fit", () => {
  const sum = sumOf("leaf");
  expect(() => interventionalShap(sum, rows, takeRows(background, []))).toThrow("the background has no rows");
  expect(() => interventionalShap(sum, rows, {rows: 1, columns: ["a"], x: Float64Array.of(1)})).toThrow(
    "1 columns of the background for 6 of the rows"
  );
});
