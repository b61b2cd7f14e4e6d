import type {DuplicateReport} from "../../lib/leakage/auditDuplicates.js";
import type {UnitDuplicates} from "../../lib/leakage/duplicateSequences.js";
import {LIKENESS_MEANINGS} from "../../lib/leakage/sequences.js";
import {count} from "../format.js";
import {copiedText} from "./copiedText.js";

/** What a log holds twice: the same events at other times, equal rows, and sessions and users of the test part with the items of another user in training, beside chance. */
export function duplicatesText({rows, sequences, copied}: DuplicateReport): string {
  const equal = `${count(rows.identical)} rows of the log are exact duplicates of another row.`;
  const items =
    sequences === null
      ? ""
      : sequences.units.length === 0
        ? "The log has no items to compare."
        : sequences.units.map(unitText).join(" ");
  return [copied === null ? "" : copiedText(copied), equal, items].filter((text) => text !== "").join(" ");
}

function unitText({unit, compared, counts}: UnitDuplicates): string {
  const found = counts.map(
    ({likeness, found, byChance, more}) =>
      `${LIKENESS_MEANINGS[likeness]} for ${count(found)} (by chance ${byChance < 10 ? byChance.toFixed(1) : count(Math.round(byChance))}${more ? ", significantly fewer" : ""})`
  );
  return `We compared the ${count(compared)} test ${unit}s that have at least three items with those of other users in training: ${found.join("; ")}.`;
}
