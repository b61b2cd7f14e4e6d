import type {ReadNode, ReadType} from "../readOnnxGraph.js";
import {convolution} from "./convolution.js";
import {where, mapElements, broadcastBinary} from "./elementwise.js";
import {matMulInteger, quantize} from "./quantized.js";
import {matMul} from "./matMul.js";
import {cumulativeSum, layerNorm, reduceMax, reduceSum, softmax} from "./reductions.js";
import {concat, gather, reshape, tile, transpose, unsqueeze} from "./shapes.js";
import {treeEnsemble} from "./treeEnsemble.js";
import type {OutputBuffer, Tensor} from "./tensor.js";

/** What a node does with its inputs, once its attributes are known. */
export type Operator = (inputs: readonly Tensor[], room: OutputBuffer) => Tensor | readonly Tensor[];

/** Numbers of `TensorProto.DataType` to which values are cast here. */
const CASTS: Readonly<Record<number, ReadType>> = {1: "float", 6: "int32", 7: "int64", 9: "bool", 11: "double"};

const unary =
  (of: (x: number) => number, type?: ReadType): Operator =>
  ([value], room) =>
    mapElements(value, of, room, type);
const binary =
  (of: (a: number, b: number) => number, type?: ReadType): Operator =>
  ([a, b], room) =>
    broadcastBinary(a, b, of, room, type);

const isNumber = (x: number) => x === x;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** As ONNX has it, a missing number is neither greater nor less. */
const OPS: Readonly<Record<string, (attributes: ReadNode["attributes"]) => Operator>> = {
  Add: () => binary((a, b) => a + b),
  Sub: () => binary((a, b) => a - b),
  Mul: () => binary((a, b) => a * b),
  Div: () => binary((a, b) => a / b),
  Max: () => binary(Math.max),
  Min: () => binary(Math.min),
  Equal: () => binary((a, b) => Number(a === b), "bool"),
  Greater: () => binary((a, b) => Number(a > b), "bool"),
  GreaterOrEqual: () => binary((a, b) => Number(a >= b), "bool"),
  LessOrEqual: () => binary((a, b) => Number(a <= b), "bool"),
  IsNaN: () => unary((x) => Number(!isNumber(x)), "bool"),
  Where:
    () =>
    ([condition, a, b], room) =>
      where(condition, a, b, room),
  Neg: () => unary((x) => -x),
  Exp: () => unary(Math.exp),
  Log: () => unary(Math.log),
  Tanh: () => unary(Math.tanh),
  Sigmoid: () => unary(sigmoid),
  Relu: () => unary((x) => (x < 0 ? 0 : x)),
  Cast: ({to}) => {
    const type = CASTS[to as number];
    if (type === undefined) throw new RangeError(`no cast to type ${String(to)}`);
    return ([value], room) => (value.type === type ? value : mapElements(value, (x) => x, room, type));
  },
  Identity:
    () =>
    ([value]) =>
      value,
  MatMul:
    () =>
    ([a, b], room) =>
      matMul(a, b, room),
  Concat:
    ({axis}) =>
    (values, room) =>
      concat(values, axis as number, room),
  Gather:
    ({axis = 0}) =>
    ([value, indices], room) =>
      gather(value, indices, axis as number, room),
  Reshape:
    () =>
    ([value, shape]) =>
      reshape(value, shape),
  Unsqueeze:
    () =>
    ([value, axes]) =>
      unsqueeze(value, axes),
  Tile:
    () =>
    ([value, repeats], room) =>
      tile(value, repeats, room),
  Transpose:
    ({perm}) =>
    ([value], room) =>
      transpose(value, perm as readonly number[], room),
  ReduceSum:
    ({keepdims = 1}) =>
    ([value, axes], room) =>
      reduceSum(value, Array.from(axes.data), keepdims === 1, room),
  ReduceMax:
    ({axes, keepdims = 1}) =>
    ([value], room) =>
      reduceMax(value, axes as readonly number[], keepdims === 1, room),
  CumSum:
    () =>
    ([value, axis], room) =>
      cumulativeSum(value, axis.data[0], room),
  ReduceMean:
    ({axes, keepdims = 1}) =>
    ([value], room) => {
      const over = axes as readonly number[];
      const sums = reduceSum(value, over, keepdims === 1, room);
      const count = value.data.length / sums.data.length;
      for (let i = 0; i < sums.data.length; i++) sums.data[i] /= count;
      return sums;
    },
  DynamicQuantizeLinear:
    () =>
    ([value], room) =>
      quantize(value, room),
  MatMulInteger:
    () =>
    ([a, b, zero], room) =>
      matMulInteger(a, b, zero?.data[0] ?? 0, room),
  Softmax:
    () =>
    ([value], room) =>
      softmax(value, room),
  LayerNormalization:
    ({epsilon = 1e-5}) =>
    ([value, gain, shift], room) =>
      layerNorm(value, gain, shift, epsilon as number, room)
};

/** What a node of a graph does. Throws `RangeError` for an operator that models here do not have. */
export function operatorOf(node: ReadNode): Operator {
  if (node.op === "TreeEnsembleRegressor") {
    const trees = treeEnsemble(node);
    return ([input], room) => trees(input, room);
  }
  if (node.op === "Conv") return convolution(node);
  const op = OPS[node.op];
  if (op === undefined) throw new RangeError(`plain TypeScript has no ${node.op}`);
  return op(node.attributes);
}
