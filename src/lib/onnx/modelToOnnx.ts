import type {Model} from "../models/model.js";
import type {PipelineModel, Transform} from "../models/transforms.js";
import type {SequenceJson} from "../models/neural/neuralModel.js";
import {addModel} from "./addModel.js";
import {GraphBuilder} from "./graphBuilder.js";

export interface ModelToOnnxOptions {
  /** Of the graph; the model's family by default. */
  readonly name?: string;
  /**
   * What a reader of the file should know besides, by key: its card. `columns`, `family` and `preparation` are there
   * already.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A model as an ONNX file: input `features` (rows × columns, 32-bit reals in the order of the model's columns, as they
 * come, NaN where missing), output `prediction` (rows × 1). All preparation is in the graph; the metadata say the order
 * of columns, the family and what the preparation does. The file's predictions are the model's but for the rounding of
 * 32-bit sums. A network over events has two more inputs, see `addSequence`, and its encoder in the metadata. Throws
 * `RangeError` for a family without an exporter.
 */
export function modelToOnnx(model: Model, {name = model.family, metadata = {}}: ModelToOnnxOptions = {}): Uint8Array {
  const graph = new GraphBuilder();
  return graph.finish(addModel(graph, graph.features, model), {
    name,
    columns: model.columns.length,
    metadata: {
      columns: JSON.stringify(model.columns),
      family: model.family,
      preparation: JSON.stringify(stepsOf(model).map(({columns: _, ...step}) => step)),
      ...(model.family === "gru" || model.family === "transformer"
        ? {encoder: JSON.stringify((model.toJSON() as SequenceJson).encoder)}
        : {}),
      ...metadata
    }
  });
}

/** The steps in front of a model, outermost first. */
function stepsOf(model: Model): readonly Transform[] {
  if (model.family !== "prepared") return [];
  const {steps, model: inner} = model as PipelineModel;
  return [...steps, ...stepsOf(inner)];
}
