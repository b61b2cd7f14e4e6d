import {readFileSync} from "node:fs";
import {memory, tensor2d} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import {initialWeights} from "../../src/lib/nn/network.js";
import {gradientsOf, predictLogOdds} from "../../src/lib/nn/trainer.js";
import {Tape} from "../../src/lib/nn/tape.js";
import {expectGradients} from "./finiteDifferences.js";
import {networks, randomBatch, type Sizes} from "./networks.js";

/** Made by neural.py beside the file. */
const vectors = JSON.parse(readFileSync(new URL("../vectors/neural.json", import.meta.url), "utf8")) as {
  sizes: Sizes;
  networks: {
    network: string;
    weights: Record<string, number[]>;
    x: number[];
    events: number[];
    mask: number[];
    logOdds: number[];
  }[];
};

beforeAll(openTfjs);

const still =
  () =>
  <T>(layer: T) =>
    layer;

describe.each(vectors.networks.map((one) => [one.network, one] as const))("%s", (name, one) => {
  const network = networks(vectors.sizes)[name];
  const {rows, steps, channels, columns} = vectors.sizes;

  test("gives the log-odds that numpy gives", () => {
    const weights = Object.fromEntries(Object.entries(one.weights).map(([key, w]) => [key, Float32Array.from(w)]));
    expect(Object.keys(weights).sort()).toEqual(Object.keys(network.shapes).sort());
    const batch = {
      rows,
      x: Float32Array.from(one.x),
      events: {x: Float32Array.from(one.events), mask: Float32Array.from(one.mask)}
    };
    expect(batch.x.length).toBe(rows * columns);
    expect(batch.events.x.length).toBe(rows * steps * channels);
    const found = predictLogOdds(network, weights, {rows, batch: () => batch});
    one.logOdds.forEach((expected, row) => expect(Math.abs(found[row] - expected)).toBeLessThan(1e-4));
    expect(new Set(one.logOdds).size).toBe(rows);
  });

  test("has the gradients that finite differences have", () => {
    const sizes = {...vectors.sizes, steps: 4};
    const small = networks(sizes)[name];
    const batch = randomBatch(sizes, 3);
    // off zero, where a rectifier has a corner in every unit that is told nothing
    const weights: Weights = Object.fromEntries(
      Object.entries(initialWeights(small, 5)).map(([key, w], k) => [
        key,
        w.map((value, i) => value + 0.02 * ((i + k) % 5) - 0.03)
      ])
    );
    expectGradients(small, weights, batch, {
      picked: (length) =>
        length > 12 ? [0, 3, 7, Math.floor(length / 2), length - 1] : Array.from({length}, (_, i) => i),
      least: 0.6
    });
  });

  test("leaves no tensor behind", () => {
    const batch = randomBatch(vectors.sizes, 1);
    const weights = initialWeights(network, 1);
    const before = memory().numTensors;
    gradientsOf(network, weights, batch, still, (z) => ({loss: 0, gradient: new Float32Array(z.length).fill(1)}));
    predictLogOdds(network, weights, {rows, batch: () => batch});
    expect(memory().numTensors).toBe(before);
  });
});

test("what a place without an event holds changes nothing", () => {
  for (const name of ["gru", "transformer"]) {
    const network = networks(vectors.sizes)[name];
    const weights = initialWeights(network, 2);
    const batch = randomBatch(vectors.sizes, 4);
    const {rows, channels} = vectors.sizes;
    const other = {
      ...batch,
      events: {
        ...batch.events!,
        x: batch.events!.x.map((v, i) => (batch.events!.mask[Math.floor(i / channels)] === 0 ? 9 : v))
      }
    };
    expect(other.events.x).not.toEqual(batch.events!.x);
    expect(predictLogOdds(network, weights, {rows, batch: () => other})).toEqual(
      predictLogOdds(network, weights, {rows, batch: () => batch})
    );
  }
});

test("a gradient that does not exist is an error", () => {
  const a = tensor2d([[1]]);
  const b = tensor2d([[2]]);
  expect(() => new Tape(true).gradients(a, a, [b])).toThrow(new RangeError("the value does not depend on tensor 0"));
  a.dispose();
  b.dispose();
});
