import {takeSequences, type EventSequences} from "../features/eventSequences.js";
import {takeTraining, type TrainingSet} from "../models/matrix.js";

/**
 * What a label is: 1 or 0 for what came true or not, a count, or any real number. What ranks, such as a recommender, has
 * answers of its own in its rows and an evaluation of its own, see `fitAndEvaluateWith`.
 */
export type TargetKind = "binary" | "count" | "real";

/** Rows with their labels, and what some estimators want beside columns. */
export interface DatasetRows extends TrainingSet {
  /** One a row: 1 where what is asked for is put into the cart, within the same horizon. */
  readonly cart?: ArrayLike<number>;
  /** The events of the user before each row's moment. */
  readonly sequences?: EventSequences;
}

/** Whose the rows of each part are, so that rows of one owner count as one and stay together. */
export interface DatasetGroups {
  readonly train: ArrayLike<number>;
  readonly validation?: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

/**
 * One question put to one data set, cut into what teaches, what may say when to stop, and what judges. `Part` is what an
 * estimator is fitted on: rows of columns, sessions, sequences of items or series in time.
 */
export type Dataset<Part = DatasetRows, Kind extends TargetKind = "binary"> = {
  readonly train: Part;
  readonly validation?: Part;
  readonly test: Part;
  /** Null where rows are independent as far as is known. */
  readonly groups: DatasetGroups | null;
  /** Rows in neither training nor test, as nobody knows their labels; left out where every label is known. */
  readonly censored?: CensoredRows<Part>;
} & ("binary" extends Kind ? {readonly kind?: Kind} : {readonly kind: Kind});

/** Rows whose horizon goes on after the end of their part. */
export interface CensoredRows<Part = DatasetRows> {
  /** How many there are in the training part. */
  readonly train: number;
  /** Those of the test part, each with the label that is known when the part ends. */
  readonly test: Part;
  /** Whose rows of the test they are; null as in `Dataset`. */
  readonly groups: ArrayLike<number> | null;
}

/** What a dataset of yes-or-no labels has to teach and to judge by. */
export interface DatasetCounts {
  readonly train: number;
  readonly trainPositives: number;
  readonly test: number;
  readonly testPositives: number;
  /** Rows of the training part that are left out, as nobody knows their labels. */
  readonly trainCensored: number;
  /** The same of the test part. */
  readonly testCensored: number;
  readonly columns: number;
}

/** Rows and positives of a dataset. */
export function datasetCounts({train, test, censored}: Dataset): DatasetCounts {
  return {
    train: train.rows,
    trainPositives: positives(train.y),
    test: test.rows,
    testPositives: positives(test.y),
    trainCensored: censored?.train ?? 0,
    testCensored: censored?.test.rows ?? 0,
    columns: train.columns.length
  };
}

/** How many labels are 1. */
export function positives(labels: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += labels[row];
  return sum;
}

/** The rows whose numbers are given, in that order, with all that they have. */
export function takeDatasetRows({cart, sequences, ...rows}: DatasetRows, chosen: ArrayLike<number>): DatasetRows {
  return {
    ...takeTraining(rows, chosen),
    ...(cart === undefined ? {} : {cart: Float64Array.from(chosen, (row) => cart[row])}),
    ...(sequences === undefined ? {} : {sequences: takeSequences(sequences, chosen)})
  };
}
