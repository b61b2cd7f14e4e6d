import {random} from "../../src/lib/core/random.js";
import type {BoostingModel} from "../../src/lib/models/boosting.js";
import type {Matrix, TrainingSet} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import type {PipelineModel} from "../../src/lib/models/transforms.js";
import type {VotingModel} from "../../src/lib/models/voting.js";

export const COLUMNS = ["count", "ratio", "wide", "code", "rare", "constant"];

/**
 * Rows with a count, a real, a column of many scales, a code, a column that is mostly missing and one that does not
 * vary; labels that depend on most, and whole amounts of 0 and more that do.
 */
export function exampleRows(
  rows: number,
  seed: number
): TrainingSet & {readonly cart: Float64Array; readonly amounts: Float64Array} {
  const source = random(seed, rows);
  const x = new Float32Array(rows * COLUMNS.length);
  const y = new Float64Array(rows);
  const cart = new Float64Array(rows);
  const amounts = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const count = source.below(12);
    const ratio = source.uniform() * 2 - 1;
    const wide = 10 ** (source.uniform() * 12 - 6) * (source.below(2) === 0 ? -1 : 1);
    const code = source.below(5) * 3;
    const rare = source.below(10) < 7 ? NaN : source.below(4);
    x.set([count, source.below(20) === 0 ? NaN : ratio, wide, code, rare, 7], row * COLUMNS.length);
    const score =
      (count - 6) / 3 + 2 * ratio * ratio + (code === 6 ? 1 : 0) + (rare > 1 ? 1 : 0) + (wide > 0 ? 0.5 : 0) - 1;
    y[row] = source.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    amounts[row] = Math.floor(3 * Math.exp(score / 2) * source.uniform());
    cart[row] = y[row] === 1 || source.uniform() < 0.3 ? 1 : 0;
  }
  return {rows, columns: COLUMNS, x, y, cart, amounts};
}

/** The next 32-bit real above or below. */
function beside(value: number, up: boolean): number {
  if (value === 0) return up ? 1.401298464324817e-45 : -1.401298464324817e-45;
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  bits[0] += value > 0 === up ? 1 : -1;
  return float[0];
}

const EDGES = [
  NaN,
  0,
  -0,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1.401298464324817e-45,
  -1e-40,
  1e-38,
  16777217,
  -1,
  1,
  0.1
];

/**
 * Rows to trip over: every edge in every column, others as they come; every threshold of the trees and the reals beside
 * it; codes that training does not have; all of a row missing, or extreme.
 */
export function adversarialRows(model: Model, usual: Matrix): Matrix {
  const {columns, x} = usual;
  const width = columns.length;
  const out: number[] = [];
  const add = (at: number, value: number) => {
    const row = Array.from(
      x.subarray(((out.length / width) % usual.rows) * width, ((out.length / width) % usual.rows) * width + width)
    );
    row[at] = value;
    out.push(...row);
  };
  columns.forEach((_, at) => EDGES.forEach((value) => add(at, value)));
  for (const code of [-1, 1, 2, 99, 6.0000005, 1e9]) add(3, code);
  for (const {feature, threshold} of treesOf(model))
    feature.forEach((at, node) => {
      if (at < 0 || at >= width) return;
      for (const value of [threshold[node], beside(threshold[node], true), beside(threshold[node], false)])
        if (Number.isFinite(value)) add(at, value);
    });
  for (const value of EDGES) out.push(...columns.map(() => value));
  out.push(...columns.map((_, at) => (at % 2 === 0 ? 3.4028234663852886e38 : -3.4028234663852886e38)));
  return {rows: out.length / width, columns, x: Float32Array.from(out)};
}

/** The trees of a model that see the columns as they come, at most a few hundred nodes of them. */
function treesOf(model: Model): BoostingModel["trees"] {
  if (model.family === "boosting" || model.family === "forest") return (model as BoostingModel).trees.slice(0, 12);
  if (model.family === "prepared") return treesOf((model as PipelineModel).model);
  return model.family === "voting" ? (model as VotingModel).models.flatMap(treesOf) : [];
}
