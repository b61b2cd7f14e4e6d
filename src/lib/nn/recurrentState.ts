import {keep, mul, tensor2d, tidy, zeros, type Tensor2D} from "@tensorflow/tfjs-core";

/** A state as a checkpoint has it: rows × units of each part. */
export interface RecurrentStateJson {
  readonly units: number;
  readonly parts: Readonly<Record<string, Float32Array>>;
}

/**
 * The state of a recurrent layer between batches, where each row of a batch goes on with the sequence of the same row of
 * the batch before it (session-parallel mini-batches). No gradient goes back from one batch to the one before. A row
 * whose sequence has ended is reset to zeros. Dispose of it after use.
 *
 * Source: Hidasi et al. (2015), arXiv 1511.06939, section 3.1.1.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 *
 * const state = new RecurrentState(2, 1, ["h"]);
 * state.tensors.h.dataSync() // → [0, 0]
 * const next = tensor2d([[3], [4]]);
 * state.carry({h: next});
 * state.reset([0]); // the first row's session has ended
 * state.tensors.h.dataSync() // → [0, 4]
 * state.toJSON() // → {units: 1, parts: {h: [0, 4]}}
 * state.dispose();
 * next.dispose();
 * ```
 */
export class RecurrentState<Part extends string> {
  private current: Readonly<Record<Part, Tensor2D>>;
  /** What the batch before started from: the gradients of a step go back through it after its state was carried. */
  private before: readonly Tensor2D[] = [];

  /** @param parts of a GRU "h", of an LSTM "h" and "c" */
  constructor(
    readonly rows: number,
    readonly units: number,
    parts: readonly Part[],
    start?: RecurrentStateJson
  ) {
    this.current = Object.fromEntries(
      parts.map((part) => [
        part,
        keep(start === undefined ? zeros([rows, units]) : tensor2d(start.parts[part], [rows, units]))
      ])
    ) as Record<Part, Tensor2D>;
  }

  /** What a batch starts from, rows × units each. */
  get tensors(): Readonly<Record<Part, Tensor2D>> {
    return this.current;
  }

  /** Takes over what a batch ended with, also within `tidy`. */
  carry(next: Readonly<Record<Part, Tensor2D>>): void {
    this.forget();
    this.before = Object.values<Tensor2D>(this.current);
    this.current = Object.fromEntries(
      Object.entries<Tensor2D>(next).map(([part, tensor]) => [part, keep(tensor.clone())])
    ) as Record<Part, Tensor2D>;
  }

  private forget(): void {
    for (const tensor of this.before) tensor.dispose();
    this.before = [];
  }

  /** Sets rows to zeros. */
  reset(rows: ArrayLike<number>): void {
    if (rows.length === 0) return;
    const kept = new Float32Array(this.rows).fill(1);
    for (let i = 0; i < rows.length; i++) kept[rows[i]] = 0;
    tidy(() => {
      const mask = tensor2d(kept, [this.rows, 1]);
      this.carry(
        Object.fromEntries(
          Object.entries<Tensor2D>(this.current).map(([part, tensor]) => [part, mul(tensor, mask)])
        ) as Record<Part, Tensor2D>
      );
    });
  }

  /** A copy, to go on from. */
  toJSON(): RecurrentStateJson {
    const parts = Object.entries<Tensor2D>(this.current).map(([part, tensor]) => [part, tensor.dataSync()]);
    return {units: this.units, parts: Object.fromEntries(parts) as Record<string, Float32Array>};
  }

  dispose(): void {
    this.forget();
    for (const tensor of Object.values<Tensor2D>(this.current)) tensor.dispose();
  }
}
