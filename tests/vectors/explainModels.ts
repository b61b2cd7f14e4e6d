/**
 * Small models of ours for `explain.py`, written to explainModels.json beside this file:
 *
 *     npx tsx tests/vectors/explainModels.ts
 */
import {writeFileSync} from "node:fs";
import {random} from "../../src/lib/core/random.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {fitForest} from "../../src/lib/models/forest.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

/** Six columns of which the fifth is often missing and the last says nothing, and a label of three of them. */
function madeRows(rows: number): TrainingSet {
  const source = random(5);
  const columns = ["views", "carts", "price", "hour", "days", "noise"];
  const x = new Float64Array(rows * 6);
  const y = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * 6;
    for (let f = 0; f < 6; f++) x[at + f] = Math.fround(10 * source.uniform());
    const known = source.uniform() < 0.7;
    const score = x[at] / 5 + (x[at + 1] > 7 ? 2 : 0) - (known ? x[at + 4] / 5 : 1) + (x[at] > 5 ? x[at + 2] / 10 : 0) - 1.5;
    if (!known) x[at + 4] = NaN;
    y[row] = source.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return {rows, columns, x, y};
}

const train = madeRows(400);
const small = {trees: 6, learningRate: 0.3, leastRows: 8, seed: 3};
writeFileSync(
  new URL("explainModels.json", import.meta.url),
  `${JSON.stringify({
    rows: {...train, rows: 10, x: Array.from(train.x.subarray(0, 60), (v) => (Number.isNaN(v) ? null : v)), y: undefined},
    background: Array.from(train.x.subarray(60, 60 + 6 * 8), (v) => (Number.isNaN(v) ? null : v)),
    models: {
      leaf: fitBoosting(train, {...small, leaves: 9}),
      level: fitBoosting(train, {...small, growth: "level", depth: 4}),
      symmetric: fitBoosting(train, {...small, growth: "symmetric", depth: 3}),
      forest: fitForest(train, {trees: 4, leastRows: 15, seed: 3})
    }
  })}\n`
);
