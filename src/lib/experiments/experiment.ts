import {UserError} from "../core/errors.js";

/** A part of a layer: units whose position in the layer lies in [from, to) can be in the experiment, all others cannot. */
export interface LayerSlot {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What is tried on whom. Names that have an underscore are those of the report whose framework this rebuilds. */
export interface Experiment {
  readonly experiment_id: string;
  /** The first is the control: every other one is compared with it. */
  readonly variants: readonly string[];
  /** Share of the enrolled units that each variant gets; they sum to 1. */
  readonly traffic_split: Readonly<Record<string, number>>;
  readonly primary_metric: string;
  /** What units are hashed with; the experiment's id where it is not given. */
  readonly salt: string;
  /** Share of the units that are enrolled at all, from 0 to 1: raised step by step, it moves nobody between variants. */
  readonly ramp: number;
  /** Experiments of one layer with disjoint slots share no unit; null for one that is in no layer. */
  readonly layer: LayerSlot | null;
}

/** How far a split may be from 1: the rounding of a few decimals. */
const ROUNDING = 1e-9;

/** The example of the report: three models, each for a third of the visitors. */
export const MODEL_COMPARISON: Experiment = {
  experiment_id: "model_comparison_2024",
  variants: ["catboost", "xgboost", "ensemble"],
  traffic_split: {catboost: 0.33, xgboost: 0.33, ensemble: 0.34},
  primary_metric: "purchase_probability",
  salt: "model_comparison_2024",
  ramp: 1,
  layer: null
};

/**
 * Checks that a document describes an experiment, and fills in what it leaves open: `salt` is the id, `ramp` is 1, `layer` is null, and a
 * missing `traffic_split` is an even one. Throws `UserError` that names the value that is wrong and what to do.
 *
 * @example
 * ```ts
 * parseExperiment({experiment_id: "offer", variants: ["none", "ten"], primary_metric: "bought"}).traffic_split
 * // → {none: 0.5, ten: 0.5}
 * parseExperiment({experiment_id: "offer", variants: ["none", "ten"], traffic_split: {none: 0.5, ten: 0.4}, primary_metric: "bought"})
 * // → throws UserError: traffic_split sums to 0.9
 * ```
 */
export function parseExperiment(document: unknown): Experiment {
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw new UserError("an experiment is a JSON object", 'begin with {"experiment_id": "…", "variants": […]}');
  const given = document as Record<string, unknown>;
  const known = ["experiment_id", "variants", "traffic_split", "primary_metric", "salt", "ramp", "layer"];
  const strange = Object.keys(given).find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new UserError(`an experiment has no ${JSON.stringify(strange)}`, `there are ${known.join(", ")}`);
  const experiment_id = textIn(given, "experiment_id");
  const variants = variantsIn(given.variants);
  const {ramp = 1} = given;
  if (!isShare(ramp))
    throw new UserError(`ramp is ${JSON.stringify(ramp)}`, "give the share of units to enrol, from 0 to 1");
  return {
    experiment_id,
    variants,
    traffic_split:
      given.traffic_split === undefined
        ? Object.fromEntries(variants.map((name) => [name, 1 / variants.length]))
        : splitIn(given.traffic_split, variants),
    primary_metric: textIn(given, "primary_metric"),
    salt: given.salt === undefined ? experiment_id : textIn(given, "salt"),
    ramp,
    layer: given.layer === undefined || given.layer === null ? null : slotIn(given.layer)
  };
}

const isShare = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 1;

function textIn(given: Record<string, unknown>, name: string): string {
  const value = given[name];
  if (typeof value !== "string" || value.trim() === "")
    throw new UserError(`${name} is ${JSON.stringify(value) ?? "missing"}`, "give a text that is not empty");
  return value;
}

function variantsIn(given: unknown): string[] {
  if (!Array.isArray(given) || given.length < 2 || given.some((name) => typeof name !== "string" || name === ""))
    throw new UserError(
      `variants is ${JSON.stringify(given) ?? "missing"}`,
      "give the names of two variants or more, the control first"
    );
  const names = given as string[];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UserError(`the variant ${JSON.stringify(twice)} is named twice`, "name each once");
  return names;
}

function splitIn(given: unknown, variants: readonly string[]): Record<string, number> {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UserError(`traffic_split is ${JSON.stringify(given)}`, "give an object with a share for each variant");
  const split = given as Record<string, unknown>;
  const strange = Object.keys(split).find((name) => !variants.includes(name));
  if (strange !== undefined)
    throw new UserError(
      `traffic_split has ${JSON.stringify(strange)}, which is no variant`,
      `there are ${variants.join(", ")}`
    );
  let sum = 0;
  for (const name of variants) {
    const share = split[name];
    if (!isShare(share) || share === 0)
      throw new UserError(
        `the share of ${JSON.stringify(name)} in traffic_split is ${JSON.stringify(share) ?? "missing"}`,
        "give a number above 0 for each variant, and take out a variant that gets nobody"
      );
    sum += share;
  }
  if (Math.abs(sum - 1) > ROUNDING)
    throw new UserError(`traffic_split sums to ${Number(sum.toFixed(6))}`, "shares of variants sum to 1");
  return Object.fromEntries(variants.map((name) => [name, split[name] as number]));
}

function slotIn(given: unknown): LayerSlot {
  const {name, from, to} = (typeof given === "object" ? given : {}) as Record<string, unknown>;
  if (typeof name !== "string" || name === "" || !isShare(from) || !isShare(to) || !(from < to))
    throw new UserError(
      `layer is ${JSON.stringify(given)}`,
      'give {"name": "…", "from": 0, "to": 0.5}: a part of the layer between 0 and 1'
    );
  return {name, from, to};
}
