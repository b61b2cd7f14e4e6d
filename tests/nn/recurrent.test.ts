import {memory, ones, slice, tensor1d, tensor2d, tidy, zeros, type Tensor, type Tensor2D} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {gru, gruStates} from "../../src/lib/nn/gru.js";
import {lstm, lstmStates} from "../../src/lib/nn/lstm.js";
import {RecurrentState} from "../../src/lib/nn/recurrentState.js";
import {Tape} from "../../src/lib/nn/tape.js";
import {expectLayerGradients} from "./finiteDifferences.js";
import {vectors} from "./nnVectors.js";

beforeAll(openTfjs);

const {sizes, found} = vectors.recurrent;
const {rows, places, inputs, units} = sizes;

/** A layer by its name: all its outputs and its last state, from a state that is given, or the last output under a mask. */
const LAYERS = {
  gru: {
    gates: 3,
    parts: ["h"],
    all(tape: Tape, x: Tensor2D, steps: number, weights: Weights, state: State | null) {
      const output = gruStates(tape, x, steps, weights, state?.h ?? null);
      const each = output.shape[0] / steps;
      return {output, last: {h: slice(output, [(steps - 1) * each, 0], [each, units])} as State};
    },
    masked: (tape: Tape, x: Tensor2D, mask: Tensor[], weights: Weights, state: State | null) =>
      gru(tape, x, mask, weights, state?.h ?? null)
  },
  lstm: {
    gates: 4,
    parts: ["h", "c"],
    all: (tape: Tape, x: Tensor2D, steps: number, weights: Weights, state: State | null) =>
      lstmStates(tape, x, steps, weights, state) as {output: Tensor2D; last: State},
    masked: (tape: Tape, x: Tensor2D, mask: Tensor[], weights: Weights, state: State | null) =>
      lstm(tape, x, mask, weights, state).output
  }
} as const;

type Weights = Record<"w" | "u" | "b" | "c", Tensor>;
type State = Record<"h" | "c", Tensor2D>;

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
};

describe.each(found.map((one) => [one.name, one] as const))("%s", (name, one) => {
  const layer = LAYERS[name];
  const width = layer.gates * units;
  const weightsOf = (given: Record<"w" | "u" | "b" | "c", ArrayLike<number>>): Weights => ({
    w: tensor2d(Float32Array.from(given.w), [inputs, width]),
    u: tensor2d(Float32Array.from(given.u), [units, width]),
    b: tensor1d(Float32Array.from(given.b)),
    c: tensor1d(Float32Array.from(given.c))
  });
  const stateOf = (given: Record<string, ArrayLike<number>>, many = rows): State =>
    Object.fromEntries(
      layer.parts.map((part) => [part, tensor2d(Float32Array.from(given[part]), [many, units])])
    ) as State;
  const input = (given: ArrayLike<number>, at = 0, steps = places) =>
    tensor2d(Float32Array.from(given).slice(at * rows * inputs, (at + steps) * rows * inputs), [steps * rows, inputs]);

  test("gives PyTorch's outputs, last state and gradients, those of the first state too", () => {
    tidy(() => {
      const tape = new Tape(true);
      const [x, weights, initial] = [input(one.x), weightsOf(one.weights), stateOf(one.initial)];
      const {output, last} = layer.all(tape, x, places, weights, initial);
      expect(apart(output.dataSync(), one.outputs)).toBeLessThan(1e-5);
      for (const part of layer.parts) expect(apart(last[part].dataSync(), one.last[part])).toBeLessThan(1e-5);
      const wanted = {
        ...weights,
        x,
        ...Object.fromEntries(layer.parts.map((part) => [`initial ${part}`, initial[part]]))
      };
      const slope = tensor2d(Float32Array.from(one.slope), [places * rows, units]);
      const gradients = tape.gradients(output, slope, Object.values(wanted));
      Object.keys(wanted).forEach((key, k) => {
        expect(apart(gradients[k].dataSync(), one.gradients[key]), key).toBeLessThan(1e-5);
        expect(Math.max(...gradients[k].dataSync().map(Math.abs)), key).toBeGreaterThan(1e-3);
      });
    });
  });

  test("a sequence in two batches, its state carried, is the sequence in one", () => {
    const before = memory().numTensors;
    const state = new RecurrentState(rows, units, layer.parts);
    const [whole, parts] = tidy(() => {
      const weights = weightsOf(one.weights);
      const still = () => new Tape(false);
      const outputs = layer.all(still(), input(one.x), places, weights, null).output.dataSync();
      const halves = [0, 2].map((at) => {
        const {output, last} = layer.all(still(), input(one.x, at, 2), 2, weights, state.tensors as State);
        state.carry(Object.fromEntries(layer.parts.map((part) => [part, last[part]])) as State);
        return Array.from(output.dataSync());
      });
      return [outputs, halves.flat()];
    });
    expect(parts).toEqual(Array.from(whole));
    // read, and gone on from
    const copy = new RecurrentState(rows, units, layer.parts, structuredClone(state.toJSON()));
    for (const part of layer.parts)
      expect((copy.tensors as State)[part].dataSync()).toEqual((state.tensors as State)[part].dataSync());
    state.dispose();
    copy.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("a row that is reset begins anew, and the others go on", () => {
    const state = new RecurrentState(rows, units, layer.parts);
    tidy(() => {
      const weights = weightsOf(one.weights);
      const run = (at: number, from: State | null) => layer.all(new Tape(false), input(one.x, at, 2), 2, weights, from);
      state.carry(run(0, null).last);
      const on = run(2, state.tensors as State).output.dataSync();
      state.reset([1]);
      const after = run(2, state.tensors as State).output.dataSync();
      const fresh = run(2, null).output.dataSync();
      for (let i = 0; i < after.length; i++) {
        const row = Math.floor(i / units) % rows;
        expect(after[i]).toBe((row === 1 ? fresh : on)[i]);
      }
      expect(on).not.toEqual(fresh);
    });
    state.dispose();
  });

  test("places that are masked change neither output nor gradients, wherever they stand", () => {
    tidy(() => {
      const source = random(4);
      const weights = weightsOf(one.weights);
      const initial = stateOf(one.initial);
      const slope = tensor2d(
        Float32Array.from({length: rows * units}, () => source.uniform() - 0.5),
        [rows, units]
      );
      const there = (value: 0 | 1) => (value === 1 ? ones([rows, 1]) : zeros([rows, 1]));
      const result = (x: Tensor2D, mask: (0 | 1)[]) => {
        const tape = new Tape(true);
        const output = layer.masked(tape, x, mask.map(there), weights, initial);
        const tensors = [...Object.values(weights), ...layer.parts.map((part) => initial[part])];
        return [output, ...tape.gradients(output, slope, tensors)].map((tensor) => tensor.dataSync());
      };
      const dense = result(input(one.x, 1, 2), [1, 1]);
      const odd = result(input(one.x), [0, 1, 1, 0]);
      dense.forEach((values, k) => expect(apart(values, odd[k])).toBeLessThan(1e-6));
    });
  });

  test("has the gradients that finite differences have, rows masked differently", () => {
    const mask = Float32Array.of(0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1);
    const states = Object.fromEntries(layer.parts.map((part) => [part, [rows, units]]));
    const shapes = {
      x: [places * rows, inputs],
      w: [inputs, width],
      u: [units, width],
      b: [width],
      d: [width],
      ...states
    };
    expectLayerGradients((tape, {x, w, u, b, d, ...state}: Record<string, Tensor>) => {
      const masks = Array.from({length: places}, (_, k) =>
        tensor2d(mask.subarray(k * rows, (k + 1) * rows), [rows, 1])
      );
      return layer.masked(tape, x as Tensor2D, masks, {w, u, b, c: d}, state as State);
    }, shapes);
    expectLayerGradients(
      (tape, {x, w, u, b, d, ...state}: Record<string, Tensor>) =>
        layer.all(tape, x as Tensor2D, places, {w, u, b, c: d}, state as State).output,
      shapes,
      2
    );
  });
});
