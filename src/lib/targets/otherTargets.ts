import type {LogFacts} from "../features/logFacts.js";
import {missingRequirements} from "./missingRequirements.js";
import {TARGETS} from "./target.js";

/** What to do where a target cannot be asked of a log: the targets that can be, or what a log would need for any. */
export function otherTargets(facts: Pick<LogFacts, "has">): string {
  const ids = TARGETS.filter((target) => missingRequirements(target, facts).length === 0).map(({id}) => id);
  return ids.length === 0
    ? "no target can be: give a log with purchases or additions to the cart, of users who come back or with times of day"
    : `choose another target: ${ids.join(", ")}`;
}
