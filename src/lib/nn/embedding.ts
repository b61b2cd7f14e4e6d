import {tensor2d, type Tensor2D} from "@tensorflow/tfjs-core";
import {initialState, type OptimizerState, type UpdateRule} from "./optimizers.js";
import type {RowGradients, RowTable, Tape} from "./tape.js";

/** A table as a checkpoint has it; numbers and arrays only. */
export interface EmbeddingState {
  readonly values: Float32Array;
  readonly optimizer: OptimizerState;
}

/** The name of the only weight in a table's state. */
const TABLE = "values";

/**
 * Vectors of things that are many, such as items: rows × width numbers in one typed array. A pass sees only the rows
 * that it looks up, and a step moves only these, so that neither takes longer where the table is longer.
 *
 * @example
 * ```ts
 * import {sgd} from "./optimizers.js";
 *
 * const table = new EmbeddingTable(Float32Array.of(0, 1, 2, 3, 4, 5), 2, sgd({learningRate: 0.5}));
 * table.rows // → 3
 * table.gather([2, 0]) // → [4, 5, 0, 1]
 * // row 0 was looked up twice: its gradients are summed
 * const gradients = table.sumByRow([2, 0, 0], Float32Array.of(2, 2, 1, 1, 3, 3));
 * gradients // → {rows: [2, 0], values: [2, 2, 4, 4]}
 * table.step(gradients, 1);
 * table.values // → [−2, −1, 2, 3, 3, 4]
 * table.gather([3]) // → throws RangeError: row 3 of 3
 * ```
 */
export class EmbeddingTable implements RowTable {
  readonly rows: number;
  private readonly optimizer: OptimizerState;
  private readonly slots: readonly Float32Array[];
  private steps: number;
  /** Of each row, its place among those of a step, from 1; 0 between steps. */
  private readonly places: Int32Array;

  /**
   * @param values rows × width, changed in place
   * @param optimizer to go on from, changed in place
   */
  constructor(
    readonly values: Float32Array,
    readonly width: number,
    private readonly rule: UpdateRule,
    optimizer: OptimizerState = initialState(rule, {[TABLE]: values})
  ) {
    if (!(Number.isInteger(width) && width > 0 && values.length % width === 0))
      throw new RangeError(`${values.length} numbers in rows of ${width}`);
    this.rows = values.length / width;
    this.optimizer = optimizer;
    this.slots = rule.slots.map((slot) => optimizer.slots[slot][TABLE]);
    this.steps = optimizer.steps;
    this.places = new Int32Array(this.rows);
  }

  /** The rows of some ids one after another, ids × width. Throws `RangeError` for one that is not in the table. */
  gather(ids: ArrayLike<number>): Float32Array {
    const {values, width} = this;
    const found = new Float32Array(ids.length * width);
    for (let i = 0, to = 0; i < ids.length; i++) {
      let from = this.checked(ids[i]) * width;
      for (const end = from + width; from < end;) found[to++] = values[from++];
    }
    return found;
  }

  private checked(id: number): number {
    if (!(Number.isInteger(id) && id >= 0 && id < this.rows)) throw new RangeError(`row ${id} of ${this.rows}`);
    return id;
  }

  /** Rows are in the order in which they first come. */
  sumByRow(ids: ArrayLike<number>, gradients: Float32Array): RowGradients {
    const {width, places} = this;
    const rows = new Int32Array(ids.length);
    const values = new Float32Array(ids.length * width);
    let count = 0;
    for (let i = 0, from = 0; i < ids.length; i++) {
      const row = this.checked(ids[i]);
      if (places[row] === 0) {
        rows[count] = row;
        places[row] = ++count;
      }
      let to = (places[row] - 1) * width;
      for (const end = to + width; to < end;) values[to++] += gradients[from++];
    }
    for (let k = 0; k < count; k++) places[rows[k]] = 0;
    return {rows: rows.subarray(0, count), values: values.subarray(0, count * width)};
  }

  step({rows, values: g}: RowGradients, scale: number): void {
    const {values: w, width, slots} = this;
    const step = this.rule.at(++this.steps);
    const change = {l2: 0, scale};
    for (let k = 0; k < rows.length; k++)
      step.move({w, at: rows[k] * width, g, from: k * width, n: width, slots}, change);
  }

  /** As it is now; later steps change its arrays. */
  state(): EmbeddingState {
    return {values: this.values, optimizer: {steps: this.steps, slots: this.optimizer.slots}};
  }
}

/**
 * The vectors of some ids, ids × width. The tape sees these rows alone, and `trainStep` moves them, those that are
 * looked up several times by the sum of their gradients.
 *
 * Source: PyTorch's `Embedding` with sparse gradients.
 *
 * @example
 * ```ts
 * import {sgd} from "./optimizers.js";
 * import {Tape} from "./tape.js";
 *
 * const table = new EmbeddingTable(Float32Array.of(0, 1, 2, 3), 2, sgd({learningRate: 1}));
 * embedding(new Tape(false), table, [1, 1, 0]).dataSync() // → [2, 3, 2, 3, 0, 1]
 * ```
 */
export function embedding(tape: Tape, table: EmbeddingTable, ids: ArrayLike<number>): Tensor2D {
  const value = tensor2d(table.gather(ids), [ids.length, table.width]);
  tape.look({table, ids, value});
  return value;
}
