import type {CopiedSequences} from "../../lib/leakage/copiedSequences.js";
import {count} from "../format.js";

/** What the test part of a log has that training has too, in a few sentences. */
export function copiedText({compared, near, identical, least, byChance}: CopiedSequences): string {
  if (compared === 0) return "No user of the test part has enough events to be compared with training.";
  if (least === null)
    return `The sequences of this log are too alike to find copies: even with shuffled pauses, ${count(byChance)} of ${count(compared)} test users would look like a training user.`;
  return `${count(near)} of ${count(compared)} test users have the same sequence as a training user, shifted in time; for ${count(identical)} of them every event matches. Chance would give ${count(byChance)}.`;
}
