import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {fixFeature} from "../../src/lib/models/fixFeature.js";
import {multiTaskEstimator} from "../../src/lib/models/multiTaskEstimator.js";
import {addTree, GrowingTree, type Tree} from "../../src/lib/models/tree.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {exampleRows} from "../onnx/rows.js";

/** A tree that cuts at random. */
function randomTree(seed: number, columns: number): Tree {
  const source = random(seed);
  const tree = new GrowingTree();
  const grow = (depth: number): number => {
    const node = tree.leaf(source.uniform(), 1);
    if (depth === 0 || source.below(5) === 0) return node;
    const [left, right] = [grow(depth - 1), grow(depth - 1)];
    const cut = {left, right, missingLeft: source.below(2) === 1, gain: 1};
    tree.cut(node, {feature: source.below(columns), threshold: Math.fround(source.uniform()), ...cut});
    return node;
  };
  grow(6);
  return tree.finish();
}

const sums = (tree: Tree, matrix: Matrix) => {
  const found = new Float64Array(matrix.rows);
  addTree(tree, matrix, found);
  return found;
};

describe("fixColumn", () => {
  const source = random(9);
  const rows = 200;
  const columns = ["a", "b", "c", "d"];
  const x = Float64Array.from({length: rows * 4}, () => (source.below(6) === 0 ? NaN : source.uniform()));

  test.each([0, 1, 2, 3])("leaves a tree that answers as if column %d had the value", (fixed) => {
    for (let seed = 0; seed < 40; seed++)
      for (const value of [0.3, 0, 1, NaN]) {
        const tree = randomTree(seed, 4);
        const left = fixFeature(tree, fixed, value);
        const told = {rows, columns, x: x.map((v, i) => (i % 4 === fixed ? value : v))};
        const without = {rows, columns: columns.filter((_, f) => f !== fixed), x: x.filter((_, i) => i % 4 !== fixed)};
        expect(sums(left, without)).toEqual(sums(tree, told));
        expect(Math.max(...left.feature)).toBeLessThan(3);
      }
  });
});

const options = {trees: 25, leaves: 7, leastRows: 5};
const train = exampleRows(500, 11);
const fresh = exampleRows(200, 12);

/** Rows with a last column that says which task. */
const asked = ({rows, columns, x}: Matrix, task: number): Matrix => ({
  rows,
  columns: [...columns, "task"],
  x: Float64Array.from({length: rows * (columns.length + 1)}, (_, i) => {
    const [row, f] = [Math.floor(i / (columns.length + 1)), i % (columns.length + 1)];
    return f === columns.length ? task : x[row * columns.length + f];
  })
});

test("is one model of both tasks, asked for purchases", async () => {
  const [carts, purchases] = [asked(train, 0), asked(train, 1)];
  const both = await boostingEstimator(options).fit(
    {
      rows: 1000,
      columns: carts.columns,
      x: Float64Array.of(...carts.x, ...purchases.x),
      y: Float64Array.of(...train.cart, ...Array.from(train.y))
    },
    {seed: 1}
  );
  const model = await multiTaskEstimator(options).fit(train, {seed: 1});
  expect(model.columns).toEqual(train.columns);
  expect(model.predict(fresh)).toEqual(both.predict(asked(fresh, 1)));
  expect(model.predict(fresh)).not.toEqual(both.predict(asked(fresh, 0)));
});

test("weights count for both tasks; validation is asked for purchases", async () => {
  const weights = Float64Array.from({length: train.rows}, (_, row) => (row < 250 ? 1 : 0));
  const heard: (number | null | undefined)[] = [];
  const model = await multiTaskEstimator(options).fit(
    {...train, weights},
    {seed: 1, validation: fresh, report: ({validation}) => void heard.push(validation)}
  );
  const last = model.predict(fresh);
  const loss = -last.reduce((sum, p, i) => sum + Math.log(fresh.y[i] === 1 ? p : 1 - p), 0) / fresh.rows;
  expect(heard[heard.length - 1]).toBeCloseTo(loss, 10);
  const unweighted = await multiTaskEstimator(options).fit(train, {seed: 1});
  expect(unweighted.predict(fresh)).not.toEqual(last);
});

test("wants carts, and both classes of each label", async () => {
  const {cart: _, ...without} = train;
  const none = new Float64Array(train.rows);
  await expect(multiTaskEstimator().fit(without, {seed: 1})).rejects.toThrow(
    /do not say what was put into the cart; choose/
  );
  await expect(multiTaskEstimator().fit({...train, cart: none}, {seed: 1})).rejects.toThrow(/choose a broader target/);
  await expect(multiTaskEstimator().fit({...train, y: none}, {seed: 1})).rejects.toThrow(/choose a broader target/);
});
