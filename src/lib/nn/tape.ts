import {add, type Tensor} from "@tensorflow/tfjs-core";

/** What one operation hands back to its inputs, in their order; null where none is wanted. */
export type Backward = (gradient: Tensor) => readonly (Tensor | null)[];

/**
 * The operations of a forward pass in their order, so that the gradient can go back through them. Each operation brings
 * its own derivative: that of TensorFlow.js leaves transposes to kernels which are slow in WebAssembly, and lacks some.
 */
export class Tape {
  private readonly steps: {readonly inputs: readonly Tensor[]; readonly value: Tensor; readonly back: Backward}[] = [];

  /** @param learning without it nothing is kept, for predictions */
  constructor(readonly learning: boolean) {}

  /** Notes how a value was made, and gives it. */
  record<T extends Tensor>(inputs: readonly Tensor[], value: T, back: Backward): T {
    if (this.learning) this.steps.push({inputs, value, back});
    return value;
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
