import {UserError} from "../core/errors.js";
import type {Experiment} from "./experiment.js";

/** One line of an exposure log: a unit saw a variant. */
export interface Exposure {
  readonly unit: string;
  readonly variant: string;
  /** Absent in a log of one experiment. */
  readonly experiment_id?: string | null;
}

export interface ExposedUnits {
  /** The variant of every unit that saw one only, in the order of the log. */
  readonly variantOf: ReadonlyMap<string, string>;
  /** Units in each variant, in the order of the experiment's variants. */
  readonly counts: readonly number[];
  /** Units that saw several variants: left out, as no outcome of theirs belongs to one. */
  readonly mixed: readonly string[];
  /** Rows of other experiments. */
  readonly others: number;
}

/**
 * The units of an experiment, from its exposure log. Repeated exposures count once. Throws `UserError` for a log without a row of the
 * experiment, and for a variant that the experiment does not have.
 *
 * @example
 * ```ts
 * import {parseExperiment} from "./experiment.js";
 *
 * const offer = parseExperiment({experiment_id: "offer", variants: ["none", "ten"], primary_metric: "bought"});
 * const log = [["ann", "none"], ["bob", "ten"], ["ann", "none"], ["cy", "ten"], ["cy", "none"]];
 * const {counts, mixed} = exposedUnits(offer, log.map(([unit, variant]) => ({unit, variant})));
 * counts // → [1, 1]
 * mixed // → ["cy"]
 * ```
 */
export function exposedUnits({experiment_id, variants}: Experiment, log: readonly Exposure[]): ExposedUnits {
  const variantOf = new Map<string, string>();
  const mixed = new Set<string>();
  let others = 0;
  for (const {unit, variant, experiment_id: id} of log) {
    if (id !== undefined && id !== null && id !== experiment_id) {
      others++;
      continue;
    }
    if (!variants.includes(variant))
      throw new UserError(
        `the exposure log has the variant ${JSON.stringify(variant)}, which ${experiment_id} does not have`,
        `there are ${variants.join(", ")}`
      );
    const before = variantOf.get(unit);
    if (before === undefined) variantOf.set(unit, variant);
    else if (before !== variant) mixed.add(unit);
  }
  if (variantOf.size === 0)
    throw new UserError(
      log.length === 0 ? "the exposure log is empty" : `the exposure log has no row of ${experiment_id}`,
      log.length === 0
        ? "give a log with one row for each unit that saw a variant"
        : `its ${log.length} rows are of other experiments`
    );
  for (const unit of mixed) variantOf.delete(unit);
  const counts = variants.map(() => 0);
  for (const variant of variantOf.values()) counts[variants.indexOf(variant)]++;
  return {variantOf, counts, mixed: [...mixed], others};
}
