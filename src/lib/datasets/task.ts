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
}

/** What a task has to teach and to judge by. */
export interface TaskCounts {
  readonly train: number;
  readonly trainPositives: number;
  readonly test: number;
  readonly testPositives: number;
  readonly columns: number;
}

/** Rows and positives of a task. */
export function taskCounts({train, test}: Task): TaskCounts {
  return {
    train: train.rows,
    trainPositives: positives(train.y),
    test: test.rows,
    testPositives: positives(test.y),
    columns: train.columns.length
  };
}

/** How many labels are 1. */
export function positives(labels: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += labels[row];
  return sum;
}
