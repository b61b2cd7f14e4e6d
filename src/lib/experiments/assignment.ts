import murmurhash from "murmurhash";
import {UserError} from "../core/errors.js";
import type {Experiment} from "./experiment.js";

const POSITIONS = 4294967296;

/**
 * Where a unit stands under a salt: a number in [0, 1), the same each time and everywhere, and as good as independent of where it stands under
 * another salt. It is the 32-bit MurmurHash3 (x86, seed 0) of salt, a zero byte and unit as UTF-8, over 2³².
 *
 * Source: A. Appleby, MurmurHash3; D. Tang et al. (2010), Overlapping experiment infrastructure, KDD, 17–26, for salted hashes.
 *
 * @example
 * ```ts
 * positionOf("offer", "visitor 1") === positionOf("offer", "visitor 1") // → true
 * positionOf("offer", "visitor 1") === positionOf("other", "visitor 1") // → false
 * ```
 */
export function positionOf(salt: string, unit: string): number {
  return murmurhash.v3(`${salt}\0${unit}`, 0) / POSITIONS;
}

/** The variant of a unit, or why it has none. */
export type Assignment =
  | {readonly variant: string}
  | {readonly variant: null; readonly reason: "outside the slot of its layer" | "not enrolled at this ramp"};

/**
 * Which variant a unit gets. Layer, ramp and variant are three positions under three salts: so a greater ramp adds units to every variant
 * and moves none, and who is enrolled says nothing about the variant.
 *
 * @example
 * ```ts
 * import {MODEL_COMPARISON} from "./experiment.js";
 *
 * assignVariant(MODEL_COMPARISON, "visitor 1").variant === assignVariant(MODEL_COMPARISON, "visitor 1").variant // → true
 * assignVariant({...MODEL_COMPARISON, ramp: 0}, "visitor 1") // → {variant: null, reason: "not enrolled at this ramp"}
 * ```
 */
export function assignVariant({salt, variants, traffic_split, ramp, layer}: Experiment, unit: string): Assignment {
  if (layer !== null) {
    const at = positionOf(`layer ${layer.name}`, unit);
    if (!(at >= layer.from && at < layer.to)) return {variant: null, reason: "outside the slot of its layer"};
  }
  if (ramp < 1 && !(positionOf(`ramp ${salt}`, unit) < ramp))
    return {variant: null, reason: "not enrolled at this ramp"};
  const at = positionOf(`variant ${salt}`, unit);
  let sum = 0;
  for (const variant of variants) {
    sum += traffic_split[variant];
    if (at < sum) return {variant};
  }
  // shares of a few decimals can sum to a little less than 1
  return {variant: variants[variants.length - 1]};
}

/**
 * As `assignVariant`, but a unit that was exposed before keeps its variant, whatever became of split, ramp and layer since; `kept` is the
 * variant of such units. A kept variant that the experiment no longer has is not given again.
 *
 * @example
 * ```ts
 * import {MODEL_COMPARISON} from "./experiment.js";
 *
 * assignSticky(MODEL_COMPARISON, "visitor 1", new Map([["visitor 1", "xgboost"]])) // → {variant: "xgboost"}
 * ```
 */
export function assignSticky(experiment: Experiment, unit: string, kept: ReadonlyMap<string, string>): Assignment {
  const before = kept.get(unit);
  return before !== undefined && experiment.variants.includes(before)
    ? {variant: before}
    : assignVariant(experiment, unit);
}

/**
 * Throws `UserError` where two of the experiments have an id or a salt in common, or slots of one layer that overlap: some units would then
 * be in both, or be assigned alike.
 */
export function checkExperiments(experiments: readonly Experiment[]): void {
  experiments.forEach((one, i) => {
    for (const other of experiments.slice(0, i)) {
      if (one.experiment_id === other.experiment_id)
        throw new UserError(`two experiments are called ${one.experiment_id}`, "give each an id of its own");
      if (one.salt === other.salt)
        throw new UserError(
          `${other.experiment_id} and ${one.experiment_id} have the salt ${JSON.stringify(one.salt)}`,
          "give each a salt of its own, or both would assign units alike"
        );
      const [a, b] = [one.layer, other.layer];
      if (a !== null && b !== null && a.name === b.name && a.from < b.to && b.from < a.to)
        throw new UserError(
          `${other.experiment_id} and ${one.experiment_id} overlap in the layer ${a.name}`,
          "give them slots without a common part"
        );
    }
  });
}
