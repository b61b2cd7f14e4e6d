import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import * as ort from "onnxruntime-node";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {MODELS} from "../../loaders/training/train.js";
import {random} from "../../src/lib/core/random.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {gruEstimator, mlpEstimator, transformerEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {withInt8} from "../../src/lib/models/neural/tabmPruning.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {ALL_FAMILIES as families} from "../../src/lib/models/neural/neuralFamilies.js";
import {readOnnxGraph, type ReadGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {inputPool, POOL_ROWS} from "../../src/lib/latency/modelInputs.js";
import {onnxInterpreter} from "../../src/lib/onnx/interpreter/onnxInterpreter.js";
import type {ModelInputs} from "../../src/lib/onnx/runtimes/scorer.js";
import {tfjsScorer, tfjsSupports} from "../../src/lib/onnx/runtimes/tfjsScorer.js";
import {adversarialRows, exampleRows} from "../onnx/rows.js";
import {greatestDifference} from "../onnx/runtimes.js";
import {withEvents} from "../onnx/withEvents.js";
import {runs} from "../thorough.js";

beforeAll(openTfjs);

/** What the native runtime, which is no code of ours, makes of the same inputs. */
async function native(bytes: Uint8Array, inputs: ModelInputs): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  const feeds = Object.entries(inputs).map(([name, {data, shape}]) => [name, new ort.Tensor("float32", data, shape)]);
  const found = await session.run(Object.fromEntries(feeds));
  await session.release();
  return found[session.outputNames[0]].data as Float32Array;
}

/** Numbers of many sizes for every input of a graph, one in twenty of the columns' missing. */
function wideInputs({inputs}: ReadGraph, rows: number, seed: number): ModelInputs {
  const source = random(seed);
  return Object.fromEntries(
    inputs.map(({name, shape}) => {
      const whole = [rows, ...shape.slice(1).map((size) => (typeof size === "number" ? size : 6))];
      const draw = () =>
        name !== "features"
          ? source.below(2)
          : source.below(20) === 0
            ? NaN
            : source.below(3) * source.below(60) ** source.below(2);
      return [name, {shape: whole, data: Float32Array.from({length: whole.reduce((a, b) => a * b, 1)}, draw)}];
    })
  );
}

const NONE: Matrix = {rows: 0, columns: [], x: new Float32Array(0)};
const FILES = readdirSync(MODELS).filter((file) => file.endsWith(".onnx"));

describe("every model that is trained", () => {
  test("is there", () => expect(FILES.length).toBeGreaterThan(10));

  test.each(FILES)("%s", async (file) => {
    const bytes = new Uint8Array(readFileSync(join(MODELS, file)));
    const graph = readOnnxGraph(bytes);
    const inputs = wideInputs(graph, runs(40, 300), 3);
    const wanted = await native(bytes, inputs);
    expect(new Set(wanted).size).toBeGreaterThan(3);
    const plain = onnxInterpreter(graph);
    expect(greatestDifference(plain.score(inputs), wanted)).toBeLessThanOrEqual(1e-5);
    // the memory of one call is used by the next, of another size too
    const few = wideInputs(graph, 7, 4);
    expect(greatestDifference(plain.score(few), await native(bytes, few))).toBeLessThanOrEqual(1e-5);
    expect(greatestDifference(plain.score(inputs), wanted)).toBeLessThanOrEqual(1e-5);
    if (tfjsSupports(graph))
      expect(greatestDifference(await tfjsScorer(graph).score(inputs), wanted)).toBeLessThanOrEqual(1e-4);
  });
});

const QUICK = {epochs: 2, learningRate: 5e-3};

describe("networks, on usual and on extreme rows", () => {
  const train = exampleRows(400, 1);
  const TABM = {...QUICK, width: 12, pieces: 6, embedding: 3, patience: 0};
  test.each([
    ["a perceptron", () => mlpEstimator({...QUICK, width: 16}).fit(train, {seed: 1})],
    ["TabM", () => tabmEstimator({...TABM, heads: 4}).fit(train, {seed: 1})],
    ["TabM of one head", () => tabmEstimator({...TABM, heads: 1}).fit(train, {seed: 1})],
    ["TabM in 8 bits", async () => withInt8(await tabmEstimator({...TABM, heads: 4}).fit(train, {seed: 1}))]
  ])("%s", async (_, fit) => {
    const bytes = modelToOnnx(await fit(), {families});
    const graph = readOnnxGraph(bytes);
    const edges = adversarialRows(await fit(), exampleRows(100, 2));
    const clipped = {...edges, x: edges.x.map((v) => Math.max(-1e4, Math.min(1e4, v)))};
    for (const {rows, columns, x} of [exampleRows(300, 2), clipped]) {
      const inputs = {features: {data: x as Float32Array, shape: [rows, columns.length]}};
      const wanted = await native(bytes, inputs);
      expect(greatestDifference(onnxInterpreter(graph).score(inputs), wanted)).toBeLessThanOrEqual(1e-5);
      if (tfjsSupports(graph))
        expect(greatestDifference(await tfjsScorer(graph).score(inputs), wanted)).toBeLessThanOrEqual(1e-4);
    }
  });

  test.each([
    ["a GRU", gruEstimator({...QUICK, width: 6, steps: 5})],
    ["a transformer", transformerEstimator({...QUICK, width: 8, steps: 5, heads: 2})]
  ])("%s", async (_, learner) => {
    const bytes = modelToOnnx(await learner.fit(withEvents(200, 1), {seed: 2}), {families});
    const graph = readOnnxGraph(bytes);
    const inputs = inputPool(graph, NONE, 5).take(64, 0);
    expect(Object.keys(inputs).sort()).toEqual(["events", "features", "mask"]);
    const wanted = await native(bytes, inputs);
    expect(new Set(wanted).size).toBeGreaterThan(3);
    expect(greatestDifference(onnxInterpreter(graph).score(inputs), wanted)).toBeLessThanOrEqual(1e-5);
  });
});

test("asks for the inputs that the graph has", () => {
  const graph = readOnnxGraph(new Uint8Array(readFileSync(join(MODELS, FILES[0]))));
  expect(() => onnxInterpreter(graph).score({})).toThrow("wants an input features");
});

test("TensorFlow.js leaves nothing behind", async () => {
  const {memory} = await import("@tensorflow/tfjs-core");
  const graph = readOnnxGraph(modelToOnnx(await mlpEstimator(QUICK).fit(exampleRows(200, 1), {seed: 1}), {families}));
  const before = memory().numTensors;
  const scorer = tfjsScorer(graph);
  const held = memory().numTensors;
  for (let turn = 0; turn < 5; turn++) await scorer.score(inputPool(graph, NONE).take(16, turn));
  expect(memory().numTensors).toBe(held);
  await scorer.close();
  expect(memory().numTensors).toBe(before);
});

describe("rows to ask about", () => {
  const graph = readOnnxGraph(new Uint8Array(readFileSync(join(MODELS, "shop-purchase-this-session-logistic.onnx"))));
  const columns = JSON.parse(graph.metadata.columns) as string[];

  test("are those given, by the names of their columns, again and again", () => {
    // columns in another order, one too many
    const given = [...columns].reverse().concat("another");
    const x = Float32Array.from({length: 3 * given.length}, (_, i) => i);
    const pool = inputPool(graph, {rows: 3, columns: given, x});
    expect(pool.real).toBe(true);
    const {features} = pool.take(4, 0);
    expect(features.shape).toEqual([4, columns.length]);
    for (let row = 0; row < 4; row++)
      columns.forEach((name, k) =>
        expect(features.data[row * columns.length + k]).toBe((row % 3) * given.length + given.indexOf(name))
      );
  });

  test("are others at the next turn, and the first again once all have had theirs", () => {
    const pool = inputPool(graph, NONE);
    expect(pool.real).toBe(false);
    expect(pool.take(256, 1)).not.toEqual(pool.take(256, 0));
    expect(pool.take(256, POOL_ROWS / 256)).toEqual(pool.take(256, 0));
    expect(inputPool(graph, NONE).take(8, 5)).toEqual(pool.take(8, 5));
  });
});
