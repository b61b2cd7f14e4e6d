import {permutation, random} from "../../src/lib/core/random.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {thinnedAveragePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {weightedAuc} from "../../src/lib/metrics/bootstrap.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {trains, type ShopExamples} from "./shopExamples.js";

/** Of the negatives of a training set at most so many are looked at; those then weigh as much as all. */
export const MAX_NEGATIVES = 12_000;

/** Rows of examples, and what each counts for. */
export interface Chosen {
  readonly rows: Int32Array;
  readonly y: Uint8Array;
  readonly weights: Float64Array;
  readonly positives: number;
  /** Examples of the shop that the rows stand for. */
  readonly examples: number;
}

/**
 * How well a ranking of the test did; `chance` is the share of positives, which is what a random ranking has for
 * average precision.
 */
export interface Quality {
  readonly auc: number;
  readonly averagePrecision: number;
}

/** All rows of the test with what each stands for. */
export function testRows(examples: ShopExamples, target: string): Chosen {
  return chosen(examples, target, (user) => !trains(user));
}

/**
 * Rows of training users, whole users in the order of their numbers, until there are `positives` of them or no more
 * users. Users are numbered in no order, so these are a shop that has fewer users and is like the whole one in
 * everything else.
 */
export function trainingRows(examples: ShopExamples, target: string, positives: number): Chosen {
  const {user, labels} = examples;
  let held = 0;
  let last = -1;
  for (let row = 0; row < user.length; row++) {
    if (!trains(user[row])) continue;
    if (held >= positives && user[row] !== last) break;
    held += labels[target][row];
    last = user[row];
  }
  return trainingUsers(examples, target, last);
}

/** Rows of the training users whose number is not greater than `last`. */
export function trainingUsers(examples: ShopExamples, target: string, last: number): Chosen {
  return chosen(examples, target, (id) => trains(id) && id <= last);
}

/** All positives and at most so many of the negatives, drawn by the seed, which then weigh as much as all. */
export function thinned(all: Chosen, seed: number, mostNegatives = MAX_NEGATIVES): Chosen {
  const negatives = all.rows.length - all.positives;
  if (negatives <= mostNegatives) return all;
  const order = permutation(negatives, random(seed));
  const keep = new Uint8Array(negatives);
  for (let k = 0; k < mostNegatives; k++) keep[order[k]] = 1;
  const kept: number[] = [];
  for (let i = 0, negative = 0; i < all.rows.length; i++) if (all.y[i] === 1 || keep[negative++] === 1) kept.push(i);
  const worth = negatives / mostNegatives;
  return {
    rows: Int32Array.from(kept, (i) => all.rows[i]),
    y: Uint8Array.from(kept, (i) => all.y[i]),
    weights: Float64Array.from(kept, (i) => all.weights[i] * (all.y[i] === 1 ? 1 : worth)),
    positives: all.positives,
    examples: all.examples
  };
}

function chosen({user, labels, standsFor}: ShopExamples, target: string, wanted: (user: number) => boolean): Chosen {
  const y = labels[target];
  const rows: number[] = [];
  for (let row = 0; row < user.length; row++) if (wanted(user[row])) rows.push(row);
  const weights = Float64Array.from(rows, (row) => standsFor[row]);
  return {
    rows: Int32Array.from(rows),
    y: Uint8Array.from(rows, (row) => y[row]),
    weights,
    positives: rows.reduce((sum, row) => sum + y[row], 0),
    examples: weights.reduce((a, b) => a + b, 0)
  };
}

/** The rows and columns of a matrix whose numbers are given. */
export function part({columns, x}: Matrix, rows: ArrayLike<number>, at: readonly number[]): Matrix {
  const width = columns.length;
  const out = new Float32Array(rows.length * at.length);
  for (let i = 0, k = 0; i < rows.length; i++) for (const column of at) out[k++] = x[rows[i] * width + column];
  return {rows: rows.length, columns: at.map((column) => columns[column]), x: out};
}

/** Fits a learner on chosen rows and the columns given. */
export function fitOn(
  learner: Estimator,
  {matrix}: ShopExamples,
  {rows, y, weights}: Chosen,
  columns: readonly number[],
  seed: number
): Promise<Model> {
  return learner.fit({...part(matrix, rows, columns), y, weights}, {seed});
}

/** Of chosen rows those whose label does not hang on where the log ends, with their scores. */
export function knownOnly(
  {censored}: Pick<ShopExamples, "censored">,
  target: string,
  chosen: Chosen,
  scores: ArrayLike<number>
): {readonly known: Chosen; readonly scores: Float64Array} {
  const kept = Array.from(chosen.rows.keys()).filter((i) => censored[target][chosen.rows[i]] === 0);
  const weights = Float64Array.from(kept, (i) => chosen.weights[i]);
  const y = Uint8Array.from(kept, (i) => chosen.y[i]);
  return {
    known: {
      rows: Int32Array.from(kept, (i) => chosen.rows[i]),
      y,
      weights,
      positives: y.reduce((sum, label) => sum + label, 0),
      examples: weights.reduce((sum, weight) => sum + weight, 0)
    },
    scores: Float64Array.from(kept, (i) => scores[i])
  };
}

/** How well scores, one for each of the chosen rows, rank them. */
export function qualityOf(scores: ArrayLike<number>, {y, weights}: Chosen): Quality {
  const ranking = ranked(scores, y);
  return {auc: weightedAuc(ranking)(weights), averagePrecision: thinnedAveragePrecision(ranking, weights)};
}
