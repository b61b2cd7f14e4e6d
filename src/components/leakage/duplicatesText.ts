import type {DuplicateSequences, UnitDuplicates} from "../../lib/leakage/duplicateSequences.js";
import {LIKENESS_MEANINGS} from "../../lib/leakage/sequences.js";
import {count} from "../format.js";

/** How many sessions and users of the test part have the items of another user in training, compared with chance, a sentence each. */
export function duplicatesText({units}: DuplicateSequences): string {
  return units.length === 0 ? "The log has no items to compare." : units.map(unitText).join(" ");
}

function unitText({unit, compared, counts}: UnitDuplicates): string {
  const found = counts.map(
    ({likeness, found, byChance, more}) =>
      `${LIKENESS_MEANINGS[likeness]} for ${count(found)} (by chance ${byChance < 10 ? byChance.toFixed(1) : count(Math.round(byChance))}${more ? ", significantly fewer" : ""})`
  );
  return `We compared the ${count(compared)} test ${unit}s that have at least three items with those of other users in training: ${found.join("; ")}.`;
}
