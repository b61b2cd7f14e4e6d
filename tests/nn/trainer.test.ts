import {memory} from "@tensorflow/tfjs-core";
import {beforeAll, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {adagrad, adam, optimizer, sgd, type Weights} from "../../src/lib/nn/optimizers.js";
import {mlpNetwork} from "../../src/lib/nn/mlpNetwork.js";
import {columnExamples} from "../../src/lib/models/neural/neuralModel.js";
import {MLP_OPTIONS} from "../../src/lib/nn/neuralOptions.js";
import {
  logLoss,
  meanLoss,
  trainingSteps,
  trainNetwork,
  type TrainingPlan,
  type TrainingState
} from "../../src/lib/nn/trainer.js";

beforeAll(openTfjs);

const ROWS = 90;
const source = random(7);
const x = Float64Array.from({length: ROWS * 3}, () => source.uniform() - 0.5);
const y = Float64Array.from({length: ROWS}, (_, row) => (x[3 * row] + x[3 * row + 1] > 0.2 ? 1 : 0));

function plan(more: Omit<Partial<TrainingPlan>, "objective"> = {}) {
  const options = {...MLP_OPTIONS, width: 5, epochs: 6, batch: 20, dropout: 0.2};
  return {
    network: mlpNetwork(3, options),
    examples: columnExamples({rows: ROWS, columns: ["a", "b", "c"], x}),
    objective: logLoss({rows: ROWS, y}),
    options,
    ...more
  };
}

const finish = (given: TrainingPlan): Weights => {
  const run = trainNetwork(given);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
  }
};

test("a run that goes on from an epoch's state, written out and read again, ends with the same bits", () => {
  const whole = plan({
    weightDecay: 0.01,
    clip: 0.5,
    validate: (weights) => meanLoss(whole.network, whole.examples, whole.objective)(weights)
  });
  const options = {...whole.options, patience: 3};
  const first = trainNetwork({...whole, options: {...options, epochs: 3}});
  let state: TrainingState | undefined;
  for (const epoch of first) state = structuredClone(epoch.state);
  expect(state!.epochs).toBe(3);
  expect(finish({...whole, options, resume: state})).toEqual(finish({...whole, options}));
});

test("steps are told between epochs, and change nothing", () => {
  const run = trainingSteps(plan());
  const seen: string[] = [];
  let weights: Weights;
  for (;;) {
    const {done, value} = run.next();
    if (done) {
      weights = value;
      break;
    }
    seen.push(value.epoch === null ? `${value.rows}/${value.of}` : `epoch ${value.epoch.epochs}`);
  }
  expect(seen.slice(0, 6)).toEqual(["20/90", "40/90", "60/90", "80/90", "90/90", "epoch 1"]);
  expect(seen.at(-1)).toBe("epoch 6");
  expect(weights).toEqual(finish(plan()));
});

test("the examples' own steps are taken, and weights that are given are started from", () => {
  const taken: number[][] = [];
  const {network, examples, objective, options} = plan();
  const start = finish(plan({options: {...options, epochs: 1}}));
  const before = structuredClone(start);
  const run = trainNetwork({
    network,
    examples: {...examples, steps: (epoch) => [[epoch], [10, 11]]},
    objective: {
      measure(rows, logOdds) {
        taken.push(Array.from(rows));
        return objective.measure(rows, logOdds);
      }
    },
    options: {...options, epochs: 2, learningRate: 1e-7},
    start
  });
  const [one] = [run.next(), run.next()];
  expect(taken).toEqual([[0], [10, 11], [1], [10, 11]]);
  expect(one.done).toBe(false);
  for (const name of Object.keys(before))
    before[name].forEach((value, i) => expect(Math.abs(start[name][i] - value)).toBeLessThan(1e-6));
});

test("decay and moments are AdamW's, worked out by hand for two steps", () => {
  const weights = {w: Float32Array.of(1, -2)};
  const {step, state} = optimizer(weights, adam({learningRate: 0.1, weightDecay: 0.5}));
  step({w: Float32Array.of(0.5, 0)});
  // the first step moves by the rate whatever the gradient's size, after a twentieth of the weight is taken off
  expect(weights.w[0]).toBeCloseTo(0.95 - 0.1, 5);
  expect(weights.w[1]).toBeCloseTo(-1.9, 6);
  step({w: Float32Array.of(0.25, 0)});
  const mean = (0.9 * 0.05 + 0.1 * 0.25) / (1 - 0.81);
  const square = (0.999 * 0.00025 + 0.001 * 0.0625) / (1 - 0.998001);
  expect(weights.w[0]).toBeCloseTo(0.95 * 0.85 - (0.1 * mean) / Math.sqrt(square), 5);
  expect(state().steps).toBe(2);
});

test("a gradient is cut to a length over all weights", () => {
  const {network, examples, options} = plan();
  const steep = {measure: (rows: ArrayLike<number>) => ({loss: 1, gradient: new Float32Array(rows.length).fill(1e3)})};
  const moved = (clip: number) => {
    const [epoch] = trainNetwork({
      network,
      examples: {...examples, steps: () => [[0, 1, 2]]},
      objective: steep,
      options: {...options, epochs: 1, l2: 0, dropout: 0},
      clip
    });
    return Object.values(epoch.state.optimizer.slots.first).flatMap((values) => Array.from(values, (m) => m / 0.1));
  };
  expect(Math.hypot(...moved(2))).toBeCloseTo(2, 3);
  const free = moved(Infinity);
  const cut = moved(2);
  const scale = 2 / Math.hypot(...free);
  free.forEach((value, i) => expect(cut[i]).toBeCloseTo(value * scale, 4));
});

test("no tensor is left by a run that is ended within an epoch, or left alone between epochs; nor from step to step", () => {
  const before = memory().numTensors;
  const counts: number[] = [];
  for (const value of trainingSteps(plan({clip: 1}))) {
    if (value.epoch === null) counts.push(memory().numTensors);
    else break;
  }
  expect(counts).toHaveLength(5);
  expect(new Set(counts).size).toBe(1);
  expect(memory().numTensors).toBe(before);
  for (const value of trainingSteps(plan())) if (value.epoch === null) break;
  expect(memory().numTensors).toBe(before);
  trainNetwork(plan()).next();
  expect(memory().numTensors).toBe(before);
});

test.each([
  ["SGD with momentum", () => sgd({learningRate: 0.05, momentum: 0.9}), ["velocity"]],
  ["Adagrad", () => adagrad({learningRate: 0.05}), ["squares"]]
] as const)("%s takes Adam's place, and goes on from its own state", (_, rule, slots) => {
  const whole = plan({rule: rule()});
  const [first] = trainNetwork({...whole, options: {...whole.options, epochs: 1}});
  const state = structuredClone(first.state);
  expect(Object.keys(state.optimizer.slots)).toEqual(slots);
  expect(finish(plan({rule: rule(), resume: state}))).toEqual(finish(plan({rule: rule()})));
  expect(finish(plan({rule: rule()}))).not.toEqual(finish(plan()));
});
