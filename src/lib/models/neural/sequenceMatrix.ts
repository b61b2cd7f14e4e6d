import type {EventSequences} from "../../features/eventSequences.js";
import {takeSequences} from "../../features/eventSequences.js";
import {rowsWithWeight, takeRows, takeTraining, type Matrix, type TrainingSet} from "../matrix.js";

/** A matrix whose rows also have the events before their moments. */
export interface SequenceMatrix extends Matrix {
  readonly sequences: EventSequences;
}

/**
 * The matrix with its sequences. Throws `RangeError` where it has none, or not one a row.
 *
 * @example
 * ```ts
 * const none = Int32Array.of(0);
 * const events = {ts_ms: new Float64Array(0), event: none, item_id: none, department_id: none, price_cents: none};
 * const row = {from: none, until: none, item: none, department: none};
 * const sequences = {events, ...row, as_of_ms: Float64Array.of(60_000)};
 * const matrix = {rows: 1, columns: ["views"], x: Float64Array.of(3), sequences};
 * withSequences(matrix) === matrix // → true
 * withSequences({rows: 1, columns: ["views"], x: Float64Array.of(3)})
 * // → throws RangeError: the rows come without the events before them
 * ```
 */
export function withSequences(matrix: Matrix): SequenceMatrix {
  const {sequences} = matrix as Partial<SequenceMatrix>;
  if (sequences === undefined) throw new RangeError("the rows come without the events before them");
  if (sequences.until.length !== matrix.rows)
    throw new RangeError(`${sequences.until.length} sequences for ${matrix.rows} rows`);
  return matrix as SequenceMatrix;
}

/**
 * The rows whose numbers are given, in that order, with their sequences.
 *
 * @example
 * ```ts
 * const codes = Int32Array.of(7, 7);
 * const of = {item_id: codes, department_id: codes, price_cents: codes};
 * const events = {ts_ms: Float64Array.of(0, 60_000), event: Int32Array.of(0, 0), ...of};
 * // nothing was done before the first row's moment, two things before the second's
 * const from = Int32Array.of(0, 0);
 * const until = Int32Array.of(0, 2);
 * const sequences = {events, from, until, item: codes, department: codes, as_of_ms: Float64Array.of(0, 120_000)};
 * const taken = takeSequenceRows({rows: 2, columns: ["views"], x: Float64Array.of(3, 4), sequences}, [1]);
 * taken.x // → [4]
 * taken.sequences.until // → [2]
 * ```
 */
export function takeSequenceRows(matrix: SequenceMatrix, rows: ArrayLike<number>): SequenceMatrix {
  return {...takeRows(matrix, rows), sequences: takeSequences(matrix.sequences, rows)};
}

/**
 * A training set with sequences without the rows that weigh nothing; itself where there are none, or no others.
 *
 * @example
 * ```ts
 * const codes = Int32Array.of(7, 7);
 * const of = {item_id: codes, department_id: codes, price_cents: codes};
 * const events = {ts_ms: Float64Array.of(0, 60_000), event: Int32Array.of(0, 0), ...of};
 * const row = {from: Int32Array.of(0, 0), until: Int32Array.of(0, 2), item: codes, department: codes};
 * const sequences = {events, ...row, as_of_ms: Float64Array.of(0, 120_000)};
 * const train = {rows: 2, columns: ["views"], x: Float64Array.of(3, 4), y: [0, 1], weights: [0, 1], sequences};
 * const kept = withoutWeightlessSequences(train);
 * kept.x // → [4]
 * kept.sequences.until // → [2]
 * ```
 */
export function withoutWeightlessSequences(train: SequenceMatrix & TrainingSet): SequenceMatrix & TrainingSet {
  const kept = rowsWithWeight(train);
  return kept === null ? train : {...takeTraining(train, kept), sequences: takeSequences(train.sequences, kept)};
}
