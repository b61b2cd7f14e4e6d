import {readFileSync} from "node:fs";
import {memory} from "@tensorflow/tfjs-core";
import fc from "fast-check";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import {gruEventNetwork} from "../../src/lib/nn/gruEventNetwork.js";
import {initialWeights, type Batch, type Network} from "../../src/lib/nn/network.js";
import {checkTcn, receptiveField, tcnNetwork} from "../../src/lib/nn/tcnNetwork.js";
import {gradientsOf, predictLogOdds} from "../../src/lib/nn/trainer.js";
import {expectGradients} from "./finiteDifferences.js";

/** Made by tcn.py beside the file. */
const vectors = JSON.parse(readFileSync(new URL("../vectors/tcn.json", import.meta.url), "utf8")) as {
  sizes: Record<"rows" | "steps" | "channels" | "width" | "kernel" | "blocks" | "targets", number>;
  networks: {
    network: "tcn" | "gru";
    x: number[];
    weights: Record<string, number[]>;
    logOdds: number[];
    gradient: number[];
    gradients: Record<string, number[]>;
  }[];
};
const {sizes} = vectors;

beforeAll(openTfjs);

const still =
  () =>
  <T>(layer: T) =>
    layer;

const networks: Record<"tcn" | "gru", (shape?: Partial<typeof sizes>) => Network> = {
  tcn: (shape) => tcnNetwork(sizes.channels, sizes.targets, {...sizes, ...shape}),
  gru: (shape) => gruEventNetwork(sizes.channels, sizes.targets, {...sizes, ...shape})
};

const batchOf = (rows: number, x: Float32Array): Batch => ({
  rows,
  x: null,
  events: {x, mask: new Float32Array(x.length / sizes.channels).fill(1)}
});

const drawn = (rows: number, steps: number, seed: number): Float32Array => {
  const source = random(seed);
  return Float32Array.from({length: rows * steps * sizes.channels}, () => 2 * source.uniform() - 1);
};

const scored = (network: Network, weights: Weights, rows: number, x: Float32Array) =>
  predictLogOdds(network, weights, {rows, batch: () => batchOf(rows, x)});

describe.each(vectors.networks.map((one) => [one.network, one] as const))("%s", (name, one) => {
  const network = networks[name]();
  const {rows, steps, targets} = sizes;
  const weights = Object.fromEntries(Object.entries(one.weights).map(([key, w]) => [key, Float32Array.from(w)]));

  test("gives the log-odds and the gradients that PyTorch gives", () => {
    expect(Object.keys(weights).sort()).toEqual(Object.keys(network.shapes).sort());
    const x = Float32Array.from(one.x);
    const found = scored(network, weights, rows, x);
    expect(found.length).toBe(rows * steps * targets);
    one.logOdds.forEach((expected, i) => expect(Math.abs(found[i] - expected)).toBeLessThan(1e-4));
    const {gradients} = gradientsOf(network, weights, batchOf(rows, x), still, () => ({
      loss: 0,
      gradient: Float32Array.from(one.gradient)
    }));
    for (const [key, gradient] of Object.entries(gradients)) {
      expect(gradient.length).toBe(one.gradients[key].length);
      gradient.forEach((value, i) =>
        expect(Math.abs(value - one.gradients[key][i]), `${key}[${i}]`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(value))
        )
      );
      expect(
        one.gradients[key].some((value) => Math.abs(value) > 1e-3),
        key
      ).toBe(true);
    }
  });

  test("has the gradients that finite differences have, also where sequences are shorter than the kernel's reach", () => {
    for (const length of [1, 2, 5]) {
      const batch = batchOf(2, drawn(2, length, 3));
      const started: Weights = Object.fromEntries(
        Object.entries(initialWeights(network, 5)).map(([key, w], k) => [
          key,
          w.map((value, i) => value + 0.02 * ((i + k) % 5) - 0.03)
        ])
      );
      expectGradients(network, started, batch, {
        picked: (length) => new Set([0, 3, Math.floor(length / 2), length - 1].filter((i) => i < length)),
        least: 0.6
      });
    }
  });

  test("a score depends on no later event, and not on what a shorter sequence is padded with", () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 12}), fc.integer({min: 0, max: 9}), fc.nat(1000), (length, more, seed) => {
        const started = initialWeights(network, seed);
        const {channels} = sizes;
        const long = drawn(2, length + more, seed + 1);
        const all = scored(network, started, 2, long);
        const cut = Float32Array.from({length: 2 * length * channels}, (_, i) => {
          const row = Math.floor(i / (length * channels));
          return long[row * (length + more) * channels + (i % (length * channels))];
        });
        const short = scored(network, started, 2, cut);
        for (let row = 0; row < 2; row++)
          for (let i = 0; i < length * targets; i++)
            expect(Math.abs(all[row * (length + more) * targets + i] - short[row * length * targets + i])).toBeLessThan(
              1e-6
            );
      }),
      {numRuns: 25}
    );
  });

  test("leaves no tensor behind", () => {
    const before = memory().numTensors;
    const batch = batchOf(2, drawn(2, 6, 1));
    const started = initialWeights(network, 1);
    gradientsOf(network, started, batch, still, (z) => ({loss: 0, gradient: new Float32Array(z.length).fill(1)}));
    predictLogOdds(network, started, {rows: 2, batch: () => batch});
    expect(memory().numTensors).toBe(before);
  });
});

/** The same network with one loop for each thing that is summed over, in 64 bits. */
function slowTcn(weights: Weights, x: Float32Array, steps: number, {channels, width, kernel, blocks, targets} = sizes) {
  let layer = Array.from({length: steps}, (_, t) => Array.from({length: channels}, (_, c) => x[t * channels + c]));
  const convolved = (input: number[][], name: string, dilation: number) =>
    input.map((_, t) =>
      Array.from({length: width}, (_, o) => {
        const [v, many] = [weights[name], input[0].length];
        let length = 0;
        for (let i = 0; i < kernel * many; i++) length += v[i * width + o] ** 2;
        let sum = weights[`${name}Bias`][o];
        for (let j = 0; j < kernel; j++) {
          const place = t - (kernel - 1 - j) * dilation;
          if (place < 0) continue;
          for (let c = 0; c < many; c++)
            sum += ((weights[`${name}gain`][o] * v[(j * many + c) * width + o]) / Math.sqrt(length)) * input[place][c];
        }
        return Math.max(0, sum);
      })
    );
  for (let i = 0; i < blocks; i++) {
    const inner = convolved(convolved(layer, `first${i}`, 2 ** i), `second${i}`, 2 ** i);
    const past = layer.map((row) =>
      i > 0
        ? row
        : Array.from({length: width}, (_, o) =>
            row.reduce((sum, value, c) => sum + value * weights.around0[c * width + o], weights.around0Bias[o])
          )
    );
    layer = inner.map((row, t) => row.map((value, o) => Math.max(0, value + past[t][o])));
  }
  return layer.flatMap((row) =>
    Array.from({length: targets}, (_, k) =>
      row.reduce((sum, value, o) => sum + value * weights.out[o * targets + k], weights.outBias[k])
    )
  );
}

test("is what a slow convolution, written out, is", () => {
  for (const [steps, seed] of [
    [1, 1],
    [2, 2],
    [7, 3],
    [40, 4]
  ]) {
    const network = networks.tcn();
    const weights = Object.fromEntries(
      Object.entries(initialWeights(network, seed)).map(([key, w]) => [
        key,
        w.map((value, i) => value + 0.01 * (i % 3))
      ])
    );
    const x = drawn(1, steps, seed);
    const slow = slowTcn(weights, x, steps);
    scored(network, weights, 1, x).forEach((value, i) => expect(Math.abs(value - slow[i])).toBeLessThan(1e-5));
  }
});

test("looks back as far as its shape says, and no further", () => {
  const shape = {width: 4, blocks: 2, kernel: 3};
  const field = receptiveField(shape);
  expect(field).toBe(13);
  const network = tcnNetwork(sizes.channels, 1, shape);
  const steps = field + 3;
  const reach = (seed: number) => {
    const weights = initialWeights(network, seed);
    const x = drawn(1, steps, seed);
    const last = (input: Float32Array) => scored(network, weights, 1, input).at(-1)!;
    const at = (place: number) =>
      last(x.map((value, i) => (Math.floor(i / sizes.channels) === place ? value + 5 : value)));
    for (let place = 0; place < steps - field; place++) expect(at(place)).toBe(last(x));
    return Math.abs(at(steps - field) - last(x));
  };
  expect(Math.max(...Array.from({length: 10}, (_, seed) => reach(seed)))).toBeGreaterThan(1e-4);
});

test("a shape out of range is named", () => {
  for (const [change, said] of [
    [{width: 0}, "width: 0; give a whole number from 1 to 1024"],
    [{blocks: 1.5}, "blocks: 1.5; give a whole number from 1 to 12"],
    [{kernel: 99}, "kernel: 99; give a whole number from 1 to 16"]
  ] as const)
    expect(() => checkTcn({width: 4, blocks: 2, kernel: 3, ...change})).toThrow(new UserError(said));
});
