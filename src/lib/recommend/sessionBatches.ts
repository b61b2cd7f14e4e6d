import {sessionCount, startMs, type ItemSequences} from "./itemSequences.js";

/** One step of training: a click and the one after it, of each session that a batch has. */
export interface SessionBatch {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  /** Rows of the batch before this one that go on as its rows, in order; null where all do. */
  readonly kept: Int32Array | null;
  /** Rows of this batch whose session has just begun. */
  readonly begun: readonly number[];
}

/**
 * Session-parallel mini-batches: each row of a batch has a session of its own, and goes on with the next session when that
 * has ended. Sessions come in the order of their first clicks. When there is none left, a row is dropped, down to
 * `fewest` rows.
 *
 * Source: Hidasi et al. (2015), arXiv 1511.06939, section 3.1.1.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1, 2, 2, 3, 3], items: [0, 1, 2, 3, 4, 5, 6], timesMs: [0, 1, 2, 3, 4, 5, 6]});
 * const batches = Array.from(sessionBatches(sequences, 2));
 * batches.map(({inputs}) => Array.from(inputs)) // → [[0, 3], [1, 5]]
 * batches.map(({targets}) => Array.from(targets)) // → [[1, 4], [2, 6]]
 * batches.map(({begun}) => begun) // → [[0, 1], [1]]
 * ```
 */
export function* sessionBatches(sequences: ItemSequences, size: number, fewest = 1): Generator<SessionBatch> {
  const {items, offsets} = sequences;
  const order = Int32Array.from({length: sessionCount(sequences)}, (_, s) => s)
    .filter((s) => offsets[s + 1] - offsets[s] >= 2)
    .sort((a, b) => startMs(sequences, a) - startMs(sequences, b) || a - b);
  let next = 0;
  /** Of each row, where its session stands and where it ends. */
  let rows: {at: number; end: number}[] = [];
  const take = () => {
    const session = order[next++];
    return {at: offsets[session], end: offsets[session + 1]};
  };
  while (rows.length < size && next < order.length) rows.push(take());
  let begun = rows.map((_, row) => row);
  let kept: Int32Array | null = null;
  while (rows.length >= fewest && rows.length > 0) {
    yield {
      inputs: Int32Array.from(rows, ({at}) => items[at]),
      targets: Int32Array.from(rows, ({at}) => items[at + 1]),
      kept,
      begun
    };
    begun = [];
    const still: number[] = [];
    const going: typeof rows = [];
    rows.forEach((row, k) => {
      row.at++;
      if (row.at + 1 >= row.end) {
        if (next >= order.length) return;
        row = take();
        begun.push(going.length);
      }
      still.push(k);
      going.push(row);
    });
    kept = going.length === rows.length ? null : Int32Array.from(still);
    rows = going;
  }
}
