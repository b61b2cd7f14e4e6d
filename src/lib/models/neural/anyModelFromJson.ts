import type {Model} from "../model.js";
import {modelFromJson} from "../modelFromJson.js";
import {pipelineModel, type PipelineJson} from "../transforms.js";
import {neuralFromJson, type MlpJson, type SequenceJson} from "./neuralModel.js";
import {tabmFromJson, type TabmJson} from "./tabmModel.js";

/**
 * The model of any family that `toJSON` wrote, networks among them, also after `JSON.stringify` and `parse`. Throws
 * `RangeError` for a family that there is not.
 *
 * @example
 * ```ts
 * import {MLP_OPTIONS} from "../../nn/neuralOptions.js";
 *
 * const weights = {out: {shape: [1, 1], values: [1]}, outBias: {shape: [1], values: [0]}};
 * const model = anyModelFromJson({family: "mlp", columns: ["views"], options: {...MLP_OPTIONS, depth: 0}, weights});
 * model.predict({rows: 2, columns: ["views"], x: Float64Array.of(0, 1)}) // → [0.5, 0.7310…] (1 / (1 + e⁻¹))
 * anyModelFromJson({family: "oracle"}) // → throws RangeError: no model of the family oracle
 * ```
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
