import type {CopiedSequences} from "../../lib/leakage/copiedSequences.js";
import {count} from "../format.js";

/** What the test part of a log has that training has too, in a few sentences. */
export function copiedText({compared, near, identical, least, byChance, duplicateRows}: CopiedSequences): string {
  const duplicates = `${count(duplicateRows)} rows of the log are exact duplicates of another.`;
  if (compared === 0) return `No user of the test part has enough events to be compared with training. ${duplicates}`;
  if (least === null)
    return `Sequences of this log cannot be told apart: with pauses dealt out anew, ${count(byChance)} of ${count(compared)} users of the test part would still look like one in training. ${duplicates}`;
  return `${count(near)} of ${count(compared)} users of the test part have the sequence of another user in training, moved in time, ${count(identical)} of them to the last event; chance would give ${count(byChance)}. ${duplicates}`;
}
