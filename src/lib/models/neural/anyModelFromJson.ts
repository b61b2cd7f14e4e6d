import type {Model} from "../model.js";
import {modelFromJson} from "../modelFromJson.js";
import {pipelineModel, type PipelineJson} from "../transforms.js";
import {neuralFromJson, type MlpJson, type SequenceJson} from "./neuralModel.js";
import {tabmFromJson, type TabmJson} from "./tabmModel.js";

/**
 * The model of any family that `toJSON` wrote, networks among them, also after `JSON.stringify` and `parse`. Throws
 * `RangeError` for a family that there is not.
 */
export function anyModelFromJson(json: unknown): Model {
  const of = json as MlpJson | SequenceJson | TabmJson | PipelineJson | null;
  switch (of?.family) {
    case "mlp":
    case "gru":
    case "transformer":
      return neuralFromJson(of);
    case "tabm":
      return tabmFromJson(of);
    case "prepared":
      return pipelineModel(of.steps, anyModelFromJson(of.model));
    default:
      return modelFromJson(json);
  }
}
