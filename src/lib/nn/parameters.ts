import {keep, tensor, type Tensor} from "@tensorflow/tfjs-core";
import {heapView, markChanged, optimizerKernel} from "./kernel/optimizerKernel.js";
import {initialState, type OptimizerState, type UpdateRule, type Weights} from "./optimizers.js";

export interface StepOptions {
  /** Half of this times the sum of squared weights (matrices only) is part of the loss; 0 by default. */
  readonly l2?: number;
  /** Gradients that are longer than this, over all weights together, are shortened to it; any length by default. */
  readonly clip?: number;
}

/**
 * The weights of a network on the backend, where they stay from step to step with all that their optimizer remembers.
 * On WebAssembly a step changes them where they lie, and nothing is copied. Another backend gives its gradients to typed
 * arrays, which are changed, and is given the weights again.
 *
 * `weights` and `state` are what they start from. `save` writes them anew; dispose of the parameters after use.
 *
 * @example
 * ```ts
 * import {tensor1d} from "@tensorflow/tfjs-core";
 * import {sgd} from "./optimizers.js";
 *
 * const weights = {w: Float32Array.of(1, 2)};
 * const parameters = new Parameters({w: [2]}, weights, sgd({learningRate: 0.5}));
 * const gradient = tensor1d([2, -2]);
 * parameters.step({w: gradient});
 * parameters.tensors.w.dataSync() // → [0, 3]
 * weights.w[1] // → 2
 * parameters.save().steps // → 1
 * weights.w // → [0, 3]
 * parameters.dispose();
 * gradient.dispose();
 * ```
 */
export class Parameters {
  /** What a forward pass takes; valid until the next step. */
  readonly tensors: Record<string, Tensor>;
  private readonly names: readonly string[];
  /** Of each weight, in the order of the rule's slots; empty where typed arrays are changed instead. */
  private readonly slots: Readonly<Record<string, readonly Tensor[]>>;
  /** Whether the backend's memory is changed. */
  private readonly resident: boolean;
  private steps: number;

  constructor(
    private readonly shapes: Readonly<Record<string, readonly number[]>>,
    private readonly weights: Weights,
    private readonly rule: UpdateRule,
    private readonly state: OptimizerState = initialState(rule, weights)
  ) {
    this.names = Object.keys(shapes);
    this.tensors = this.upload(weights);
    this.resident = this.names.length > 0 && heapView(this.tensors[this.names[0]]) !== null;
    const slots = this.resident ? rule.slots.map((slot) => this.upload(state.slots[slot])) : [];
    this.slots = Object.fromEntries(this.names.map((name) => [name, slots.map((slot) => slot[name])]));
    this.steps = state.steps;
  }

  private upload(values: Weights): Record<string, Tensor> {
    return Object.fromEntries(this.names.map((name) => [name, this.uploadOne(name, values[name])]));
  }

  private uploadOne(name: string, values: Float32Array): Tensor {
    return keep(tensor(values, this.shapes[name] as number[], "float32"));
  }

  /**
   * Moves the weights against gradients of the same names and shapes. `squares` is what gradients of other parts of the
   * network add to the square of the length that `clip` is about. Returns what all gradients were scaled by.
   */
  step(gradients: Readonly<Record<string, Tensor>>, {l2 = 0, clip = Infinity}: StepOptions = {}, squares = 0): number {
    return this.resident
      ? this.stepInPlace(gradients, l2, clip, squares)
      : this.stepBeside(gradients, l2, clip, squares);
  }

  private l2Of(name: string, l2: number): number {
    return this.shapes[name].length < 2 ? 0 : l2;
  }

  private stepInPlace(gradients: Readonly<Record<string, Tensor>>, l2: number, clip: number, squares: number): number {
    const kernel = optimizerKernel();
    const view = (of: Tensor) => heapView(of)!;
    // no tensor is made from here on, so that all views stay good
    const all = this.names.map((name) => ({
      w: view(this.tensors[name]),
      g: view(gradients[name]),
      slots: this.slots[name].map(view),
      l2: this.l2Of(name, l2)
    }));
    if (clip !== Infinity)
      for (const {w, g, l2} of all)
        squares =
          kernel === null
            ? addSquares(w, g, l2, squares)
            : kernel.addSquares(w.byteOffset, g.byteOffset, w.length, l2, squares);
    const scale = scaleOf(squares, clip);
    const step = this.rule.at(++this.steps);
    for (const {w, g, slots, l2} of all) {
      const n = w.length;
      if (kernel === null) step.move({w, at: 0, g, from: 0, n, slots}, {l2, scale});
      else {
        const places = slots.map(({byteOffset}) => byteOffset);
        step.moveNative(kernel, {w: w.byteOffset, g: g.byteOffset, n, slots: places}, {l2, scale});
      }
    }
    for (const name of this.names) markChanged(this.tensors[name]);
    return scale;
  }

  private stepBeside(gradients: Readonly<Record<string, Tensor>>, l2: number, clip: number, squares: number): number {
    const {rule, weights, state} = this;
    const read = this.names.map((name) => gradients[name].dataSync() as Float32Array);
    if (clip !== Infinity)
      this.names.forEach((name, k) => {
        squares = addSquares(weights[name], read[k], this.l2Of(name, l2), squares);
      });
    const scale = scaleOf(squares, clip);
    const step = rule.at(++this.steps);
    this.names.forEach((name, k) => {
      const w = weights[name];
      const slots = rule.slots.map((slot) => state.slots[slot][name]);
      step.move({w, at: 0, g: read[k], from: 0, n: w.length, slots}, {l2: this.l2Of(name, l2), scale});
      this.tensors[name].dispose();
      this.tensors[name] = this.uploadOne(name, w);
    });
    return scale;
  }

  /** Writes the weights into the arrays that were given, and the state into its own; gives the state, for a checkpoint. */
  save(): OptimizerState {
    if (this.resident)
      for (const name of this.names) {
        this.weights[name].set(heapView(this.tensors[name])!);
        this.rule.slots.forEach((slot, k) => this.state.slots[slot][name].set(heapView(this.slots[name][k])!));
      }
    return {steps: this.steps, slots: this.state.slots};
  }

  dispose(): void {
    for (const name of this.names) for (const one of [this.tensors[name], ...this.slots[name]]) one.dispose();
  }
}

/** `sum` and the squares of gradients, each with `l2` times its weight, one after another. */
function addSquares(w: Float32Array, g: Float32Array, l2: number, sum: number): number {
  for (let i = 0; i < w.length; i++) {
    const x = Math.fround(g[i] + l2 * w[i]);
    sum += x * x;
  }
  return sum;
}

/** What shortens a length to `clip`. Source: Pascanu, Mikolov and Bengio (2013), arXiv 1211.5063, algorithm 1. */
function scaleOf(squares: number, clip: number): number {
  if (clip === Infinity) return 1;
  const scale = clip / Math.sqrt(squares);
  return scale >= 1 ? 1 : scale;
}
