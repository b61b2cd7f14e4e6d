import {memory, tensor2d} from "@tensorflow/tfjs-core";
import type {Tensor2D} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {binaryCrossEntropy, pinballLoss, poissonLoss, squaredError} from "../../src/lib/nn/pointwiseLosses.js";
import {bprMax, sampledSoftmax, softmaxCrossEntropy, top1, top1Max} from "../../src/lib/nn/rankingLosses.js";
import type {TensorLoss} from "../../src/lib/nn/tensorLoss.js";
import {logLoss, trainNetwork} from "../../src/lib/nn/trainer.js";
import {mlpNetwork} from "../../src/lib/nn/mlpNetwork.js";
import {MLP_OPTIONS} from "../../src/lib/nn/neuralOptions.js";
import {vectors} from "./nnVectors.js";

beforeAll(openTfjs);

const {found, targets, weights, labels, counts, numbers, levels, expected, items} = vectors.losses;
const LOSSES: Readonly<Record<string, (outputs: Tensor2D, weights?: readonly number[]) => TensorLoss>> = {
  binaryCrossEntropy: (z, w) => binaryCrossEntropy(z, labels, w),
  squaredError: (z, w) => squaredError(z, numbers, w),
  poissonLoss: (z, w) => poissonLoss(z, counts, w),
  pinballLoss: (q, w) => pinballLoss(q, numbers, levels, w),
  softmaxCrossEntropy: (z, w) => softmaxCrossEntropy(z, targets, w),
  sampledSoftmax: (z, w) => sampledSoftmax(z, targets, {expected, items}, w),
  bprMax: (z, w) => bprMax(z, targets, {regularization: 0.7}, w),
  top1: (z, w) => top1(z, targets, w),
  top1Max: (z, w) => top1Max(z, targets, w)
};

/** What a loss says of outputs, read; its tensors are gone. */
function read(name: string, outputs: ArrayLike<number>, given?: readonly number[]) {
  const z = tensor2d(Float32Array.from(outputs), [4, outputs.length / 4]);
  const {loss, gradient} = LOSSES[name](z, given);
  const told = {loss: loss.dataSync()[0], gradient: Array.from(gradient.dataSync()), shape: gradient.shape};
  for (const tensor of [z, loss, gradient]) tensor.dispose();
  return told;
}

test("every loss has its vectors", () => {
  expect(found.map(({name}) => name).sort()).toEqual(Object.keys(LOSSES).sort());
});

describe.each(found.map((one) => [one.name, one] as const))("%s", (name, {outputs, loss, gradient}) => {
  test("gives the loss and the gradient that PyTorch gives, rows weighed", () => {
    const ours = read(name, outputs, weights);
    expect(ours.shape).toEqual([4, outputs.length / 4]);
    expect(Math.abs(ours.loss - loss)).toBeLessThan(1e-6 * Math.max(1, Math.abs(loss)));
    ours.gradient.forEach((slope, i) =>
      expect(Math.abs(slope - gradient[i]), `${i}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(gradient[i])))
    );
  });

  test("has the gradient that finite differences have", () => {
    const h = 1e-2;
    const {gradient: slopes} = read(name, outputs);
    for (let i = 0; i < outputs.length; i++) {
      const at = (change: number) =>
        read(
          name,
          outputs.map((z, k) => (k === i ? z + change : z))
        ).loss;
      expect(Math.abs((at(h) - at(-h)) / (2 * h) - slopes[i]), `${i}`).toBeLessThan(5e-4 * Math.max(1, Math.abs(loss)));
    }
  });

  test("takes a weight of 2 for the row twice, and one of 0 for no row", () => {
    const width = outputs.length / 4;
    const [once, twice] = [read(name, outputs, [1, 1, 1, 1]), read(name, outputs, [1, 2, 0, 1])];
    expect(once).toEqual(read(name, outputs));
    for (let k = 0; k < width; k++) {
      expect(twice.gradient[width + k]).toBeCloseTo(2 * once.gradient[width + k], 6);
      expect(Math.abs(twice.gradient[2 * width + k])).toBe(0);
    }
    expect(() => read(name, outputs, [1])).toThrow("1 weights for 4 rows");
  });

  test("is a number for outputs that are sure and wrong, and leaves two tensors only", () => {
    const before = memory().numTensors;
    // e^z of Poisson's mean is beyond 32 bits from 88 on
    const extreme = outputs.map((_, i) => (i % 2 === 0 ? 80 : -80));
    const told = read(name, extreme);
    for (const value of [told.loss, ...told.gradient]) expect(Number.isFinite(value)).toBe(true);
    expect(memory().numTensors).toBe(before);
  });
});

test("the binary loss is the trainer's on typed arrays", () => {
  const z = [3, -40, 0, 0.5];
  const y = [1, 1, 0, 0];
  const {loss, gradient} = binaryCrossEntropy(tensor2d(z, [4, 1]), y);
  const arrays = logLoss({rows: 4, y}).measure([0, 1, 2, 3], Float32Array.from(z));
  expect(Math.abs(loss.dataSync()[0] / arrays.loss - 1)).toBeLessThan(1e-6);
  gradient.dataSync().forEach((slope, i) => expect(Math.abs(slope - arrays.gradient[i])).toBeLessThan(1e-7));
});

test("a network trains the same by a loss on the backend and by one on typed arrays", () => {
  const x = Float32Array.from({length: 60}, (_, i) => Math.sin(7 * i));
  const y = Array.from({length: 60}, (_, i) => Number(x[i] > 0.1));
  const common = {
    network: mlpNetwork(1, {width: 4, depth: 1}),
    examples: {
      rows: 60,
      batch: (rows: ArrayLike<number>) => ({
        rows: rows.length,
        x: Float32Array.from(rows, (row) => x[row]),
        events: null
      })
    },
    options: {...MLP_OPTIONS, epochs: 5, batch: 16}
  };
  const last = (objective: Parameters<typeof trainNetwork>[0]["objective"]) => {
    const epochs = Array.from(trainNetwork({...common, objective}), ({training, weights}) => ({
      training,
      weights: structuredClone(weights)
    }));
    return epochs[4];
  };
  const arrays = last(logLoss({rows: 60, y}));
  const tensors = last({
    measureTensor: (rows, outputs) =>
      binaryCrossEntropy(
        outputs,
        Array.from(rows, (row) => y[row])
      )
  });
  expect(Math.abs(arrays.training - tensors.training)).toBeLessThan(1e-5);
  for (const [name, w] of Object.entries(arrays.weights))
    w.forEach((value, i) => expect(Math.abs(value - tensors.weights[name][i])).toBeLessThan(1e-4));
});

test("what is not a target, a level or a column is said", () => {
  const z = tensor2d([[1, 2, 3]]);
  for (const wrong of [-1, 3, 0.5])
    expect(() => softmaxCrossEntropy(z, [wrong])).toThrow(`row 0 wants column ${wrong}`);
  expect(() => top1(z, [0, 1])).toThrow("2 targets for 1 rows");
  expect(() => pinballLoss(z, [1], [0.1, 0.5])).toThrow("2 levels for 3 outputs");
  expect(() => pinballLoss(z, [1], [0.1, 0.5, 0])).toThrow("level 0");
  expect(() => sampledSoftmax(z, [0], {expected: [1]})).toThrow("1 numbers for 3 columns");
  expect(() => squaredError(z, [1, 2])).toThrow("2 targets for 1 rows");
  z.dispose();
});
