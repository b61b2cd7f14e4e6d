import {familyOf, type AnyFamily, type AnyModel} from "./family.js";
import {modelConfiguration} from "./modelConfiguration.js";
import {modelPorts, type ModelPorts} from "./modelToOnnx.js";
import {TABULAR_FAMILIES} from "./tabularFamilies.js";

/** What a card says of a model whose family says it. */
export interface ModelFacts extends ModelPorts {
  readonly family: string;
  /** See `modelConfiguration`. */
  readonly configuration: unknown;
  /** The names of what a row of its first input holds, in their order. */
  readonly columns: readonly string[];
}

/**
 * What a card says of a model by its family. Throws `RangeError` for a family that is not among those given, by default
 * those that need no TensorFlow.js.
 *
 * @example
 * ```ts
 * import {logisticEstimator} from "./logisticFamily.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 1, 0, 1]};
 * const facts = modelFacts(await logisticEstimator().fit(train, {seed: 1}));
 * facts.family // → "prepared"
 * facts.columns // → ["views"]
 * facts.output // → {name: "prediction", shape: ["rows", 1]}
 * ```
 */
export function modelFacts(model: AnyModel, families: readonly AnyFamily[] = TABULAR_FAMILIES): ModelFacts {
  return {
    family: model.family,
    configuration: modelConfiguration(model, families),
    columns: familyOf(families, model.family).columns(model),
    ...modelPorts(model, families)
  };
}
