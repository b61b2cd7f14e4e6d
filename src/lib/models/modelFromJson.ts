import {familyOf, type AnyFamily, type AnyModel, type Family, type FamilyJson} from "./family.js";
import type {Model} from "./model.js";
import {TABULAR_FAMILIES} from "./tabularFamilies.js";

/**
 * The model that `toJSON` wrote, also after `JSON.stringify` and `parse`. Throws `RangeError` for a family that is not
 * among those given, by default those that need no TensorFlow.js.
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "./forest.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const text = JSON.stringify(fitForest(train, TREE_OPTIONS));
 * modelFromJson(JSON.parse(text)).predict(train) // → [0, 0, 1, 1]
 * modelFromJson({family: "oracle"}) // → throws RangeError: no model of the family oracle
 * ```
 */
export function modelFromJson<M extends AnyModel = Model>(
  json: unknown,
  families: readonly Family<M>[] = TABULAR_FAMILIES as readonly AnyFamily[] as readonly Family<M>[]
): M {
  const make = (of: unknown): M =>
    familyOf(families, (of as FamilyJson | null)?.family).fromJson(of as FamilyJson, make);
  return make(json);
}
