import {tidy, type Tensor} from "@tensorflow/tfjs-core";
import type {Parameters, StepOptions} from "./parameters.js";
import {Tape, type Lookup, type RowGradients, type RowTable} from "./tape.js";

/** What a forward pass came to. */
export interface Pass {
  readonly outputs: Tensor;
  /** The loss of the outputs, and its derivative by each of them. */
  readonly loss: number | Tensor;
  readonly gradient: Tensor;
}

/**
 * One step of training: a forward pass, the gradients back through its tape, and the step of `parameters` and of every
 * table that the pass took rows from. Returns the loss before the step; where that is no finite number, nothing moves.
 *
 * @example
 * ```ts
 * import {tensor2d} from "@tensorflow/tfjs-core";
 * import {dense} from "./layers.js";
 * import {sgd} from "./optimizers.js";
 * import {Parameters} from "./parameters.js";
 * import {squaredError} from "./pointwiseLosses.js";
 *
 * // 2 x + 0 for x of 1 and 3, where 1 and 3 are wanted
 * const shapes = {w: [1, 1], b: [1]};
 * const weights = {w: Float32Array.of(2), b: Float32Array.of(0)};
 * const parameters = new Parameters(shapes, weights, sgd({learningRate: 0.1}));
 * const x = tensor2d([[1], [3]]);
 * trainStep(parameters, (tape, {w, b}) => {
 *   const outputs = dense(tape, x, w, b);
 *   return {outputs, ...squaredError(outputs, Float32Array.of(1, 3))};
 * }) // → 5 (the mean of 1 and 9)
 * parameters.save();
 * weights.w[0].toFixed(4) // → "1.0000" (the gradient is 2 (1 · 1 + 3 · 3) / 2)
 * parameters.dispose();
 * x.dispose();
 * ```
 */
export function trainStep(
  parameters: Parameters,
  forward: (tape: Tape, weights: Readonly<Record<string, Tensor>>) => Pass,
  options: StepOptions = {}
): number {
  const names = Object.keys(parameters.tensors);
  let loss = NaN;
  tidy(() => {
    const tape = new Tape(true);
    const pass = forward(tape, parameters.tensors);
    loss = typeof pass.loss === "number" ? pass.loss : pass.loss.dataSync()[0];
    if (!Number.isFinite(loss)) return;
    const found = tape.gradients(pass.outputs, pass.gradient, [
      ...names.map((name) => parameters.tensors[name]),
      ...tape.lookups.map(({value}) => value)
    ]);
    const byTable = sumLookups(tape.lookups, found.slice(names.length));
    let squares = 0;
    if (options.clip !== undefined && options.clip !== Infinity)
      for (const {values} of byTable.values()) for (const x of values) squares += x * x;
    const scale = parameters.step(Object.fromEntries(names.map((name, k) => [name, found[k]])), options, squares);
    for (const [table, gradients] of byTable) table.step(gradients, scale);
  });
  return loss;
}

/** The gradients of each table's rows, whichever of its lookups took them. */
function sumLookups(lookups: readonly Lookup[], gradients: readonly Tensor[]): Map<RowTable, RowGradients> {
  const byTable = new Map<RowTable, {ids: ArrayLike<number>; values: Float32Array}[]>();
  lookups.forEach(({table, ids}, k) => {
    const values = gradients[k].dataSync() as Float32Array;
    byTable.set(table, [...(byTable.get(table) ?? []), {ids, values}]);
  });
  return new Map(
    [...byTable].map(([table, parts]) => {
      if (parts.length === 1) return [table, table.sumByRow(parts[0].ids, parts[0].values)] as const;
      const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
      let at = 0;
      for (const part of parts) {
        values.set(part.values, at);
        at += part.values.length;
      }
      return [
        table,
        table.sumByRow(
          parts.flatMap(({ids}) => Array.from(ids)),
          values
        )
      ] as const;
    })
  );
}
