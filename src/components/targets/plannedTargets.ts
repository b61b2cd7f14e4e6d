import {UserError} from "../../lib/core/errors.js";
import type {ShopSize} from "../../lib/targets/opportunityFactor.js";
import {powerAnalysis, type CountedTarget, type ExpectedTarget} from "../../lib/targets/powerAnalysis.js";
import {usersNeeded} from "../../lib/targets/usersNeeded.js";
import {LEARNABLE_OPTIONS} from "../../lib/targets/learnable.js";
import type {Plan} from "./planForm.js";

export interface PlannedTarget extends ExpectedTarget {
  /** Users with which it becomes learnable, all else as it is; null where none would do. */
  readonly usersNeeded: number | null;
}

/** A plan worked out, or why it cannot be, in words for whoever filled in the form. */
export function plannedTargets(
  {parameters, ...size}: Plan,
  counted: readonly CountedTarget[],
  measured: ShopSize
): readonly PlannedTarget[] | string {
  try {
    if (!(Number.isInteger(parameters) && parameters >= 1 && parameters <= 10_000))
      throw new UserError(`model parameters: ${parameters}`, "give a whole number from 1 to 10,000");
    const options = {...LEARNABLE_OPTIONS, parameters};
    const plan = powerAnalysis(size, counted, measured, options);
    return plan.map((planned, i) => ({
      ...planned,
      usersNeeded: usersNeeded(size, counted[i], measured, options)
    }));
  } catch (error) {
    if (error instanceof UserError) return error.message.replace("NaN", "no number");
    throw error;
  }
}
