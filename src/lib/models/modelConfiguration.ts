import {familyOf, type AnyFamily, type AnyModel, type FamilyJson} from "./family.js";
import {TABULAR_FAMILIES} from "./tabularFamilies.js";

/**
 * How a model was set, without what it has learned: options, steps, weights of a vote, rules; those of models inside it
 * too. Plain JSON. A family without options gives its name alone. Throws `RangeError` for a family that is not among
 * those given, by default those that need no TensorFlow.js.
 *
 * @example
 * ```ts
 * import {logisticEstimator} from "./logisticFamily.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 1, 0, 1]};
 * modelConfiguration(await logisticEstimator().fit(train, {seed: 1}))
 * // → {family: "prepared", steps: ["standardize"], model: {family: "logistic"}}
 * ```
 */
export function modelConfiguration(
  model: Pick<AnyModel, "toJSON">,
  families: readonly AnyFamily[] = TABULAR_FAMILIES
): unknown {
  const of = (json: unknown): unknown => {
    const {family} = json as FamilyJson;
    return {family, ...familyOf(families, family).configuration(json as FamilyJson, of)};
  };
  return of(model.toJSON());
}
