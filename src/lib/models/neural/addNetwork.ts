import type {MlpJson, SequenceJson, TensorJson} from "./neuralModel.js";
import {addStep} from "../addTransform.js";
import type {GraphInputs} from "../family.js";
import type {GraphBuilder, GraphValue} from "../../onnx/graphBuilder.js";

type Weights = Readonly<Record<string, TensorJson>>;
type Dense = (input: GraphValue, weight: string, bias: string, activation?: "relu") => GraphValue;

/**
 * A multilayer perceptron on standardized columns, rows × 1; in 32-bit reals, as it was trained.
 *
 * @example
 * ```ts
 * import {MLP_OPTIONS} from "../../nn/neuralOptions.js";
 * import {GraphBuilder} from "../../onnx/graphBuilder.js";
 *
 * const graph = new GraphBuilder();
 * const features = graph.input({name: "features", shape: ["rows", 1]});
 * const weights = {out: {shape: [1, 1], values: [1]}, outBias: {shape: [1], values: [0]}};
 * addMlp(graph, features, {family: "mlp", columns: ["views"], options: {...MLP_OPTIONS, depth: 0}, weights}).type
 * // → "double" (chances are of log-odds in 64 bits)
 * ```
 */
export function addMlp(graph: GraphBuilder, input: GraphValue, {options: {depth}, weights}: MlpJson): GraphValue {
  const dense = denseOf(graph, weights);
  let layer = graph.cast(input, "float");
  for (let k = 0; k < depth; k++) layer = dense(layer, `w${k}`, `b${k}`, "relu");
  return chance(graph, dense(layer, "out", "outBias"));
}

/**
 * A network over events, rows × 1, of the inputs `features`, `events` (rows × steps × channels) and `mask` (rows ×
 * steps).
 *
 * @example
 * ```ts
 * import {GRU_OPTIONS} from "../../nn/neuralOptions.js";
 * import {GraphBuilder} from "../../onnx/graphBuilder.js";
 * import {initialWeights} from "../../nn/network.js";
 * import {sequenceModel, sequenceNetwork, type SequenceJson} from "./neuralModel.js";
 *
 * const parts = {
 *   family: "gru" as const,
 *   columns: ["views"],
 *   options: {...GRU_OPTIONS, width: 2, steps: 2},
 *   standardizer: {columns: ["views"], means: [3], deviations: [2]},
 *   encoder: {steps: 2, departments: [], priceEdges: []}
 * };
 * const model = sequenceModel(parts, initialWeights(sequenceNetwork(parts, 1), 1));
 * const graph = new GraphBuilder();
 * const input = (name: string, ...shape: number[]) => graph.input({name, shape: ["rows", ...shape]});
 * const inputs = {features: input("features", 1), events: input("events", 2, 9), mask: input("mask", 2)};
 * addSequence(graph, inputs, model.toJSON() as SequenceJson).type // → "double"
 * ```
 */
export function addSequence(
  graph: GraphBuilder,
  {features: input, events, mask}: GraphInputs,
  json: SequenceJson
): GraphValue {
  const {family, options, standardizer, weights} = json;
  const {withColumns} = options;
  const state = family === "gru" ? gruState(graph, events, mask, json) : transformerState(graph, events, mask, json);
  const columns = () => graph.cast(addStep(graph, input, {step: "standardize", ...standardizer}), "float");
  const dense = denseOf(graph, weights);
  const told = withColumns ? graph.beside([state, columns()]) : state;
  return chance(graph, dense(dense(told, "hidden", "hiddenBias", "relu"), "out", "outBias"));
}

function chance(graph: GraphBuilder, logOdds: GraphValue): GraphValue {
  return graph.node("Sigmoid", [graph.cast(logOdds, "double")], "double");
}

function tensor(graph: GraphBuilder, {shape, values}: TensorJson): GraphValue {
  return graph.constant(Float32Array.from(values), shape);
}

function denseOf(graph: GraphBuilder, weights: Weights): Dense {
  return (input, weight, bias, activation) => {
    const product = graph.node("MatMul", [input, tensor(graph, weights[weight])], "float");
    const sum = graph.node("Add", [product, tensor(graph, weights[bias])], "float");
    return activation === undefined ? sum : graph.node("Relu", [sum], "float");
  };
}

const whole = (graph: GraphBuilder, ...numbers: number[]) =>
  graph.constant(BigInt64Array.from(numbers, BigInt), [numbers.length]);

/** One place of a sequence, rows × places × width to rows × width. */
function place(graph: GraphBuilder, sequence: GraphValue, at: number): GraphValue {
  return graph.node("Gather", [sequence, graph.constant(BigInt64Array.of(BigInt(at)), [])], "float", {
    attributes: {axis: {int: 1}}
  });
}

/**
 * The last state of the unit, step by step, as places without an event stand first and ONNX's own operator leaves out
 * last ones only.
 */
function gruState(
  graph: GraphBuilder,
  events: GraphValue,
  mask: GraphValue,
  {options: {steps}, weights}: SequenceJson
): GraphValue {
  const units = weights.u.shape[0];
  const op = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "float");
  const u = tensor(graph, weights.u);
  const c = tensor(graph, {shape: [1, 3 * units], values: weights.c.values});
  const thirds = [0, 1, 2].map((k) => whole(graph, ...Array.from({length: units}, (_, i) => k * units + i)));
  const third = (value: GraphValue, k: number) =>
    graph.node("Gather", [value, thirds[k]], "float", {attributes: {axis: {int: 1}}});
  const fromInput = op("Add", op("MatMul", events, tensor(graph, weights.w)), tensor(graph, weights.b));
  const one = graph.constant(Float32Array.of(1), [1, 1]);
  // before the first event the state is zero: the first place needs no product with it
  let state: GraphValue | null = null;
  for (let step = 0; step < steps; step++) {
    const x = place(graph, fromInput, step);
    const h: GraphValue = state === null ? c : op("Add", op("MatMul", state, u), c);
    const part = (k: number) => third(h, k);
    const reset = op("Sigmoid", op("Add", third(x, 0), part(0)));
    const opened = op("Sigmoid", op("Neg", op("Add", third(x, 1), part(1))));
    const there = graph.pick(mask, [step]);
    const open = op("Mul", opened, there);
    const fresh = op("Tanh", op("Add", third(x, 2), op("Mul", reset, part(2))));
    const kept: GraphValue | null = state === null ? null : op("Mul", op("Sub", one, open), state);
    const taken = op("Mul", open, fresh);
    state = kept === null ? taken : op("Add", kept, taken);
  }
  return state!;
}

/** Far below any score, as in the network. */
const HIDDEN = -1e9;
const EPSILON = 1e-5;

/** The latest event's place after the encoder's blocks; zeros for a row without events. */
function transformerState(
  graph: GraphBuilder,
  events: GraphValue,
  mask: GraphValue,
  {options, weights}: SequenceJson
): GraphValue {
  const {width, steps, heads = 1, depth = 1} = options;
  const each = width / heads;
  const op = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "float");
  const dense = denseOf(graph, weights);
  const linear = (layer: GraphValue, name: string, activation?: "relu") =>
    dense(layer, name, `${name}Bias`, activation);
  const norm = (layer: GraphValue, name: string) =>
    graph.node(
      "LayerNormalization",
      [layer, tensor(graph, weights[`${name}gain`]), tensor(graph, weights[`${name}shift`])],
      "float",
      {attributes: {axis: {int: -1}, epsilon: EPSILON}}
    );
  const turn = (value: GraphValue, ...perm: number[]) =>
    graph.node("Transpose", [value], "float", {attributes: {perm}});
  const split = (value: GraphValue) =>
    turn(graph.node("Reshape", [value, whole(graph, 0, steps, heads, each)], "float"), 0, 2, 1, 3);
  const join = (value: GraphValue) =>
    graph.node("Reshape", [turn(value, 0, 2, 1, 3), whole(graph, 0, steps, width)], "float");
  const number = (value: number) => graph.constant(Float32Array.of(value), [1]);

  const absent = op("Mul", op("Sub", number(1), mask), number(HIDDEN));
  const hidden = graph.node("Reshape", [absent, whole(graph, 0, 1, 1, steps)], "float");
  let layer = op("Add", linear(events, "events"), tensor(graph, weights.places));
  for (let k = 0; k < depth; k++) {
    const a = norm(layer, `a${k}`);
    const [q, key, v] = [split(linear(a, `q${k}`)), split(linear(a, `k${k}`)), split(linear(a, `v${k}`))];
    const scores = op("Mul", op("MatMul", q, turn(key, 0, 1, 3, 2)), number(1 / Math.sqrt(each)));
    const attended = graph.node("Softmax", [op("Add", scores, hidden)], "float", {attributes: {axis: {int: -1}}});
    layer = op("Add", layer, linear(join(op("MatMul", attended, v)), `o${k}`));
    layer = op("Add", layer, linear(linear(norm(layer, `f${k}`), `up${k}`, "relu"), `down${k}`));
  }
  return op("Mul", norm(place(graph, layer, steps - 1), "end"), graph.pick(mask, [steps - 1]));
}
