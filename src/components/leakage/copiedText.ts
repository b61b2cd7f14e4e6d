import type {CopiedSequences} from "../../lib/leakage/copiedSequences.js";
import {count} from "../format.js";

/** What the test part of a log has that training has too, in a sentence. */
export function copiedText({compared, near, identical, least, byChance}: CopiedSequences): string {
  if (compared === 0) return "No user of the test part has enough events to be compared with training.";
  if (least === null)
    return `Sequences of this log cannot be told apart: with pauses dealt out anew, ${count(byChance)} of ${count(compared)} users of the test part would still look like one in training.`;
  return `${count(near)} of ${count(compared)} users of the test part have the sequence of another user in training, moved in time, ${count(identical)} of them to the last event; chance would give ${count(byChance)}.`;
}
