import {UserError} from "../core/errors.js";
import {packedInts, protobufFields, protobufText} from "./protobufFields.js";
import {readOnnxMetadata} from "./readOnnxMetadata.js";

/** Numbers of a file. Whole ones of 64 bits are held as 64-bit reals. */
export interface ReadTensor {
  readonly name: string;
  readonly type: ReadType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Int8Array | Uint8Array;
}

/** Element types by their number in `TensorProto.DataType`. */
const READ_TYPES = {1: "float", 2: "uint8", 3: "int8", 6: "int32", 7: "int64", 9: "bool", 11: "double"} as const;
/** An element type that the files here may have. */
export type ReadType = (typeof READ_TYPES)[keyof typeof READ_TYPES];

/** An attribute as the file has it: one number or text, or a list. */
export type ReadAttribute = number | string | readonly number[] | readonly string[] | ReadTensor;

export interface ReadNode {
  readonly op: string;
  readonly domain: string;
  /** Names; empty where an input that may be left out is. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, ReadAttribute>>;
}

export interface ReadPort {
  readonly name: string;
  /** A text is a dimension that a run may choose. */
  readonly shape: readonly (number | string)[];
}

/** All that a file of a model holds. */
export interface ReadGraph {
  /** In an order in which each finds its inputs made. */
  readonly nodes: readonly ReadNode[];
  readonly tensors: readonly ReadTensor[];
  readonly inputs: readonly ReadPort[];
  readonly outputs: readonly ReadPort[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The graph of an ONNX file whose numbers are within it. Throws `UserError` for bytes that are no such file, and for an
 * element type other than the seven above.
 *
 * Source: onnx.proto of ONNX 1.12, https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto
 */
export function readOnnxGraph(bytes: Uint8Array): ReadGraph {
  const {metadata} = readOnnxMetadata(bytes);
  const nodes: ReadNode[] = [];
  const tensors: ReadTensor[] = [];
  const inputs: ReadPort[] = [];
  const outputs: ReadPort[] = [];
  for (const {field, data: graph} of protobufFields(bytes)) {
    if (field !== 7 || graph === null) continue;
    for (const {field: part, data} of protobufFields(graph)) {
      if (data === null) continue;
      if (part === 1) nodes.push(readNode(data));
      else if (part === 5) tensors.push(readTensor(data));
      else if (part === 11) inputs.push(readPort(data));
      else if (part === 12) outputs.push(readPort(data));
    }
  }
  // older writers name every tensor among the inputs, too
  const held = new Set(tensors.map(({name}) => name));
  return {nodes, tensors, inputs: inputs.filter(({name}) => !held.has(name)), outputs, metadata};
}

function readNode(bytes: Uint8Array): ReadNode {
  const node = {op: "", domain: "", inputs: [] as string[], outputs: [] as string[]};
  const attributes: Record<string, ReadAttribute> = {};
  for (const {field, data} of protobufFields(bytes)) {
    if (data === null) continue;
    if (field === 1) node.inputs.push(protobufText(data));
    else if (field === 2) node.outputs.push(protobufText(data));
    else if (field === 4) node.op = protobufText(data);
    else if (field === 7) node.domain = protobufText(data);
    else if (field === 5) {
      const [name, value] = readAttribute(data);
      attributes[name] = value;
    }
  }
  return {...node, attributes};
}

function readAttribute(bytes: Uint8Array): [name: string, value: ReadAttribute] {
  let name = "";
  let single: ReadAttribute | undefined;
  const numbers: number[] = [];
  const texts: string[] = [];
  for (const {field, data, number} of protobufFields(bytes)) {
    if (field === 1) name = protobufText(data!);
    else if (field === 2 || field === 3) single = number!;
    else if (field === 4) single = protobufText(data!);
    else if (field === 5) single = readTensor(data!);
    else if (field === 7) numbers.push(...(data === null ? [number!] : floats(data)));
    else if (field === 8) numbers.push(...(data === null ? [number!] : packedInts(data)));
    else if (field === 9) texts.push(protobufText(data!));
  }
  return [name, single ?? (texts.length > 0 ? texts : numbers)];
}

function readTensor(bytes: Uint8Array): ReadTensor {
  let name = "";
  let type: ReadType | undefined;
  const shape: number[] = [];
  let raw: Uint8Array | null = null;
  const numbers: number[] = [];
  for (const {field, data, number} of protobufFields(bytes)) {
    if (field === 1) shape.push(...(data === null ? [number!] : packedInts(data)));
    else if (field === 2) {
      type = READ_TYPES[number as keyof typeof READ_TYPES];
      if (type === undefined) throw new UserError(`the file has numbers of type ${number}`, "choose another file");
    } else if (field === 4) numbers.push(...(data === null ? [number!] : floats(data)));
    else if (field === 5 || field === 7) numbers.push(...(data === null ? [number!] : packedInts(data)));
    else if (field === 8) name = protobufText(data!);
    else if (field === 9) raw = data;
  }
  if (type === undefined) throw new UserError(`the numbers ${name} of the file have no type`, "choose another file");
  const values = raw === null ? numbers : fromRaw(type, raw);
  const size = shape.reduce((a, b) => a * b, 1);
  if (values.length !== size)
    throw new UserError(`${name} has ${values.length} numbers for shape ${shape.join(" × ")}`, "choose another file");
  return {name, type, shape, data: arrayOf(type, values)};
}

/** A copy, which starts where an array of any type may. */
const copied = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const floats = (bytes: Uint8Array) => Array.from(new Float32Array(copied(bytes)));

function fromRaw(type: ReadType, bytes: Uint8Array): ArrayLike<number> {
  const buffer = copied(bytes);
  switch (type) {
    case "float":
      return new Float32Array(buffer);
    case "double":
      return new Float64Array(buffer);
    case "int64":
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case "int32":
      return new Int32Array(buffer);
    case "int8":
      return new Int8Array(buffer);
    default:
      return new Uint8Array(buffer);
  }
}

/** An array for so many numbers of an element type, or with those numbers. */
export function arrayOf(type: ReadType, values: number | ArrayLike<number>): ReadTensor["data"] {
  const make = (array: Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor) =>
    typeof values === "number" ? new array(values) : array.from(values);
  if (type === "float") return make(Float32Array);
  if (type === "double" || type === "int64") return make(Float64Array);
  if (type === "int32") return make(Int32Array);
  const array = type === "int8" ? Int8Array : Uint8Array;
  return typeof values === "number" ? new array(values) : array.from(values);
}

function readPort(bytes: Uint8Array): ReadPort {
  let name = "";
  const shape: (number | string)[] = [];
  const inside = (message: Uint8Array | null, wanted: number) =>
    message === null
      ? []
      : [...protobufFields(message)].filter(({field}) => field === wanted).map(({data}) => data ?? new Uint8Array());
  for (const {field, data} of protobufFields(bytes)) {
    if (field === 1) name = protobufText(data!);
    if (field !== 2) continue;
    for (const tensor of inside(data, 1))
      for (const dimensions of inside(tensor, 2))
        for (const dimension of inside(dimensions, 1)) {
          const [size] = [...protobufFields(dimension)];
          shape.push(size === undefined ? "" : (size.number ?? protobufText(size.data!)));
        }
  }
  return {name, shape};
}
