import {add, type Tensor} from "@tensorflow/tfjs-core";

/** What one operation hands back to its inputs, in their order; null where none is wanted. */
export type Backward = (gradient: Tensor) => readonly (Tensor | null)[];

/** Rows of a table with the gradient of each, no row twice. */
export interface RowGradients {
  readonly rows: Int32Array;
  /** rows × width */
  readonly values: Float32Array;
}

/** A table of which a pass sees only some rows, and which learns outside the backend. */
export interface RowTable {
  /** Sums the gradients (ids × width) of the ids that are the same row. */
  sumByRow(ids: ArrayLike<number>, gradients: Float32Array): RowGradients;
  /** Moves rows against their gradients, each times `scale`. */
  step(gradients: RowGradients, scale: number): void;
}

/** Rows that a pass took from a table. */
export interface Lookup {
  readonly table: RowTable;
  readonly ids: ArrayLike<number>;
  /** ids × width */
  readonly value: Tensor;
}

/**
 * The operations of a forward pass in their order, so that the gradient can go back through them. Each operation brings
 * its own derivative: that of TensorFlow.js leaves transposes to kernels which are slow in WebAssembly, and lacks some.
 *
 * @example
 * ```ts
 * import {scalar, square, mul} from "@tensorflow/tfjs-core";
 *
 * const tape = new Tape(true);
 * const x = scalar(3);
 * const y = tape.record([x], square(x), (gradient) => [mul(gradient, mul(2, x))]);
 * tape.gradients(y, scalar(1), [x])[0].dataSync() // → [6]
 * ```
 */
export class Tape {
  private readonly steps: {readonly inputs: readonly Tensor[]; readonly value: Tensor; readonly back: Backward}[] = [];
  private readonly taken: Lookup[] = [];

  /** @param learning without it nothing is kept, for predictions */
  constructor(readonly learning: boolean) {}

  /** What was taken from tables, in its order. */
  get lookups(): readonly Lookup[] {
    return this.taken;
  }

  /** Notes how a value was made, and gives it. */
  record<T extends Tensor>(inputs: readonly Tensor[], value: T, back: Backward): T {
    if (this.learning) this.steps.push({inputs, value, back});
    return value;
  }

  /** Notes that a value is rows of a table, so that `trainStep` moves them. */
  look(lookup: Lookup): void {
    if (this.learning) this.taken.push(lookup);
  }

  /**
   * The gradients with respect to tensors, given the one with respect to a value that was made from them. Throws
   * `RangeError` for a tensor that the value does not depend on.
   */
  gradients(value: Tensor, gradient: Tensor, wanted: readonly Tensor[]): Tensor[] {
    const of = new Map<number, Tensor>([[value.id, gradient]]);
    for (let i = this.steps.length - 1; i >= 0; i--) {
      const {inputs, value: made, back} = this.steps[i];
      const arrived = of.get(made.id);
      if (arrived === undefined) continue;
      of.delete(made.id);
      back(arrived).forEach((part, k) => {
        if (part === null) return;
        const {id} = inputs[k];
        const before = of.get(id);
        of.set(id, before === undefined ? part : add(before, part));
      });
    }
    return wanted.map((tensor, i) => {
      const found = of.get(tensor.id);
      if (found === undefined) throw new RangeError(`the value does not depend on tensor ${i}`);
      return found;
    });
  }
}
