import type {EventSequences} from "../../features/eventSequences.js";
import {takeSequences} from "../../features/eventSequences.js";
import {takeRows, type Matrix} from "../matrix.js";

/** A matrix whose rows also have the events before their moments. */
export interface SequenceMatrix extends Matrix {
  readonly sequences: EventSequences;
}

/** The matrix with its sequences. Throws `RangeError` where it has none, or not one a row. */
export function withSequences(matrix: Matrix): SequenceMatrix {
  const {sequences} = matrix as Partial<SequenceMatrix>;
  if (sequences === undefined) throw new RangeError("the rows come without the events before them");
  if (sequences.until.length !== matrix.rows)
    throw new RangeError(`${sequences.until.length} sequences for ${matrix.rows} rows`);
  return matrix as SequenceMatrix;
}

/** The rows whose numbers are given, in that order, with their sequences. */
export function takeSequenceRows(matrix: SequenceMatrix, rows: ArrayLike<number>): SequenceMatrix {
  return {...takeRows(matrix, rows), sequences: takeSequences(matrix.sequences, rows)};
}
