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
 * A graph while it is made, from its inputs to one output. In between, sums and ratios are of 64-bit reals where they
 * are in the models themselves.
 */
export class GraphBuilder {
  private readonly inputs: OnnxPort[] = [];
  private readonly nodes: OnnxNode[] = [];
  private readonly tensors: OnnxTensor[] = [];
  private readonly casts = new Map<string, GraphValue>();
  private made = 0;

  /** An input, of 32-bit reals; a text is a free dimension. */
  input(port: OnnxPort): GraphValue {
    this.inputs.push(port);
    return {name: port.name, type: "float"};
  }

  /** A node with one output, of the type given. */
  node(
    op: string,
    inputs: readonly GraphValue[],
    type: ElementType,
    options: Pick<OnnxNode, "attributes" | "domain"> = {}
  ): GraphValue {
    return this.nodeOf(op, inputs, [type], options)[0];
  }

  /** A node with an output for each of the types given. */
  nodeOf(
    op: string,
    inputs: readonly GraphValue[],
    types: readonly ElementType[],
    {attributes, domain}: Pick<OnnxNode, "attributes" | "domain"> = {}
  ): GraphValue[] {
    const values = types.map((type) => ({name: `v${++this.made}`, type}));
    const names = (of: readonly GraphValue[]) => of.map(({name}) => name);
    this.nodes.push({op, inputs: names(inputs), outputs: names(values), attributes, domain});
    return values;
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

  /** The file, which gives `output` by the name and shape of its port. */
  finish(
    output: GraphValue,
    port: OnnxPort,
    {name, metadata}: {readonly name: string; readonly metadata: Readonly<Record<string, string>>}
  ): Uint8Array {
    const last: OnnxNode = {op: "Identity", inputs: [this.cast(output, "float").name], outputs: [port.name]};
    return onnxModel({
      name,
      inputs: this.inputs,
      outputs: [port],
      nodes: [...this.nodes, last],
      tensors: this.tensors,
      metadata
    });
  }
}
