import {random, type Random} from "../src/lib/core/random.js";
import type {TrainingSet} from "../src/lib/models/matrix.js";

/**
 * A generated classification: 41 columns, of which 15 are sparse counts, 15 durations and 11 bell-shaped; about one
 * label in five is 1.
 */
export function classData(rows: number, seed: number): TrainingSet {
  const shape = random(1);
  const means = Array.from({length: 15}, () => 0.1 + 1.9 * shape.uniform());
  return generate(rows, 41, random(1, seed), (x, u) => {
    for (let f = 0; f < 41; f++)
      x[f] = f < 15 ? poisson(means[f], u) : f < 30 ? -10 * Math.log(1 - u.uniform()) : bell(u);
    const score =
      0.6 * (x[0] > 0 ? 1 : 0) +
      0.4 * Math.log1p(x[15]) * x[30] +
      0.5 * x[31] * x[32] +
      0.3 * (x[3] > 1 ? 1 : 0) -
      0.02 * x[16] -
      2;
    return u.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  });
}

/** A generated regression on counts: 20 columns, of which 6 are counts and 14 bell-shaped. */
export function countData(rows: number, seed: number): TrainingSet {
  return generate(rows, 20, random(2, seed), (x, u) => {
    for (let f = 0; f < 20; f++) x[f] = f < 6 ? poisson(1, u) : bell(u);
    return poisson(Math.exp(0.3 * x[6] + 0.2 * x[7] * x[8] + 0.3 * (x[0] > 1 ? 1 : 0) - 0.5), u);
  });
}

function generate(
  rows: number,
  width: number,
  source: Random,
  draw: (x: Float64Array, source: Random) => number
): TrainingSet {
  const x = new Float64Array(rows * width);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) y[row] = draw(x.subarray(row * width, (row + 1) * width), source);
  return {rows, columns: Array.from({length: width}, (_, f) => `c${f}`), x, y};
}

/** About normal, with mean 0 and variance 1. */
function bell(u: Random): number {
  return (u.uniform() + u.uniform() + u.uniform() + u.uniform() - 2) * Math.sqrt(3);
}

/** Counts by multiplying uniform numbers up to e to minus the mean. */
function poisson(mean: number, u: Random): number {
  const least = Math.exp(-mean);
  let n = 0;
  for (let product = u.uniform(); product > least; product *= u.uniform()) n++;
  return n;
}
