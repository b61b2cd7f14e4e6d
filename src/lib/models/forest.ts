import {UserError} from "../core/errors.js";
import {random} from "../core/random.js";
import {binColumns, thresholdOf} from "./binColumns.js";
import {checkTraining} from "./checkTraining.js";
import {Layout} from "./kernel/kernel.js";
import {withoutWeightless, type Matrix, type TrainingSet} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {addTree, treeFromJson, treeToJson, type Tree, type TreeJson} from "./tree.js";

export interface ForestOptions {
  readonly trees: number;
  /** Columns that each node looks at; `sqrt` of their number by default. */
  readonly tries: number | "sqrt" | "all";
  /** Rows that a leaf has at least, counted by weight; one that was drawn twice counts once. */
  readonly leastRows: number;
  readonly depth: number;
  /** Whether each tree sees as many rows drawn with replacement, or all of them. */
  readonly bootstrap: boolean;
  readonly scalePosWeight: number;
  readonly bins: number;
  readonly seed: number;
}

export const FOREST_OPTIONS: ForestOptions = {
  trees: 500,
  tries: "sqrt",
  leastRows: 1,
  depth: 64,
  bootstrap: true,
  scalePosWeight: 1,
  bins: 255,
  seed: 1
};

/** One tree that sees everything: no bootstrap, every column at every node. */
export const TREE_OPTIONS: Partial<ForestOptions> = {trees: 1, tries: "all", bootstrap: false};

export interface ForestModel extends Model {
  readonly family: "forest";
  readonly options: ForestOptions;
  /** Their leaves are shares of positives; a prediction is their mean. */
  readonly trees: readonly Tree[];
  toJSON(): ForestJson;
}

export interface ForestJson {
  readonly family: "forest";
  readonly columns: readonly string[];
  readonly options: ForestOptions;
  readonly trees: readonly TreeJson[];
}

const NODE = 48;

/**
 * Fits at one go; see `growForest`.
 *
 * @example
 * ```ts
 * const train = {rows: 5, columns: ["views"], x: Float64Array.of(1, 2, 3, 3, 3), y: [0, 0, 1, 1, 0]};
 * // a tree that sees all rows says the share of positives among those alike
 * fitForest(train, TREE_OPTIONS).predict(train) // → [0, 0, 0.6666…, 0.6666…, 0.6666…]
 * fitForest(train, {trees: 0}) // → throws UserError: trees: 0; give a whole number from 1 to 10000
 * ```
 */
export function fitForest(train: TrainingSet, options: Partial<ForestOptions> = {}): ForestModel {
  const run = growForest(train, options);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
  }
}

/**
 * A random forest of classification trees with Gini's impurity, on columns cut into at most 255 bins; yields the
 * number of trees after each. Missing values go to the side that leaves less impurity. Throws what `checkTraining`
 * throws, and `UserError` for an option out of its range.
 *
 * Source: L. Breiman (2001), Random forests, Machine Learning 45, 5–32.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * Array.from(growForest(train, {trees: 3})) // → [1, 2, 3]
 * ```
 */
export function* growForest(all: TrainingSet, given: Partial<ForestOptions> = {}): Generator<number, ForestModel> {
  const o = {...FOREST_OPTIONS, ...given};
  check(o, all.columns.length);
  checkTraining(all, {labels: "classes"});
  const train = withoutWeightless(all);
  const {rows, columns, weights} = train;
  const uneven = weights !== undefined && Array.from(weights).some((weight) => weight !== 1);
  const width = columns.length;
  const tries = o.tries === "all" ? width : o.tries === "sqrt" ? Math.max(1, Math.floor(Math.sqrt(width))) : o.tries;

  const layout = new Layout();
  const room = {
    bins: columns.map(() => layout.take(rows)),
    values: layout.take(rows * 8),
    edges: layout.take(256 * 8)
  };
  const indexAt = layout.take(rows * 4);
  const spareAt = layout.take(rows * 4 + 4);
  const pairsAt = layout.take(rows * 16);
  const countsAt = uneven ? layout.take(rows * 8) : 0;
  const columnsAt = layout.take(width * 16);
  const histogramAt = layout.take(256 * 32 + 64);
  const stackAt = layout.take((2 * rows + 2) * 16);
  const nodesAt = layout.take((2 * rows + 1) * NODE);
  const memory = layout.make();
  const {kernel, f64, u32, u8} = memory;
  const i32 = new Int32Array(u8.buffer);

  const {edges, counts, missing} = binColumns(memory, room, train, {bins: o.bins, seed: o.seed, leastInBin: 0});
  columns.forEach((_, f) =>
    i32.set([room.bins[f], counts[f], missing[f] === 1 ? counts[f] - 1 : 256, f], columnsAt / 4 + 4 * f)
  );

  if (uneven) f64.set(Float64Array.from(weights), countsAt / 8);
  const trees: Tree[] = [];
  for (let t = 0; t < o.trees; t++) {
    const source = random(o.seed, t);
    const drawn = new Float64Array(rows);
    if (o.bootstrap) for (let i = 0; i < rows; i++) drawn[source.below(rows)]++;
    else drawn.fill(1);
    let n = 0;
    for (let row = 0; row < rows; row++) {
      const w = drawn[row] * (weights?.[row] ?? 1) * (train.y[row] === 1 ? o.scalePosWeight : 1);
      f64[pairsAt / 8 + 2 * row] = w * train.y[row];
      f64[pairsAt / 8 + 2 * row + 1] = w;
      if (w > 0) u32[indexAt / 4 + n++] = row;
    }
    for (let f = 0; f < width; f++) i32[columnsAt / 4 + 4 * f + 3] = f;
    kernel.seed(source.uint32(), source.uint32(), source.uint32());
    const made = kernel.growClassTree(
      indexAt,
      n,
      pairsAt,
      countsAt,
      columnsAt,
      width,
      tries,
      o.leastRows,
      o.depth,
      histogramAt,
      spareAt,
      stackAt,
      nodesAt
    );
    trees.push(readTree(i32, f64, nodesAt, made, edges));
    yield trees.length;
  }
  return forestModel(columns, o, trees);
}

function readTree(i32: Int32Array, f64: Float64Array, at: number, made: number, edges: readonly Float64Array[]): Tree {
  const word = (k: number) => Int32Array.from({length: made}, (_, node) => i32[at / 4 + (node * NODE) / 4 + k]);
  const real = (k: number) => Float64Array.from({length: made}, (_, node) => f64[at / 8 + (node * NODE) / 8 + k]);
  const feature = word(0);
  const bin = word(1);
  return {
    feature,
    threshold: Float64Array.from(feature, (f, node) => (f < 0 ? 0 : thresholdOf(edges[f], bin[node]))),
    left: word(2).map((node, i) => (feature[i] < 0 ? -1 : node)),
    right: word(3).map((node, i) => (feature[i] < 0 ? -1 : node)),
    missingLeft: Uint8Array.from(word(4), (way, i) => (feature[i] < 0 ? 0 : way)),
    value: real(3).map((mean, i) => (feature[i] < 0 ? mean : 0)),
    cover: real(4),
    gain: real(5)
  };
}

function forestModel(columns: readonly string[], options: ForestOptions, trees: readonly Tree[]): ForestModel {
  return {
    family: "forest",
    columns,
    options,
    trees,
    predict(matrix: Matrix) {
      checkColumns(columns, matrix);
      const sums = new Float64Array(matrix.rows);
      for (const tree of trees) addTree(tree, matrix, sums);
      return sums.map((sum) => sum / trees.length);
    },
    toJSON: () => ({family: "forest", columns, options, trees: trees.map(treeToJson)})
  };
}

/**
 * The model that `toJSON` wrote.
 *
 * @example
 * ```ts
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const model = fitForest(train, TREE_OPTIONS);
 * forestFromJson(JSON.parse(JSON.stringify(model))).predict(train) // → [0, 0, 1, 1]
 * ```
 */
export function forestFromJson({columns, options, trees}: ForestJson): ForestModel {
  return forestModel(columns, options, trees.map(treeFromJson));
}

function check(o: ForestOptions, width: number): void {
  const within = (name: keyof ForestOptions, low: number, high: number, whole = true) => {
    const value = o[name];
    if (typeof value === "string") return;
    if (typeof value !== "number" || !(value >= low && value <= high) || (whole && !Number.isInteger(value)))
      throw new UserError(`${name}: ${String(value)}`, `give a ${whole ? "whole " : ""}number from ${low} to ${high}`);
  };
  within("trees", 1, 10_000);
  within("tries", 1, width);
  within("leastRows", 1, 1e9, false);
  within("depth", 1, 1000);
  within("scalePosWeight", 1e-9, 1e9, false);
  within("bins", 2, 255);
  within("seed", 0, 2_147_483_647);
}
