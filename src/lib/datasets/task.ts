import type {EventSequences} from "../features/eventSequences.js";
import type {TrainingSet} from "../models/matrix.js";

/** Rows with their labels, and what some learners want beside columns. */
export interface TaskRows extends TrainingSet {
  /** One a row: 1 where what is asked for is put into the cart, within the same horizon. */
  readonly cart?: ArrayLike<number>;
  /** The events of the user before each row's moment. */
  readonly sequences?: EventSequences;
}

/** One question put to one data set, cut into what teaches and what judges. */
export interface Task {
  readonly train: TaskRows;
  readonly test: TaskRows;
  /** Whose rows they are; null where rows are independent as far as is known. */
  readonly users: {readonly train: ArrayLike<number>; readonly test: ArrayLike<number>} | null;
  /** Rows in neither, as nobody knows their labels; left out where every label is known. */
  readonly censored?: CensoredRows;
}

/** Rows whose horizon goes on after the end of their part, with no positive until then. */
export interface CensoredRows {
  /** How many there are in the training part. */
  readonly train: number;
  /** Those of the test part, each with the label 0. */
  readonly test: TaskRows;
  /** Whose rows of the test they are; null as in `Task`. */
  readonly users: ArrayLike<number> | null;
}

/** What a task has to teach and to judge by. */
export interface TaskCounts {
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

/** Rows and positives of a task. */
export function taskCounts({train, test, censored}: Task): TaskCounts {
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
