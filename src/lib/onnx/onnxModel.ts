import {ProtobufWriter} from "./protobuf.js";

/** Element types as `TensorProto.DataType` numbers them, those that are used here. */
export const ELEMENT_TYPES = {float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, double: 11} as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A number is a real; `{int}` is whole; lists of numbers are whole but for `Float32Array`, which holds reals. */
export type Attribute =
  number | string | Float32Array | Int32Array | readonly number[] | readonly string[] | {readonly int: number};

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** `ai.onnx.ml` for trees and scalers; the default operators otherwise. */
  readonly domain?: string;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array | Int8Array;
}

export interface OnnxPort {
  readonly name: string;
  /** A text is a dimension that a run may choose. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** What a reader needs besides the graph: order of features, preprocessing, card. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The versions of the operator sets that graphs here are written for. */
const OPSETS = {"": 17, "ai.onnx.ml": 3} as const;
const IR_VERSION = 8;

/**
 * An ONNX file of a graph. All ports are 32-bit reals.
 *
 * Source: onnx.proto of ONNX 1.12, https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto
 */
export function onnxModel(graph: OnnxGraph): Uint8Array {
  const model = new ProtobufWriter().int(1, IR_VERSION).text(2, "clickproof");
  model.message(7, (g) => {
    for (const node of graph.nodes) g.message(1, (n) => writeNode(n, node));
    g.text(2, graph.name);
    for (const tensor of graph.tensors) g.message(5, (t) => writeTensor(t, tensor));
    for (const port of graph.inputs) g.message(11, (p) => writePort(p, port));
    for (const port of graph.outputs) g.message(12, (p) => writePort(p, port));
  });
  const domains = new Set(["", ...graph.nodes.map(({domain = ""}) => domain)]);
  for (const domain of domains)
    model.message(8, (set) => set.text(1, domain).int(2, OPSETS[domain as keyof typeof OPSETS]));
  for (const [key, value] of Object.entries(graph.metadata))
    model.message(14, (entry) => entry.text(1, key).text(2, value));
  return model.finish();
}

function writeNode(n: ProtobufWriter, {op, inputs, outputs, attributes = {}, domain = ""}: OnnxNode): void {
  for (const name of inputs) n.text(1, name);
  for (const name of outputs) n.text(2, name);
  n.text(3, outputs[0]).text(4, op);
  for (const [name, value] of Object.entries(attributes)) n.message(5, (a) => writeAttribute(a.text(1, name), value));
  if (domain !== "") n.text(7, domain);
}

function writeAttribute(a: ProtobufWriter, value: Attribute): void {
  if (typeof value === "number") a.float(2, value).int(20, 1);
  else if (typeof value === "string") a.text(4, value).int(20, 3);
  else if (value instanceof Float32Array) a.packedFloats(7, value).int(20, 6);
  else if ("int" in value) a.int(3, value.int).int(20, 2);
  else if (typeof value[0] === "string") a.texts(9, value as readonly string[]).int(20, 8);
  else a.packedInts(8, value as ArrayLike<number>).int(20, 7);
}

function writeTensor(t: ProtobufWriter, {name, shape, data}: OnnxTensor): void {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size !== data.length) throw new RangeError(`${name} has ${data.length} values for shape ${shape.join(" × ")}`);
  for (const dimension of shape) t.int(1, dimension);
  t.int(2, ELEMENT_TYPES[elementType(data)])
    .text(8, name)
    .data(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** The element type of an array of numbers. */
export function elementType(data: OnnxTensor["data"]): ElementType {
  if (data instanceof Float32Array) return "float";
  if (data instanceof Float64Array) return "double";
  return data instanceof Int8Array ? "int8" : "int64";
}

function writePort(p: ProtobufWriter, {name, shape}: OnnxPort): void {
  p.text(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.int(1, ELEMENT_TYPES.float).message(2, (s) => {
        for (const size of shape)
          s.message(
            1,
            (dimension) => void (typeof size === "number" ? dimension.int(1, size) : dimension.text(2, size))
          );
      })
    )
  );
}
