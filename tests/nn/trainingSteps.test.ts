import * as tf from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import type {Weights} from "../../src/lib/nn/optimizers.js";
import {mlpNetwork} from "../../src/lib/nn/mlpNetwork.js";
import type {Network} from "../../src/lib/nn/network.js";
import {columnExamples} from "../../src/lib/models/neural/neuralModel.js";
import {MLP_OPTIONS} from "../../src/lib/nn/neuralOptions.js";
import {
  logLoss,
  predictLogOdds,
  meanLoss,
  trainNetwork,
  type Epoch,
  type Objective,
  type TrainingPlan
} from "../../src/lib/nn/trainer.js";

beforeAll(openTfjs);

/** Four rows of two columns, and a logistic regression over them: the smallest network there is. */
const X = [1, 2, -1, 0.5, 0, -3, 2, 1];
const Y = [1, 0, 0, 1];
const NETWORK = mlpNetwork(2, {width: 1, depth: 0});
const EXAMPLES = columnExamples({rows: 4, columns: ["a", "b"], x: Float64Array.from(X)});
const OPTIONS = {...MLP_OPTIONS, epochs: 1, batch: 4, learningRate: 0.1, l2: 0};
const start = (): Weights => ({out: Float32Array.of(0.5, -0.25), outBias: Float32Array.of(0.75)});

const epochsOf = (plan: Partial<TrainingPlan>): {epochs: Epoch[]; weights: Weights} => {
  const run = trainNetwork({
    network: NETWORK,
    examples: EXAMPLES,
    objective: logLoss({rows: 4, y: Y}),
    options: OPTIONS,
    start: start(),
    ...plan
  });
  const epochs: Epoch[] = [];
  for (;;) {
    const {done, value} = run.next();
    if (done) return {epochs, weights: value};
    epochs.push(value);
  }
};

/** The gradient of one step over all four rows: Adam's first mean is a tenth of it. */
const gradientOf = (plan: Partial<TrainingPlan>) => {
  const {first} = epochsOf(plan).epochs[0].state.optimizer.slots;
  return {out: Array.from(first.out, (m) => 10 * m), outBias: 10 * first.outBias[0]};
};

/** The same from the definition: mean over rows of (p − y) x, and of p − y, which is the bias's own. */
const byHand = () => {
  const error = Y.map((y, i) => 1 / (1 + Math.exp(-(0.5 * X[2 * i] - 0.25 * X[2 * i + 1] + 0.75))) - y);
  const mean = (of: (i: number) => number) => error.reduce((sum, e, i) => sum + e * of(i), 0) / 4;
  return {out: [mean((i) => X[2 * i]), mean((i) => X[2 * i + 1])], outBias: mean(() => 1)};
};

const close = (ours: number, theirs: number) =>
  expect(Math.abs(ours - theirs)).toBeLessThan(1e-6 * (1 + Math.abs(theirs)));

describe("the gradient of a step", () => {
  const plain = byHand();

  test("without L2 is that of the loss", () => {
    const ours = gradientOf({});
    close(ours.out[0], plain.out[0]);
    close(ours.out[1], plain.out[1]);
    close(ours.outBias, plain.outBias);
  });

  test("with L2 has so much of each weight more, and nothing of a bias", () => {
    const ours = gradientOf({options: {...OPTIONS, l2: 0.3}});
    close(ours.out[0], plain.out[0] + 0.3 * 0.5);
    close(ours.out[1], plain.out[1] + 0.3 * -0.25);
    close(ours.outBias, plain.outBias);
  });

  test("is cut to a length with L2 in it, over all weights", () => {
    const whole = [plain.out[0] + 0.3 * 0.5, plain.out[1] + 0.3 * -0.25, plain.outBias];
    const length = Math.hypot(...whole);
    const cut = gradientOf({options: {...OPTIONS, l2: 0.3}, clip: length / 3});
    [...cut.out, cut.outBias].forEach((g, i) => close(g, whole[i] / 3));
  });

  test("is not drawn out to that length", () => {
    const length = Math.hypot(...plain.out, plain.outBias);
    const ours = gradientOf({clip: 3 * length});
    close(ours.out[0], plain.out[0]);
    close(ours.outBias, plain.outBias);
  });

  test("moves each weight by the rate, against its sign, after the share that decays", () => {
    const {weights} = epochsOf({weightDecay: 0.2});
    close(weights.out[0], 0.98 * 0.5 - 0.1 * Math.sign(plain.out[0]));
    close(weights.out[1], 0.98 * -0.25 - 0.1 * Math.sign(plain.out[1]));
    close(weights.outBias[0], 0.98 * 0.75 - 0.1 * Math.sign(plain.outBias));
  });
});

describe("L2 in a deeper network", () => {
  const deep = mlpNetwork(2, {width: 3, depth: 2});
  const given = (): Weights =>
    Object.fromEntries(
      Object.entries(deep.shapes).map(([name, shape], k) => [
        name,
        Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, (_, i) => 0.3 * Math.sin(1 + 3 * k + i))
      ])
    );

  test("holds every matrix and no vector", () => {
    const first = (l2: number) =>
      epochsOf({network: deep, start: given(), options: {...OPTIONS, l2}}).epochs[0].state.optimizer.slots.first;
    const [without, held, before] = [first(0), first(0.5), given()];
    for (const [name, shape] of Object.entries(deep.shapes))
      held[name].forEach((m, i) => close(10 * (m - without[name][i]), shape.length === 2 ? 0.5 * before[name][i] : 0));
  });
});

describe("log loss of answers", () => {
  test("weighs a row by its own weight and its class's, a mean row as one", () => {
    const {loss, gradient} = logLoss({rows: 3, y: [1, 0, 1], weights: [1, 2, 3]}, 4).measure(
      [2, 1],
      Float32Array.of(Math.log(3), 0)
    );
    // weights 4, 2 and 12, their mean 6; chances ¾ for a positive, ½ for a negative
    close(loss, (12 / 6 / 2) * Math.log(4 / 3) + (2 / 6 / 2) * Math.LN2);
    close(gradient[0], (12 / 6 / 2) * (0.75 - 1));
    close(gradient[1], (2 / 6 / 2) * 0.5);
  });

  test("is that of a plain mean where nothing weighs", () => {
    const {loss, gradient} = logLoss({rows: 2, y: [0, 1]}).measure([0, 1], Float32Array.of(Math.log(4), -Math.log(4)));
    close(loss, Math.log(5));
    close(gradient[0], 0.4);
    close(gradient[1], -0.4);
  });

  test("of a sure and wrong answer is its log-odds, not infinity, and of a sure and right one nothing", () => {
    const {loss} = logLoss({rows: 2, y: [0, 1]}).measure([0, 1], Float32Array.of(500, 500));
    close(loss, 250);
    close(logLoss({rows: 2, y: [0, 1]}).measure([0, 1], Float32Array.of(-500, -700)).loss, 350);
  });
});

/** An objective whose losses are given, step by step, and whose gradients are nothing. */
const losses = (given: readonly number[]): Objective => {
  let step = 0;
  return {measure: (rows) => ({loss: given[step++], gradient: new Float32Array(rows.length).fill(1)})};
};

describe("an epoch", () => {
  test("takes every row once, in steps of so many, in an order of its own", () => {
    const rows = 23;
    const taken: number[][][] = [];
    const x = Float64Array.from({length: 2 * rows}, (_, i) => Math.cos(i));
    const {batch} = columnExamples({rows, columns: ["a", "b"], x});
    let epoch: number[][] = [];
    const seen = trainNetwork({
      network: NETWORK,
      examples: {rows, batch},
      objective: {
        measure(chosen) {
          epoch.push(Array.from(chosen));
          return {loss: 1, gradient: new Float32Array(chosen.length)};
        }
      },
      options: {...OPTIONS, epochs: 3, batch: 5},
      start: start()
    });
    for (const _ of seen) {
      taken.push(epoch);
      epoch = [];
    }
    expect(taken.map((steps) => steps.map(({length}) => length))).toEqual(Array(3).fill([5, 5, 5, 5, 3]));
    const ascending = Array.from({length: rows}, (_, row) => row);
    for (const steps of taken) expect(steps.flat().sort((a, b) => a - b)).toEqual(ascending);
    expect(new Set(taken.map(String)).size).toBe(3);
    for (const steps of taken) expect(steps.flat()).not.toEqual(ascending);
  });

  test("says the mean loss of its rows, not of its steps", () => {
    const {epochs} = epochsOf({
      examples: {...EXAMPLES, steps: () => [[0, 1, 2], [3]]},
      objective: losses([1, 5, 2, 8]),
      options: {...OPTIONS, epochs: 2}
    });
    expect(epochs.map(({training}) => training)).toEqual([(3 * 1 + 5) / 4, (3 * 2 + 8) / 4]);
    expect(epochs.map(({epochs: done, validation}) => [done, validation])).toEqual([
      [1, null],
      [2, null]
    ]);
  });

  test.each([NaN, Infinity])("whose loss is %d ends the training, by its number", (loss) => {
    const run = () =>
      epochsOf({
        examples: {...EXAMPLES, steps: () => [[0], [1]]},
        objective: losses([1, 1, 1, loss]),
        options: {...OPTIONS, epochs: 3}
      });
    expect(run).toThrow(UserError);
    expect(run).toThrow("the loss of epoch 2 is no number any more; choose a smaller learning rate or class weight");
  });
});

describe("stopping early", () => {
  const run = (validations: readonly number[], patience: number, epochs = validations.length) => {
    let at = 0;
    const copies: Weights[] = [];
    const found = epochsOf({
      objective: losses(Array(99).fill(1)),
      options: {...OPTIONS, epochs, patience},
      validate(weights) {
        copies.push(structuredClone(weights));
        return validations[at++];
      }
    });
    return {...found, copies};
  };

  test("happens so many epochs after the best, whose weights are kept", () => {
    const {epochs, weights, copies} = run([3, 2, 4, 5, 1], 2);
    expect(epochs.map(({validation}) => validation)).toEqual([3, 2, 4, 5]);
    expect(weights).toEqual(copies[1]);
    expect(weights).not.toEqual(copies[3]);
    expect(epochs.at(-1)!.state.best).toEqual({validation: 2, epochs: 2, weights: copies[1]});
  });

  test("takes an equal loss for no better one", () => {
    const {epochs, weights, copies} = run([2, 2, 2, 1], 2);
    expect(epochs).toHaveLength(3);
    expect(weights).toEqual(copies[0]);
  });

  test("counts anew from every better one", () => {
    const {epochs, weights, copies} = run([5, 6, 4, 6, 3, 6, 6, 0], 2);
    expect(epochs).toHaveLength(7);
    expect(weights).toEqual(copies[4]);
  });

  test("gives the best weights also where the epochs run out", () => {
    const {epochs, weights, copies} = run([1, 2], 5);
    expect(epochs).toHaveLength(2);
    expect(weights).toEqual(copies[0]);
  });

  test("is not where patience is 0 or nothing validates: the last weights are given", () => {
    const {epochs, weights, copies} = run([1, 2, 3, 4], 0);
    expect(epochs).toHaveLength(4);
    expect(weights).toEqual(copies[3]);
    const without = epochsOf({objective: losses(Array(9).fill(1)), options: {...OPTIONS, epochs: 4, patience: 1}});
    expect(without.epochs).toHaveLength(4);
    expect(without.weights).toEqual(without.epochs[3].weights);
  });
});

describe("dropout in training", () => {
  /** What a layer of ones becomes in each step: the network's own loss is one weight's, so that it has a gradient. */
  const masksOf = (dropout: number, epochs: number, seed = 1): number[][] => {
    const masks: number[][] = [];
    const watched: Network = {
      shapes: {w: [1, 1]},
      logOdds(tape, {w}, {rows}, silence) {
        const layer = silence(tf.ones([rows, 50]));
        if (tape.learning) masks.push(Array.from(layer.dataSync()));
        const value = tf.matMul(tf.ones([rows, 1]), w as tf.Tensor2D) as tf.Tensor2D;
        return tape.record([w], value, (gradient) => [tf.sum(gradient, 0, true)]);
      }
    };
    epochsOf({
      network: watched,
      start: {w: Float32Array.of(1)},
      options: {...OPTIONS, batch: 2, epochs, dropout, seed}
    });
    return masks;
  };

  test("of 0 leaves a layer as it is", () => {
    expect(masksOf(0, 1)).toEqual([Array(100).fill(1), Array(100).fill(1)]);
  });

  test("silences about its share, makes the others as much larger, and each step others", () => {
    const masks = masksOf(0.2, 40);
    expect(masks).toHaveLength(80);
    const all = masks.flat();
    // shares are whole 65536ths
    for (const value of all) if (value !== 0) expect(Math.abs(value - 1.25)).toBeLessThan(1 / 65536);
    // 8000 draws: four standard errors are 0.018
    expect(Math.abs(all.filter((value) => value === 0).length / all.length - 0.2)).toBeLessThan(0.018);
    expect(new Set(masks.map(String)).size).toBe(80);
    expect(masksOf(0.2, 40)).toEqual(masks);
    expect(masksOf(0.2, 1, 2)).not.toEqual(masks.slice(0, 2));
  });
});

describe("log-odds of all rows", () => {
  // more than are scored at once
  const rows = 2500;
  const x = Float64Array.from({length: 2 * rows}, (_, i) => ((i * 7919) % 1000) / 100 - 5);
  const examples = columnExamples({rows, columns: ["a", "b"], x});

  test("are each row's own", () => {
    const found = predictLogOdds(NETWORK, start(), examples);
    expect(found).toHaveLength(rows);
    for (let row = 0; row < rows; row++) close(found[row], 0.5 * x[2 * row] - 0.25 * x[2 * row + 1] + 0.75);
  });

  test("stand row by row where there are several outputs", () => {
    const two: Network = {
      shapes: {w: [2, 3]},
      logOdds: (_, {w}, batch) => tf.matMul(tf.tensor2d(batch.x!, [batch.rows, 2]), w as tf.Tensor2D)
    };
    const found = predictLogOdds(two, {w: Float32Array.of(1, 0, 2, 0, 1, -1)}, examples);
    expect(found).toHaveLength(3 * rows);
    for (let row = 0; row < rows; row++) {
      const [a, b] = [x[2 * row], x[2 * row + 1]];
      [a, b, 2 * a - b].forEach((value, k) => close(found[3 * row + k], value));
    }
  });

  test("give their mean loss over every row, in its order", () => {
    const y = Float64Array.from({length: rows}, (_, row) => (x[2 * row] > 1 ? 1 : 0));
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const z = 0.5 * x[2 * row] - 0.25 * x[2 * row + 1] + 0.75;
      sum += Math.log(1 + Math.exp(y[row] === 1 ? -z : z));
    }
    close(meanLoss(NETWORK, examples, logLoss({rows, y}))(start()), sum / rows);
  });

  test("leave no tensor behind", () => {
    const before = tf.memory().numTensors;
    predictLogOdds(NETWORK, start(), examples);
    epochsOf({});
    expect(tf.memory().numTensors).toBe(before);
  });
});
