import "@tensorflow/tfjs";
import {
  fused,
  memory,
  setBackend,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  type Tensor,
  type Tensor2D
} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import {heapView, optimizerKernel} from "../../src/lib/nn/kernel/optimizerKernel.js";
import {
  adagrad,
  adam,
  adamW,
  initialState,
  optimizer,
  sgd,
  type OptimizerState,
  type UpdateRule,
  type Weights
} from "../../src/lib/nn/optimizers.js";
import {Parameters} from "../../src/lib/nn/parameters.js";
import {vectors} from "./nnVectors.js";

beforeAll(openTfjs);

/** The rules of the vectors; `epsilon` stands inside the root here and outside it in PyTorch, and neither counts. */
const RULES: Readonly<Record<string, () => UpdateRule>> = {
  sgd: () => sgd({learningRate: 0.1}),
  sgdMomentum: () => sgd({learningRate: 0.1, momentum: 0.9}),
  adagrad: () => adagrad({learningRate: 0.1, epsilon: 1e-20}),
  adagradMomentum: () => adagrad({learningRate: 0.1, momentum: 0.3}),
  adam: () => adam({learningRate: 0.01}),
  adamW: () => adamW({learningRate: 0.01, weightDecay: 0.1})
};

/** Odd lengths too, as the kernel takes two numbers at once. */
const SHAPES = {matrix: [3, 5], one: [1], vector: [8], wide: [7, 11]};

function drawn(seed: number, scale = 1): Weights {
  const source = random(seed);
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => [
      name,
      Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => scale * (2 * source.uniform() - 1))
    ])
  );
}

const tensorsOf = (weights: Weights): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, tensor(weights[name], shape)]));

/** Five steps on the backend, each with its gradients. */
function stepped(rule: UpdateRule, options: {l2?: number; clip?: number} = {}, steps = 5) {
  const weights = drawn(1);
  const parameters = new Parameters(SHAPES, weights, rule);
  const scales: number[] = [];
  for (let k = 0; k < steps; k++)
    tidy(() => void scales.push(parameters.step(tensorsOf(drawn(10 + k, k === 2 ? 1e-6 : 1)), options)));
  const state = parameters.save();
  parameters.dispose();
  return {weights, state, scales};
}

/** The same on typed arrays, with the gradients changed by hand and rounded after each change. */
function slowly(rule: UpdateRule, {l2 = 0, clip = Infinity} = {}, steps = 5) {
  const weights = drawn(1);
  const {step, state} = optimizer(weights, rule);
  const scales: number[] = [];
  for (let k = 0; k < steps; k++) {
    const gradients = drawn(10 + k, k === 2 ? 1e-6 : 1);
    let squares = 0;
    for (const [name, g] of Object.entries(gradients))
      for (let i = 0; i < g.length; i++) {
        if (SHAPES[name as keyof typeof SHAPES].length === 2) g[i] += l2 * weights[name][i];
        squares += g[i] * g[i];
      }
    const scale = Math.min(1, clip / Math.sqrt(squares));
    scales.push(scale);
    if (scale < 1) for (const g of Object.values(gradients)) for (let i = 0; i < g.length; i++) g[i] *= scale;
    step(gradients);
  }
  return {weights, state: state(), scales};
}

describe.each(Object.keys(RULES))("%s", (name) => {
  const rule = RULES[name];

  test("gives what PyTorch's optimizer gives, on the backend", () => {
    const {dense, found} = vectors.optimizers;
    const wanted = found.find((one) => one.name === name)!.dense;
    const weights = {w: Float32Array.from(dense.start)};
    const parameters = new Parameters({w: dense.shape}, weights, rule());
    for (const gradient of dense.gradients) tidy(() => parameters.step({w: tensor(gradient, dense.shape)}));
    expect(parameters.save().steps).toBe(dense.gradients.length);
    parameters.dispose();
    weights.w.forEach((w, i) => expect(Math.abs(w - wanted[i]), `${i}`).toBeLessThan(2e-6));
    expect(weights.w).not.toEqual(Float32Array.from(dense.start));
  });

  test.each([{}, {l2: 0.3}, {clip: 3}, {l2: 0.3, clip: 3}])(
    "has the same bits in the kernel and on typed arrays, with %o",
    (options) => {
      expect(optimizerKernel()).not.toBeNull();
      const ours = stepped(rule(), options);
      expect(ours).toEqual(slowly(rule(), options));
      // the third step's gradients are short, and not drawn out
      expect(ours.scales[2]).toBe(1);
      expect(ours.scales[0] < 1).toBe("clip" in options);
    }
  );

  test("has the same bits on a backend whose memory cannot be changed", async () => {
    const wasm = stepped(rule(), {l2: 0.3, clip: 3});
    await setBackend("cpu");
    const cpu = stepped(rule(), {l2: 0.3, clip: 3});
    await setBackend("wasm");
    expect(cpu).toEqual(wasm);
  });

  test("goes on from a state that was written out as if it had never stopped", () => {
    const whole = stepped(rule());
    const {weights, state} = stepped(rule(), {}, 3);
    const read = JSON.parse(
      JSON.stringify(state, (_, value: unknown) => (value instanceof Float32Array ? Array.from(value) : value))
    ) as OptimizerState;
    const slots = Object.fromEntries(
      Object.entries(read.slots).map(([slot, of]) => [
        slot,
        Object.fromEntries(Object.entries(of).map(([key, values]) => [key, Float32Array.from(values)]))
      ])
    );
    const parameters = new Parameters(SHAPES, weights, rule(), {steps: read.steps, slots});
    for (let k = 3; k < 5; k++) tidy(() => parameters.step(tensorsOf(drawn(10 + k))));
    const after = parameters.save();
    parameters.dispose();
    expect(weights).toEqual(whole.weights);
    expect(after).toEqual(whole.state);
  });
});

test("a product sees the weights as they are after each step, and the bias too", () => {
  const weights = {w: Float32Array.of(1, 2), b: Float32Array.of(0)};
  const parameters = new Parameters({w: [2, 1], b: [1]}, weights, sgd({learningRate: 1}));
  const seen = [0, 1, 2].map(() =>
    tidy(() => {
      const {w, b} = parameters.tensors;
      const product = fused.matMul({a: tensor2d([[1, 10]]), b: w as Tensor2D, bias: b});
      parameters.step({w: tensor2d([[1], [0]]), b: tensor1d([100])});
      return product.dataSync()[0];
    })
  );
  expect(seen).toEqual([21, -80, -181]);
  parameters.dispose();
});

test("memory that grows between steps moves nothing", () => {
  const weights = {w: Float32Array.of(1, 2, 3)};
  const parameters = new Parameters({w: [3]}, weights, sgd({learningRate: 1}));
  const gradient = tensor1d([1, 1, 1]);
  const before = heapView(gradient)!.buffer;
  parameters.step({w: gradient});
  // more than the backend has at first
  const large = Array.from({length: 8}, () => tensor(new Float32Array(4e6)));
  expect(heapView(gradient)!.buffer).not.toBe(before);
  parameters.step({w: gradient});
  for (const one of large) one.dispose();
  gradient.dispose();
  parameters.save();
  parameters.dispose();
  expect(weights.w).toEqual(Float32Array.of(-1, 0, 1));
});

test("no step makes a tensor, and none is left", () => {
  const before = memory();
  const parameters = new Parameters(SHAPES, drawn(1), adam({learningRate: 0.1}));
  const gradients = tensorsOf(drawn(2));
  const during = memory();
  // a weight, its gradient and two slots each
  expect(during.numTensors).toBe(before.numTensors + 16);
  for (let k = 0; k < 20; k++) parameters.step(gradients, {clip: 1});
  expect(memory().numTensors).toBe(during.numTensors);
  expect(memory().numBytes).toBe(during.numBytes);
  parameters.dispose();
  for (const gradient of Object.values(gradients)) gradient.dispose();
  expect(memory().numTensors).toBe(before.numTensors);
});

test("the state before the first step is zeros, and options out of range are named", () => {
  const {steps, slots} = initialState(adagrad({learningRate: 1, momentum: 0.5}), {w: Float32Array.of(7, 8)});
  expect(steps).toBe(0);
  expect(slots).toEqual({squares: {w: new Float32Array(2)}, velocity: {w: new Float32Array(2)}});
  for (const [make, said] of [
    [() => sgd({learningRate: 0}), "learningRate: 0"],
    [() => sgd({learningRate: NaN}), "learningRate: NaN"],
    [() => sgd({learningRate: 1, momentum: 1}), "momentum: 1"],
    [() => adagrad({learningRate: 1, momentum: -0.1}), "momentum: -0.1"],
    [() => adagrad({learningRate: 1, epsilon: -1}), "epsilon: -1"],
    [() => adam({learningRate: 1, weightDecay: 2}), "weightDecay: 2"]
  ] as const) {
    expect(make).toThrow(UserError);
    expect(make).toThrow(said);
  }
});
