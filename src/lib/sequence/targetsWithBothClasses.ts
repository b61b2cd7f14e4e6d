import type {SessionSequences} from "./sessionSequences.js";
import {sessionLabels, type SessionTarget} from "./sessionTargets.js";

/**
 * Of some targets, those that have either answer in all of the given sessions: what a log without purchases or carts
 * leaves.
 */
export function targetsWithBothClasses(
  targets: readonly SessionTarget[],
  parts: readonly SessionSequences[]
): readonly SessionTarget[] {
  return targets.filter((target) =>
    parts.every((part) => {
      const {asked, y} = sessionLabels(part, target);
      let [yes, no] = [false, false];
      for (let at = 0; at < asked.length && !(yes && no); at++) {
        if (asked[at] === 0) continue;
        if (y[at] === 1) yes = true;
        else no = true;
      }
      return yes && no;
    })
  );
}
