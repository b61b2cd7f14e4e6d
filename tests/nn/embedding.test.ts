import {concat, matMul, memory, slice, tensor2d, transpose, type Tensor2D} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {embedding, EmbeddingTable} from "../../src/lib/nn/embedding.js";
import {gruStates} from "../../src/lib/nn/gru.js";
import {dense} from "../../src/lib/nn/layers.js";
import {adagrad, adam, adamW, sgd, type UpdateRule} from "../../src/lib/nn/optimizers.js";
import {Parameters} from "../../src/lib/nn/parameters.js";
import {softmaxCrossEntropy} from "../../src/lib/nn/rankingLosses.js";
import {RecurrentState, type RecurrentStateJson} from "../../src/lib/nn/recurrentState.js";
import type {Tape} from "../../src/lib/nn/tape.js";
import {trainStep} from "../../src/lib/nn/trainStep.js";
import {vectors} from "./nnVectors.js";

beforeAll(openTfjs);

const RULES: Readonly<Record<string, () => UpdateRule>> = {
  sgd: () => sgd({learningRate: 0.1}),
  adagrad: () => adagrad({learningRate: 0.1, epsilon: 1e-20}),
  adagradMomentum: () => adagrad({learningRate: 0.1, momentum: 0.3}),
  adam: () => adam({learningRate: 0.01})
};

test.each(Object.keys(RULES))("%s on rows gives what PyTorch gives for sparse gradients", (name) => {
  const {sparse, found} = vectors.optimizers;
  const wanted = found.find((one) => one.name === name)!.sparse!;
  const table = new EmbeddingTable(Float32Array.from(sparse.start), sparse.shape[1], RULES[name]());
  sparse.ids.forEach((ids, k) => table.step(table.sumByRow(ids, Float32Array.from(sparse.gradients[k])), 1));
  table.values.forEach((w, i) => expect(Math.abs(w - wanted[i]), `${i}`).toBeLessThan(2e-6));
  expect(table.state().optimizer.steps).toBe(sparse.ids.length);
});

test("a row that is looked up in no step stays as it is, whatever its rule remembers", () => {
  for (const rule of [...Object.values(RULES), () => adamW({learningRate: 0.1, weightDecay: 0.5})]) {
    const table = new EmbeddingTable(
      Float32Array.from({length: 12}, (_, i) => i + 1),
      3,
      rule()
    );
    for (const id of [1, 3, 1]) table.step(table.sumByRow([id], Float32Array.of(1, 2, 3)), 1);
    const rest = () => [...table.values.subarray(0, 3), ...table.values.subarray(6, 9)];
    expect(rest()).toEqual([1, 2, 3, 7, 8, 9]);
    expect(Array.from(table.values.subarray(3, 6))).not.toEqual([4, 5, 6]);
    const once = Array.from(table.values.subarray(9));
    table.step(table.sumByRow([1], Float32Array.of(1, 2, 3)), 1);
    expect(Array.from(table.values.subarray(9))).toEqual(once);
  }
});

test("what is not a row, or not a table, is said", () => {
  const table = new EmbeddingTable(new Float32Array(6), 2, sgd({learningRate: 1}));
  for (const id of [-1, 3, 0.5, NaN]) {
    expect(() => table.gather([0, id])).toThrow(new RangeError(`row ${id} of 3`));
    expect(() => table.sumByRow([id], new Float32Array(2))).toThrow(RangeError);
  }
  expect(() => new EmbeddingTable(new Float32Array(7), 2, sgd({learningRate: 1}))).toThrow("7 numbers in rows of 2");
});

describe("a step with a table", () => {
  const WIDTH = 3;
  const IDS = [2, 5, 2, 0];
  const ids = Int32Array.from(IDS);
  const shapes = {w: [WIDTH, 4], b: [4]};
  const source = random(3);
  const draw = (n: number) => Float32Array.from({length: n}, () => 2 * source.uniform() - 1);
  const start = {w: draw(WIDTH * 4), b: draw(4)};
  const rows = draw(6 * WIDTH);

  /** The same network with the table among its dense weights, by a product with ones and zeros. */
  const whole = (rule: UpdateRule, clip: number) => {
    const weights = {table: rows.slice(), w: start.w.slice(), b: start.b.slice()};
    const parameters = new Parameters({table: [6, WIDTH], ...shapes}, weights, rule);
    const taken = tensor2d(IDS.map((id) => Array.from({length: 6}, (_, k) => Number(k === id))));
    for (let k = 0; k < 3; k++)
      trainStep(
        parameters,
        (tape, {table, w, b}) => {
          const found = tape.record([table], matMul(taken, table as Tensor2D), (gradient) => [
            matMul(transpose(taken), gradient as Tensor2D)
          ]);
          const outputs = dense(tape, found, w, b);
          return {outputs, ...softmaxCrossEntropy(outputs, [0, 1, 2, 3])};
        },
        {clip}
      );
    parameters.save();
    parameters.dispose();
    taken.dispose();
    return weights;
  };

  test.each([Infinity, 0.2])("moves its rows as a matrix that is learned whole would, clipped to %d", (clip) => {
    const weights = {w: start.w.slice(), b: start.b.slice()};
    const parameters = new Parameters(shapes, weights, sgd({learningRate: 0.5}));
    const table = new EmbeddingTable(rows.slice(), WIDTH, sgd({learningRate: 0.5}));
    const losses = [0, 1, 2].map(() =>
      trainStep(
        parameters,
        (tape, {w, b}) => {
          const outputs = dense(tape, embedding(tape, table, ids), w, b);
          return {outputs, ...softmaxCrossEntropy(outputs, [0, 1, 2, 3])};
        },
        {clip}
      )
    );
    parameters.save();
    parameters.dispose();
    expect(losses[2]).toBeLessThan(losses[0]);
    const wholly = whole(sgd({learningRate: 0.5}), clip);
    for (const [ours, theirs] of [
      [table.values, wholly.table],
      [weights.w, wholly.w],
      [weights.b, wholly.b]
    ])
      ours.forEach((value, i) => expect(Math.abs(value - theirs[i])).toBeLessThan(1e-6));
    expect(table.values).not.toEqual(rows);
  });

  test("sums the gradients of all lookups of one table, which then steps once", () => {
    const run = (apart: boolean) => {
      const parameters = new Parameters(shapes, {w: start.w.slice(), b: start.b.slice()}, sgd({learningRate: 0.5}));
      const table = new EmbeddingTable(rows.slice(), WIDTH, adagrad({learningRate: 0.5}));
      trainStep(parameters, (tape, {w, b}) => {
        const found = apart
          ? addRows(tape, embedding(tape, table, [2, 5]), embedding(tape, table, [2, 0]))
          : embedding(tape, table, [2, 5, 2, 0]);
        const outputs = dense(tape, found, w, b);
        return {outputs, ...softmaxCrossEntropy(outputs, [0, 1, 2, 3])};
      });
      parameters.dispose();
      return table.state();
    };
    expect(run(true)).toEqual(run(false));
    expect(run(true).optimizer.steps).toBe(1);
  });

  test("whose loss is no number moves nothing", () => {
    const weights = {w: start.w.slice(), b: start.b.slice()};
    const parameters = new Parameters(shapes, weights, sgd({learningRate: 0.5}));
    const table = new EmbeddingTable(rows.slice(), WIDTH, sgd({learningRate: 0.5}));
    const loss = trainStep(parameters, (tape, {w, b}) => {
      const outputs = dense(tape, embedding(tape, table, ids), w, b);
      return {outputs, loss: NaN, gradient: outputs};
    });
    expect(loss).toBeNaN();
    parameters.save();
    parameters.dispose();
    expect(weights).toEqual(start);
    expect(table.values).toEqual(rows);
  });
});

/** Two matrices one above the other. */
function addRows(tape: Tape, a: Tensor2D, b: Tensor2D): Tensor2D {
  const [rows, width] = a.shape;
  return tape.record([a, b], concat([a, b], 0), (gradient) => [
    slice(gradient as Tensor2D, [0, 0], [rows, width]),
    slice(gradient as Tensor2D, [rows, 0], [b.shape[0], width])
  ]);
}

/**
 * A recommender of the next item in sessions side by side, as GRU4Rec is trained: the state goes from batch to batch and
 * is reset where a session ends; the items of the input and of the output are rows of tables.
 */
describe("session-parallel batches", () => {
  const [ITEMS, UNITS, SIDE] = [40, 6, 5];
  const shapes = {w: [UNITS, 3 * UNITS], u: [UNITS, 3 * UNITS], b: [3 * UNITS], c: [3 * UNITS]};

  interface Saved {
    readonly weights: Record<string, Float32Array>;
    readonly optimizer: ReturnType<Parameters["save"]>;
    readonly table: ReturnType<EmbeddingTable["state"]>;
    readonly state: RecurrentStateJson;
  }

  /** Each session walks up the items from where it begins, three steps long or four. */
  const itemOf = (row: number, step: number) => (7 * row + step) % ITEMS;
  const endsAt = (row: number, step: number) => step % (3 + (row % 2)) === 0;

  function train(steps: number, from = 0, saved?: Saved) {
    const source = random(9);
    const draw = (n: number) => Float32Array.from({length: n}, () => source.uniform() - 0.5);
    const weights =
      saved?.weights ??
      Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, draw(shape.reduce((a, b) => a * b, 1))]));
    const rule = () => adagrad({learningRate: 0.1, momentum: 0.2});
    const values = saved?.table.values ?? draw(ITEMS * UNITS);
    const table = new EmbeddingTable(values, UNITS, rule(), saved?.table.optimizer);
    const parameters = new Parameters(shapes, weights, rule(), saved?.optimizer);
    const state = new RecurrentState(SIDE, UNITS, ["h"], saved?.state);
    const losses: number[] = [];
    const tensors: number[] = [];
    for (let step = from; step < steps; step++) {
      const rows = Array.from({length: SIDE}, (_, row) => row);
      state.reset(rows.filter((row) => endsAt(row, step)));
      losses.push(
        trainStep(parameters, (tape, {w, u, b, c}) => {
          const x = embedding(
            tape,
            table,
            rows.map((row) => itemOf(row, step))
          );
          const h = gruStates(tape, x, 1, {w, u, b, c}, state.tensors.h);
          state.carry({h});
          const wanted = embedding(
            tape,
            table,
            rows.map((row) => itemOf(row, step + 1))
          );
          const scores = tape.record([h, wanted], matMul(h, wanted, false, true), (gradient) => [
            matMul(gradient as Tensor2D, wanted),
            matMul(transpose(gradient as Tensor2D), h)
          ]);
          return {outputs: scores, ...softmaxCrossEntropy(scores as Tensor2D, rows)};
        })
      );
      tensors.push(memory().numTensors);
    }
    const optimizer = parameters.save();
    const kept = structuredClone({weights, optimizer, table: table.state(), state: state.toJSON()}) as Saved;
    parameters.dispose();
    state.dispose();
    return {kept, losses, tensors};
  }

  test("learn, and no tensor is left from step to step", () => {
    const before = memory().numTensors;
    const {losses, tensors} = train(120);
    expect(losses[119]).toBeLessThan(0.5 * losses[0]);
    expect(new Set(tensors.slice(1)).size).toBe(1);
    expect(memory().numTensors).toBe(before);
  });

  test("go on from a checkpoint with the same bits: weights, tables, moments, state", () => {
    const whole = train(30).kept;
    expect(train(30, 17, train(17).kept).kept).toEqual(whole);
    // without the state that was carried they would not
    const {kept} = train(17);
    const fresh = {...kept, state: {...kept.state, parts: {h: new Float32Array(SIDE * UNITS)}}};
    expect(train(30, 17, fresh).kept.weights).not.toEqual(whole.weights);
  });
});
