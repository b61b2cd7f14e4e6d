import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {fitSessionNetwork, type SessionNetworkOptions} from "../../src/lib/sequence/sessionNetwork.js";
import type {TrainingState} from "../../src/lib/nn/trainer.js";
import {sequencesOf} from "../sequence/sequences.js";

beforeAll(openTfjs);

/** Sessions of one length, so that an epoch is one step; every other one buys. */
const train = sequencesOf(
  Array.from({length: 12}, (_, s) => ({
    user: s + 1,
    startMs: s * 1e7,
    events: [0, s % 2 === 0 ? 1 : 0, s % 2 === 0 ? 3 : 0].map((event, k) => ({event, ms: 1000 * (k + s)}))
  }))
);

const RATE = 4e-3;
const GIVEN: Partial<SessionNetworkOptions> = {
  family: "tcn",
  shape: {width: 4, blocks: 1, kernel: 2},
  epochs: 5,
  batch: 4096,
  learningRate: RATE,
  dropout: 0,
  patience: 0,
  weightDecay: 0,
  targets: [{ask: "purchase"}]
};

/** The learning rate of each epoch, worked out backwards from how far Adam moved the weights, and Adam's own moments. */
function ratesOf(more: Partial<SessionNetworkOptions>, resume?: TrainingState) {
  const rates: number[] = [];
  const states: TrainingState[] = [];
  let before: Readonly<Record<string, Float32Array>> | null = resume ? structuredClone(resume.weights) : null;
  for (const value of fitSessionNetwork(train, {...GIVEN, ...more}, {resume: structuredClone(resume)})) {
    if (value.epoch === null) continue;
    const {weights, optimizer} = value.epoch.state;
    const last = before;
    before = structuredClone(weights);
    states.push(structuredClone(value.epoch.state));
    if (last === null) continue;
    const {steps, slots} = optimizer;
    const {first, second} = slots;
    let [moved, meant] = [0, 0];
    for (const name of Object.keys(weights))
      weights[name].forEach((w, i) => {
        const mean = first[name][i] / (1 - 0.9 ** steps);
        const square = second[name][i] / (1 - 0.999 ** steps);
        moved += Math.abs(last[name][i] - w);
        meant += Math.abs(mean / (Math.sqrt(square) + 1e-8));
      });
    rates.push(moved / meant);
  }
  return {rates, states};
}

const same = (ours: readonly number[], theirs: readonly number[]) => {
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((rate, k) => expect(Math.abs(rate / theirs[k] - 1), `epoch ${k + 2}`).toBeLessThan(1e-3));
};

describe("the learning rate", () => {
  test("stays as it is without a decay", () => {
    same(ratesOf({decay: false}).rates, [RATE, RATE, RATE, RATE]);
  });

  test("falls in even steps to a fifth in the last of five epochs, and not to nothing", () => {
    same(ratesOf({decay: true}).rates, [0.8 * RATE, 0.6 * RATE, 0.4 * RATE, 0.2 * RATE]);
  });

  test("begins at the whole rate: Adam's first step is as long as that", () => {
    const {states} = ratesOf({decay: true, epochs: 1});
    const whole = ratesOf({decay: false, epochs: 1});
    expect(states[0].weights).toEqual(whole.states[0].weights);
  });

  test("falls to a half in the second of two epochs", () => {
    same(ratesOf({decay: true, epochs: 2}).rates, [0.5 * RATE]);
  });

  test("goes on where a run that was ended goes on", () => {
    const {states} = ratesOf({decay: true});
    same(ratesOf({decay: true}, states[2]).rates, [0.4 * RATE, 0.2 * RATE]);
  });
});
