import {UserError} from "../core/errors.js";
import type {OptimizerKernel} from "./kernel/optimizerKernel.js";

/** Weights by name, each a flat array that is changed in place. */
export type Weights = Readonly<Record<string, Float32Array>>;

/** What an optimizer remembers between steps; numbers and arrays only, so that it can be part of a checkpoint. */
export interface OptimizerState {
  /** Steps taken. */
  readonly steps: number;
  /** For each slot of the rule an array for each weight. */
  readonly slots: Readonly<Record<string, Weights>>;
}

/** What is done to gradients before they are followed: plus `l2` times the weight, then times `scale`. */
export interface GradientChange {
  readonly l2: number;
  readonly scale: number;
}

/** A stretch of weights with their gradients and slots. */
export interface Stretch {
  readonly w: Float32Array;
  /** Where in `w`, and in each of `slots`, it begins. */
  readonly at: number;
  readonly g: Float32Array;
  /** Where in `g` it begins. */
  readonly from: number;
  readonly n: number;
  readonly slots: readonly Float32Array[];
}

/** The same as byte offsets into the memory of a kernel. */
export interface NativeStretch {
  readonly w: number;
  readonly g: number;
  readonly n: number;
  readonly slots: readonly number[];
}

/** One step of an optimizer, in place; both ways to take it give the same bits. */
export interface UpdateStep {
  move(stretch: Stretch, change: GradientChange): void;
  moveNative(kernel: OptimizerKernel, stretch: NativeStretch, change: GradientChange): void;
}

/**
 * How an optimizer moves each weight by itself. A rule works on whole arrays and on some rows of a table alike: a row
 * that has no gradient in a step stays as it is, and so do its slots (PyTorch's `SparseAdam` and sparse `Adagrad`).
 */
export interface UpdateRule {
  /** What it remembers of each weight, by name; zeros at first. */
  readonly slots: readonly string[];
  /** The step of this number, counted from 1. */
  at(step: number): UpdateStep;
}

/** The gradient of place `i` as a step takes it; rounded as if it had been stored after each change. */
const taken = ({w, at, g, from}: Stretch, i: number, {l2, scale}: GradientChange): number =>
  Math.fround(Math.fround(g[from + i] + l2 * w[at + i]) * scale);

function checkRate(learningRate: number): void {
  if (!(learningRate > 0 && learningRate < Infinity))
    throw new UserError(`learningRate: ${learningRate}`, "give a number above 0");
}

function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new UserError(`${name}: ${value}`, "give a number from 0 to below 1");
}

export interface SgdOptions {
  readonly learningRate: number;
  /** What of the last step's velocity is kept; 0 by default. */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent, with or without momentum: v ← momentum v + g, w ← w − rate v, as PyTorch has it. Throws
 * `UserError` for an option out of its range. Source: Sutskever, Martens, Dahl and Hinton (2013), ICML, section 2.
 *
 * @example
 * ```ts
 * const weights = {w: Float32Array.of(1)};
 * const {step} = optimizer(weights, sgd({learningRate: 0.5, momentum: 0.5}));
 * step({w: Float32Array.of(1)});
 * weights.w[0] // → 0.5
 * step({w: Float32Array.of(1)}); // the velocity is 0.5 · 1 + 1
 * weights.w[0] // → −0.25
 * ```
 */
export function sgd({learningRate: rate, momentum = 0}: SgdOptions): UpdateRule {
  checkRate(rate);
  checkShare("momentum", momentum);
  const step: UpdateStep =
    momentum === 0
      ? {
          move(stretch, change) {
            const {w, at, n} = stretch;
            for (let i = 0; i < n; i++) w[at + i] -= rate * taken(stretch, i, change);
          },
          moveNative: (kernel, {w, g, n}, {l2, scale}) => kernel.sgd(w, g, n, l2, scale, rate)
        }
      : {
          move(stretch, change) {
            const {w, at, n, slots} = stretch;
            const [v] = slots;
            for (let i = 0; i < n; i++) {
              v[at + i] = momentum * v[at + i] + taken(stretch, i, change);
              w[at + i] -= rate * v[at + i];
            }
          },
          moveNative: (kernel, {w, g, n, slots: [v]}, {l2, scale}) =>
            kernel.sgdMomentum(w, g, v, n, l2, scale, rate, momentum)
        };
  return {slots: momentum === 0 ? [] : ["velocity"], at: () => step};
}

export interface AdagradOptions extends SgdOptions {
  /** Added to the sum of squares before its root is taken; 10⁻⁶ by default. */
  readonly epsilon?: number;
}

/**
 * Adagrad, with or without momentum, as GRU4Rec trains with it: s ← s + g², v ← momentum v − rate g / √(s + epsilon), w
 * ← w + v. Throws `UserError` for an option out of its range. Sources: Duchi, Hazan and Singer (2011), JMLR 12,
 * 2121–2159; Hidasi et al. (2015), arXiv 1511.06939, section 4.1, and the authors' code.
 *
 * @example
 * ```ts
 * const weights = {w: Float32Array.of(1)};
 * const {step, state} = optimizer(weights, adagrad({learningRate: 0.5, epsilon: 0}));
 * step({w: Float32Array.of(3)}); // the first step is as long as the rate
 * weights.w[0] // → 0.5
 * step({w: Float32Array.of(4)}); // 0.5 · 4 / √(9 + 16) = 0.4
 * weights.w[0].toFixed(6) // → "0.100000"
 * state().slots.squares.w // → [25]
 * ```
 */
export function adagrad({learningRate: rate, momentum = 0, epsilon = 1e-6}: AdagradOptions): UpdateRule {
  checkRate(rate);
  checkShare("momentum", momentum);
  checkShare("epsilon", epsilon);
  const step: UpdateStep =
    momentum === 0
      ? {
          move(stretch, change) {
            const {w, at, n, slots} = stretch;
            const [s] = slots;
            for (let i = 0; i < n; i++) {
              const g = taken(stretch, i, change);
              s[at + i] += g * g;
              w[at + i] -= (rate * g) / Math.sqrt(s[at + i] + epsilon);
            }
          },
          moveNative: (kernel, {w, g, n, slots: [s]}, {l2, scale}) =>
            kernel.adagrad(w, g, s, n, l2, scale, rate, epsilon)
        }
      : {
          move(stretch, change) {
            const {w, at, n, slots} = stretch;
            const [s, v] = slots;
            for (let i = 0; i < n; i++) {
              const g = taken(stretch, i, change);
              s[at + i] += g * g;
              v[at + i] = momentum * v[at + i] - (rate * g) / Math.sqrt(s[at + i] + epsilon);
              w[at + i] += v[at + i];
            }
          },
          moveNative: (kernel, {w, g, n, slots: [s, v]}, {l2, scale}) =>
            kernel.adagradMomentum(w, g, s, v, n, l2, scale, rate, epsilon, momentum)
        };
  return {slots: momentum === 0 ? ["squares"] : ["squares", "velocity"], at: () => step};
}

const FIRST = 0.9;
const SECOND = 0.999;
const EPSILON = 1e-8;

export interface AdamOptions {
  readonly learningRate: number;
  /** Each step first takes this share, times the learning rate, off every weight; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Adam with its usual constants; its slots are the running means of gradients and of their squares. With a decay it is
 * AdamW. Throws `UserError` for an option out of its range. Source: Kingma and Ba (2014), arXiv 1412.6980, algorithm 1.
 *
 * @example
 * ```ts
 * const weights = {w: Float32Array.of(1, 1)};
 * const {step, state} = optimizer(weights, adam({learningRate: 0.25}));
 * step({w: Float32Array.of(8, -0.001)});
 * // whatever the size of a gradient, the first step is as long as the rate
 * Array.from(weights.w, (w) => w.toFixed(4)) // → ["0.7500", "1.2500"]
 * state().slots.first.w[0].toFixed(6) // → "0.800000"
 * ```
 */
export function adam({learningRate: rate, weightDecay = 0}: AdamOptions): UpdateRule {
  checkRate(rate);
  if (!(weightDecay >= 0 && weightDecay <= 1))
    throw new UserError(`weightDecay: ${weightDecay}`, "give a number from 0 to 1");
  const kept = 1 - rate * weightDecay;
  // powers as repeated products, so that a run that goes on from a state has the same bits
  let [reached, fade1, fade2] = [0, 1, 1];
  return {
    slots: ["first", "second"],
    at(step) {
      if (step < reached) [reached, fade1, fade2] = [0, 1, 1];
      for (; reached < step; reached++) {
        fade1 *= FIRST;
        fade2 *= SECOND;
      }
      const [whole1, whole2] = [1 - fade1, 1 - fade2];
      return {
        move(stretch, change) {
          const {w, at, n, slots} = stretch;
          const [m, v] = slots;
          for (let i = 0, k = at; i < n; i++, k++) {
            const g = taken(stretch, i, change);
            m[k] = FIRST * m[k] + (1 - FIRST) * g;
            v[k] = SECOND * v[k] + (1 - SECOND) * g * g;
            w[k] = kept * w[k] - (rate * (m[k] / whole1)) / (Math.sqrt(v[k] / whole2) + EPSILON);
          }
        },
        moveNative: (kernel, {w, g, n, slots: [m, v]}, {l2, scale}) =>
          kernel.adam(w, g, m, v, n, l2, scale, rate, kept, whole1, whole2)
      };
    }
  };
}

/**
 * Adam with a decay of weights that is no part of the gradient, by default PyTorch's. Throws `UserError` for an option
 * out of its range. Source: Loshchilov and Hutter (2017), arXiv 1711.05101, algorithm 2.
 *
 * @example
 * ```ts
 * const weights = {w: Float32Array.of(8)};
 * const {step} = optimizer(weights, adamW({learningRate: 0.25, weightDecay: 0.5}));
 * step({w: Float32Array.of(0)}); // an eighth of the weight is taken off, and there is no gradient
 * weights.w // → [7]
 * ```
 */
export function adamW({learningRate, weightDecay = 0.01}: AdamOptions): UpdateRule {
  return adam({learningRate, weightDecay});
}

/**
 * The state before the first step of a rule on weights.
 *
 * @example
 * ```ts
 * initialState(sgd({learningRate: 1, momentum: 0.9}), {w: Float32Array.of(4, 5)})
 * // → {steps: 0, slots: {velocity: {w: [0, 0]}}}
 * ```
 */
export function initialState({slots}: UpdateRule, weights: Weights): OptimizerState {
  const zeros = (): Weights =>
    Object.fromEntries(Object.entries(weights).map(([name, {length}]) => [name, new Float32Array(length)]));
  return {steps: 0, slots: Object.fromEntries(slots.map((slot) => [slot, zeros()]))};
}

/** Steps against gradients, on typed arrays. */
export interface Optimizer {
  /** Moves the weights against gradients of the same names and lengths. */
  step(gradients: Weights): void;
  /** As it is now; later steps change its arrays. */
  state(): OptimizerState;
}

/**
 * An optimizer of weights in typed arrays, which it changes in place, as it does the state that it goes on from.
 * `Parameters` has the same for weights on the backend.
 *
 * @example
 * ```ts
 * const weights = {w: Float32Array.of(1, 2)};
 * const {step, state} = optimizer(weights, sgd({learningRate: 0.5}));
 * step({w: Float32Array.of(2, -2)});
 * weights.w // → [0, 3]
 * state() // → {steps: 1, slots: {}}
 * ```
 */
export function optimizer(weights: Weights, rule: UpdateRule, given = initialState(rule, weights)): Optimizer {
  let {steps} = given;
  return {
    step(gradients) {
      const step = rule.at(++steps);
      for (const [name, w] of Object.entries(weights))
        step.move(
          {
            w,
            at: 0,
            g: gradients[name],
            from: 0,
            n: w.length,
            slots: rule.slots.map((slot) => given.slots[slot][name])
          },
          AS_IT_IS
        );
    },
    state: () => ({steps, slots: given.slots})
  };
}

const AS_IT_IS: GradientChange = {l2: 0, scale: 1};
