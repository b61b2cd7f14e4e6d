import {
  ELEMENT_TYPES,
  elementType,
  onnxModel,
  type ElementType,
  type OnnxNode,
  type OnnxPort,
  type OnnxTensor
} from "./onnxModel.js";

/** What flows along an edge of a graph. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
}

/**
 * A graph while it is made, from the input `features` (rows × columns, 32-bit reals) to the output `prediction` (rows ×
 * 1). In between, sums and ratios are of 64-bit reals where they are in the models themselves.
 */
export class GraphBuilder {
  readonly features: GraphValue = {name: "features", type: "float"};
  private readonly inputs: OnnxPort[] = [];
  private readonly nodes: OnnxNode[] = [];
  private readonly tensors: OnnxTensor[] = [];
  private readonly casts = new Map<string, GraphValue>();
  private made = 0;

  /** Another input beside `features`, of 32-bit reals, with a row for each of its rows. */
  input(name: string, shape: readonly number[]): GraphValue {
    this.inputs.push({name, shape: ["rows", ...shape]});
    return {name, type: "float"};
  }

  /** A node with one output, of the type given. */
  node(
    op: string,
    inputs: readonly GraphValue[],
    type: ElementType,
    {attributes, domain}: Pick<OnnxNode, "attributes" | "domain"> = {}
  ): GraphValue {
    const value = {name: `v${++this.made}`, type};
    this.nodes.push({op, inputs: inputs.map(({name}) => name), outputs: [value.name], attributes, domain});
    return value;
  }

  /** Numbers that are in the file, of the type of their array. */
  constant(data: OnnxTensor["data"], shape: readonly number[]): GraphValue {
    const name = `c${++this.made}`;
    this.tensors.push({name, shape, data});
    return {name, type: elementType(data)};
  }

  /** The same numbers as another type; the value itself where it has that type. */
  cast(value: GraphValue, type: ElementType): GraphValue {
    if (value.type === type) return value;
    const key = `${value.name} ${type}`;
    let found = this.casts.get(key);
    if (found === undefined)
      this.casts.set(key, (found = this.node("Cast", [value], type, {attributes: {to: {int: ELEMENT_TYPES[type]}}})));
    return found;
  }

  /** Some columns of a value, in the order given. */
  pick(value: GraphValue, columns: readonly number[]): GraphValue {
    const indices = this.constant(BigInt64Array.from(columns, BigInt), [columns.length]);
    return this.node("Gather", [value, indices], value.type, {attributes: {axis: {int: 1}}});
  }

  /** Values side by side. */
  beside(values: readonly GraphValue[]): GraphValue {
    return values.length === 1
      ? values[0]
      : this.node("Concat", values, values[0].type, {attributes: {axis: {int: 1}}});
  }

  /** The file, whose prediction is `output`, rows × 1. */
  finish(
    output: GraphValue,
    {
      name,
      columns,
      metadata
    }: {
      readonly name: string;
      readonly columns: number;
      readonly metadata: Readonly<Record<string, string>>;
    }
  ): Uint8Array {
    const last: OnnxNode = {op: "Identity", inputs: [this.cast(output, "float").name], outputs: ["prediction"]};
    return onnxModel({
      name,
      inputs: [{name: "features", shape: ["rows", columns]}, ...this.inputs],
      outputs: [{name: "prediction", shape: ["rows", 1]}],
      nodes: [...this.nodes, last],
      tensors: this.tensors,
      metadata
    });
  }
}
