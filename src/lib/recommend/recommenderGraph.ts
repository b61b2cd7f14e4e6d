import {GraphBuilder, type GraphValue} from "../onnx/graphBuilder.js";
import {onnxModel, type OnnxNode, type OnnxPort, type OnnxTensor} from "../onnx/onnxModel.js";

/** How a recommender is written as a file. */
export interface RecommenderFileOptions {
  /** How many items a list has; as many as there are where the catalogue is smaller. */
  readonly top: number;
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Under which a file's metadata have the name of the tensor of the items' vectors, catalogue × width. */
export const ITEM_VECTORS = "item_vectors";

/** The most items that 32-bit reals can number. */
export const MOST_ITEMS = 2 ** 24;

/**
 * A graph that takes the clicks of sessions and gives the items that it puts first, and the scores of all: a builder with
 * several outputs, which notes the parts of the graph besides.
 */
export class RecommenderGraph extends GraphBuilder {
  private readonly ports: OnnxPort[] = [];
  private readonly parts: OnnxNode[] = [];
  private readonly data: OnnxTensor[] = [];

  /** `items`, sessions × clicks: the items clicked, by their numbers in the catalogue, the last one last. */
  clicks(): GraphValue {
    return this.input({name: "items", shape: ["sessions", "clicks"]});
  }

  override input(port: OnnxPort): GraphValue {
    this.ports.push(port);
    return super.input(port);
  }

  override nodeOf(
    ...[op, inputs, types, options = {}]: Parameters<GraphBuilder["nodeOf"]>
  ): ReturnType<GraphBuilder["nodeOf"]> {
    const values = super.nodeOf(op, inputs, types, options);
    const names = (of: readonly GraphValue[]) => of.map(({name}) => name);
    this.parts.push({...options, op, inputs: names(inputs), outputs: names(values)});
    return values;
  }

  override constant(data: OnnxTensor["data"], shape: readonly number[]): GraphValue {
    const value = super.constant(data, shape);
    this.data.push({name: value.name, shape, data});
    return value;
  }

  /** Whole numbers of a shape of one dimension. */
  integers(...values: readonly number[]): GraphValue {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /**
   * The file whose outputs are `top_items` and `top_scores`, sessions × top: of each session's scores (sessions ×
   * catalogue) the greatest, of equals the item with the lower number first; and `scores`, all of them.
   *
   * @param vectors of the items as outputs, catalogue × width, a constant of this graph
   */
  finishTop(
    scores: GraphValue,
    vectors: GraphValue,
    catalogue: number,
    {top, name, metadata = {}}: RecommenderFileOptions
  ): Uint8Array {
    const k = Math.min(top, catalogue);
    const [values, indices] = this.nodeOf("TopK", [scores, this.integers(k)], ["float", "int64"], {
      attributes: {axis: {int: 1}}
    });
    const outputs: readonly [GraphValue, string, number][] = [
      [this.cast(indices, "float"), "top_items", k],
      [values, "top_scores", k],
      [scores, "scores", catalogue]
    ];
    return onnxModel({
      name,
      inputs: this.ports,
      outputs: outputs.map(([, port, wide]) => ({name: port, shape: ["sessions", wide]})),
      nodes: [
        ...this.parts,
        ...outputs.map(([value, port]) => ({op: "Identity", inputs: [value.name], outputs: [port]}))
      ],
      tensors: this.data,
      metadata: {...metadata, [ITEM_VECTORS]: vectors.name}
    });
  }
}
