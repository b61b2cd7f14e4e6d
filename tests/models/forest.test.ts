import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {fitForest, forestFromJson, growForest, TREE_OPTIONS, type ForestOptions} from "../../src/lib/models/forest.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {leavesOf} from "../../src/lib/models/tree.js";
import {generatedRows, without} from "./generatedRows.js";
import {leafParts} from "./leafParts.js";

const made = without(generatedRows(300, 3), ["code"]);
const later = without(generatedRows(500, 4), ["code"]);

/**
 * Leaves of a tree grown by trying every cut of every node anew: between any two values that occur, missing ones on
 * either side.
 */
function slowTree(
  train: TrainingSet & Required<Pick<TrainingSet, "weights">>,
  weights: readonly number[],
  least: number,
  depth: number
): number[] {
  /** How many rows these are, each as often as it weighs. */
  const many = (rows: readonly number[]) => rows.reduce((sum, row) => sum + train.weights[row], 0);
  const width = train.columns.length;
  const leaf = Array.from({length: train.rows}, () => 0);
  let made = 0;
  const impurity = (rows: readonly number[]) => {
    const w = rows.reduce((sum, row) => sum + weights[row], 0);
    const p = rows.reduce((sum, row) => sum + weights[row] * train.y[row], 0) / w;
    return w * 2 * p * (1 - p);
  };
  const grow = (rows: readonly number[], deep: number) => {
    let best: {drop: number; left: number[]; right: number[]} | null = null;
    if (impurity(rows) > 0 && many(rows) >= 2 * least && deep < depth)
      for (let f = 0; f < width; f++) {
        const value = (row: number) => Math.fround(train.x[row * width + f]);
        for (const missingLeft of [false, true])
          for (const threshold of new Set(rows.map(value).filter((v) => !Number.isNaN(v)))) {
            const goes = (row: number) => (Number.isNaN(value(row)) ? missingLeft : value(row) <= threshold);
            const left = rows.filter(goes);
            const right = rows.filter((row) => !goes(row));
            if (many(left) < least || many(right) < least) continue;
            const drop = impurity(rows) - impurity(left) - impurity(right);
            if (drop > (best?.drop ?? 0) + 1e-9) best = {drop, left, right};
          }
      }
    if (best === null) {
      for (const row of rows) leaf[row] = made;
      made++;
      return;
    }
    grow(best.left, deep + 1);
    grow(best.right, deep + 1);
  };
  grow(
    leaf.map((_, row) => row),
    0
  );
  return leaf;
}

describe("one tree is the one that trying every cut makes", () => {
  // 200 rows, so that each value has a bin of its own; uneven weights, so that no two cuts are equally good
  const few = {...made, rows: 200, x: made.x.subarray(0, 200 * made.columns.length), y: made.y.subarray(0, 200)};
  const weights = Array.from({length: 200}, (_, row) => 0.5 + ((row * 0.6180339887) % 1));
  test.each<Partial<ForestOptions>>([
    {leastRows: 15, depth: 5},
    {leastRows: 2, depth: 3},
    {leastRows: 10, depth: 4, scalePosWeight: 3}
  ])("%o", (options) => {
    const w = weights.map((v, row) => v * (few.y[row] === 1 ? (options.scalePosWeight ?? 1) : 1));
    const [tree] = fitForest({...few, weights}, {...TREE_OPTIONS, ...options}).trees;
    const leaves = leavesOf(tree, few);
    expect(leafParts(leaves)).toEqual(leafParts(slowTree({...few, weights}, w, options.leastRows!, options.depth!)));
    // a leaf's value is the share of positives, by weight
    leaves.forEach((leaf) => {
      const rows = w.map((_, row) => row).filter((row) => leaves[row] === leaf);
      const weight = rows.reduce((sum, row) => sum + w[row], 0);
      expect(tree.value[leaf]).toBeCloseTo(rows.reduce((sum, row) => sum + w[row] * few.y[row], 0) / weight, 12);
      expect(tree.cover[leaf]).toBeCloseTo(weight, 9);
    });
  });
});

describe("a forest", () => {
  test("tells its training rows apart when nothing holds it back", () => {
    const [tree] = fitForest(made, {...TREE_OPTIONS}).trees;
    leavesOf(tree, made).forEach((leaf, row) => expect(tree.value[leaf]).toBe(made.y[row]));
  });

  test("is the mean of its trees", () => {
    const model = fitForest(made, {trees: 7, leastRows: 3});
    const alone = model.trees.map((tree) =>
      leavesOf(tree, later).reduce((out, leaf) => [...out, tree.value[leaf]], [] as number[])
    );
    model
      .predict(later)
      .forEach((chance, row) => expect(chance).toBeCloseTo(alone.reduce((sum, of) => sum + of[row], 0) / 7, 12));
  });

  test("each tree sees about 63 % of the rows, drawn as often as there are rows", () => {
    for (const {cover} of fitForest(made, {trees: 5}).trees) expect(cover[0]).toBe(300);
  });

  test("follows its seed, comes back from JSON, tells its progress", () => {
    const fit = (seed: number) => fitForest(made, {trees: 10, seed});
    expect(fit(1).predict(later)).toEqual(fit(1).predict(later));
    expect(fit(1).predict(later)).not.toEqual(fit(2).predict(later));
    const back = forestFromJson(JSON.parse(JSON.stringify(fit(1))));
    expect(back.predict(later)).toEqual(fit(1).predict(later));
    expect(Array.from(growForest(made, {trees: 4}))).toEqual([1, 2, 3, 4]);
  });

  test("rows without weight count for nothing", () => {
    const uneven = made.y.map((_, row) => 0.5 + ((row * 0.6180339887) % 1));
    const twice: TrainingSet = {
      rows: 600,
      columns: made.columns,
      x: Float64Array.from([...made.x, ...made.x]),
      y: [...made.y, ...made.y.map((label) => 1 - label)],
      weights: [...uneven, ...uneven.map(() => 0)]
    };
    const options = {...TREE_OPTIONS, leastRows: 10, depth: 3};
    const [one] = fitForest({...made, weights: uneven}, options).trees;
    const [two] = fitForest(twice, options).trees;
    expect(leafParts(leavesOf(two, made))).toEqual(leafParts(leavesOf(one, made)));
  });

  test("missing values go to the side that leaves less impurity, or alone", () => {
    const x = [1, 2, 3, NaN, NaN, NaN];
    const fit = (y: number[]) => fitForest({rows: 6, columns: ["a"], x: Float64Array.from(x), y}, {...TREE_OPTIONS});
    const at = (v: number) => ({rows: 1, columns: ["a"], x: Float64Array.of(v)});
    const alone = fit([0, 0, 0, 1, 1, 1]);
    expect([NaN, 1, 3].map((v) => alone.predict(at(v))[0])).toEqual([1, 0, 0]);
    const left = fit([1, 0, 0, 1, 1, 1]);
    expect([NaN, 1, 2, 3].map((v) => left.predict(at(v))[0])).toEqual([1, 1, 0, 0]);
  });

  test("chances lie between 0 and 1 whatever it is asked", () => {
    const model = fitForest(made, {trees: 5});
    const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 3.4e38, -0));
    fc.assert(
      fc.property(fc.array(value, {minLength: made.columns.length, maxLength: made.columns.length}), (row) => {
        const [chance] = model.predict({rows: 1, columns: made.columns, x: Float64Array.from(row)});
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
      }),
      {numRuns: 200, seed: 1}
    );
  });

  test.each<[Partial<ForestOptions>, string]>([
    [{trees: 0}, "trees: 0; give a whole number from 1 to 10000"],
    [{tries: 11}, "tries: 11; give a whole number from 1 to 10"],
    [{leastRows: 0}, "leastRows: 0"],
    [{bins: 1}, "bins: 1"],
    [{scalePosWeight: NaN}, "scalePosWeight: NaN"]
  ])("%o is refused", (options, message) => expect(() => fitForest(made, options)).toThrow(message));
});
