import {UserError} from "../core/errors.js";
import {permutation, random} from "../core/random.js";
import type {FitContext, FitProgress, Learner} from "./learner.js";
import {takeRows, type TrainingSet} from "./matrix.js";

/** Parts of the training rows, each predicted by a model of the others. */
export const FOLDS = 5;

/**
 * What a learner says of each training row when it has not seen it: the rows are dealt into `folds` parts, owners with
 * a positive evenly, and each part is predicted by a model fitted on the others. Nothing but training rows is looked
 * at. Throws `UserError` where one part would have all rows of a class, which takes two owners of each.
 */
export async function outOfFold(
  learner: Learner,
  train: TrainingSet,
  {seed, groups, report}: FitContext,
  folds = FOLDS
): Promise<Float64Array> {
  const of = stratifiedGroupKFold(train.y, {folds, seed, groups});
  const probabilities = new Float64Array(train.rows);
  for (let fold = 0; fold < folds; fold++) {
    const inside: number[] = [];
    const outside: number[] = [];
    of.forEach((f, row) => (f === fold ? inside : outside).push(row));
    if (inside.length === 0) continue;
    const model = await learner.fit(takeTraining(train, outside), {
      seed,
      groups: groups === undefined ? undefined : outside.map((row) => groups[row]),
      report: share(report, fold, folds)
    });
    model.predict(takeRows(train, inside)).forEach((chance, i) => (probabilities[inside[i]] = chance));
  }
  return probabilities;
}

/** The part of each row, from 0. Throws what `outOfFold` throws, and `RangeError` for fewer than two folds. */
export function stratifiedGroupKFold(
  y: ArrayLike<number>,
  {
    folds = FOLDS,
    seed = 1,
    groups
  }: {readonly folds?: number; readonly seed?: number; readonly groups?: ArrayLike<number | string>} = {}
): Int32Array {
  if (!(Number.isInteger(folds) && folds >= 2)) throw new RangeError(`invalid folds: ${folds}`);
  const rowsOf = new Map<number | string, {rows: number[]; positive: boolean; negative: boolean}>();
  for (let row = 0; row < y.length; row++) {
    const owner = groups?.[row] ?? row;
    let entry = rowsOf.get(owner);
    if (entry === undefined) rowsOf.set(owner, (entry = {rows: [], positive: false, negative: false}));
    entry.rows.push(row);
    if (y[row] === 1) entry.positive = true;
    else entry.negative = true;
  }
  const all = [...rowsOf.values()];
  for (const [kind, count] of [
    ["positive", all.filter(({positive}) => positive).length],
    ["negative", all.filter(({negative}) => negative).length]
  ] as const)
    if (count < 2)
      throw new UserError(
        `${count === 0 ? "no" : "only one"} ${groups === undefined ? "row" : "owner of rows"} is ${kind}`,
        "to learn from rows that a model has not seen takes two of each class; choose a broader target or more data"
      );
  const of = new Int32Array(y.length);
  const source = random(seed, folds);
  let next = 0;
  for (const dealt of [all.filter(({positive}) => positive), all.filter(({positive}) => !positive)])
    for (const k of permutation(dealt.length, source)) {
      for (const row of dealt[k].rows) of[row] = next % folds;
      next++;
    }
  return of;
}

/** Rows of a training set with their labels and weights. */
function takeTraining(train: TrainingSet, rows: readonly number[]): TrainingSet {
  const {y, weights} = train;
  return {
    ...takeRows(train, rows),
    y: Float64Array.from(rows, (row) => y[row]),
    ...(weights === undefined ? {} : {weights: Float64Array.from(rows, (row) => weights[row])})
  };
}

/** Tells of one of several fits as a stretch of them all, in hundredths of a fit. */
export function share(report: FitContext["report"], part: number, parts: number): FitContext["report"] {
  if (report === undefined) return undefined;
  return ({done, of}: FitProgress) => report({done: Math.round(100 * (part + done / of)), of: 100 * parts});
}
