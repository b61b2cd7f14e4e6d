import {UserError} from "../core/errors.js";
import {permutation, random} from "../core/random.js";
import type {FitContext, FitProgress, Estimator} from "./estimator.js";
import {rowsWithWeight, takeRows, takeTraining, type TrainingSet} from "./matrix.js";

/** Parts of the training rows, each predicted by a model of the others. */
export const FOLDS = 5;

/**
 * What a learner says of each training row when it has not seen it: the rows are dealt into `folds` parts, owners with
 * a positive evenly, and each part is predicted by a model fitted on the others. Nothing but training rows is looked
 * at. Throws `UserError` where one part would have all rows of a class, which takes two owners of each.
 *
 * @example
 * ```ts
 * import type {Estimator} from "./estimator.js";
 *
 * // says the mean of the labels it has learned from, whatever the row
 * const mean: Estimator = {
 *   id: "mean",
 *   title: "Mean",
 *   setting: "",
 *   async fit({columns, y}) {
 *     const chance = Array.from(y).reduce((sum, label) => sum + label, 0) / y.length;
 *     return {family: "mean", columns, predict: ({rows}) => new Float64Array(rows).fill(chance), toJSON: () => null};
 *   }
 * };
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [1, 1, 0, 0]};
 * await outOfFold(mean, train, {seed: 1}, 2) // → [0.5, 0.5, 0.5, 0.5] (a positive and a negative in either part)
 * await outOfFold(mean, {...train, y: [1, 1, 1, 0]}, {seed: 1}, 2) // → throws UserError
 * ```
 */
export async function outOfFold(
  learner: Estimator,
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

/**
 * The part of each row, from 0. Throws what `outOfFold` throws, and `RangeError` for fewer than two folds.
 *
 * @example
 * ```ts
 * const fold = stratifiedGroupKFold([1, 1, 0, 0], {folds: 2});
 * fold[0] + fold[1] // → 1 (a positive in either fold)
 * fold[2] + fold[3] // → 1
 * const byUser = stratifiedGroupKFold([1, 0, 1, 0], {folds: 2, groups: ["ann", "ann", "bob", "bob"]});
 * byUser[0] === byUser[1] && byUser[0] !== byUser[2] // → true
 * stratifiedGroupKFold([1, 0, 0], {folds: 2}) // → throws UserError: only one row is positive
 * ```
 */
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

/**
 * A training set without the rows that weigh nothing, and a context whose groups are those of the others, so that such
 * rows have no part in how rows are dealt.
 *
 * @example
 * ```ts
 * const train = {rows: 3, columns: ["views"], x: Float64Array.of(1, 100, 2), y: [0, 0, 1], weights: [1, 0, 2]};
 * const {train: kept, context} = withWeight(train, {seed: 1, groups: ["ann", "bob", "cem"]});
 * kept.x // → [1, 2]
 * context.groups // → ["ann", "cem"]
 * ```
 */
export function withWeight(
  train: TrainingSet,
  context: FitContext
): {readonly train: TrainingSet; readonly context: FitContext} {
  const kept = rowsWithWeight(train);
  if (kept === null) return {train, context};
  const {groups} = context;
  return {
    train: takeTraining(train, kept),
    context: {...context, ...(groups === undefined ? {} : {groups: Array.from(kept, (row) => groups[row])})}
  };
}

/**
 * Tells of one of several fits as a stretch of them all, in hundredths of a fit.
 *
 * @example
 * ```ts
 * const told: unknown[] = [];
 * const report = share((progress) => void told.push(progress), 1, 2)!;
 * // half of the second of two fits
 * await report({done: 5, of: 10});
 * told // → [{done: 150, of: 200}]
 * ```
 */
export function share(report: FitContext["report"], part: number, parts: number): FitContext["report"] {
  if (report === undefined) return undefined;
  return ({done, of}: FitProgress) => report({done: Math.round(100 * (part + done / of)), of: 100 * parts});
}
