import {DAY_MS} from "../../src/lib/core/time.js";
import type {CopiedSequences} from "../../src/lib/leakage/copiedSequences.js";

const count = (n: number) => n.toLocaleString("en-US");

/** Users of the test part who are others of training, moved in time, as lines of text. */
export function copiedLines({compared, testUsers, near, identical, least, byChance, shown}: CopiedSequences): string[] {
  const found =
    least === null
      ? `sequences are too alike to find copies: even with shuffled pauses, ${count(byChance)} of ${count(compared)} test users would look like a training user`
      : `${count(near)} of ${count(compared)} test users with enough events (of ${count(testUsers)}) have the sequence of another user in training, ${count(identical)} to the last event; by chance ${count(byChance)} would`;
  return [
    `  ${found}`,
    ...shown.map(
      ({testUser, trainUser, events, common, shingles, shiftMs}) =>
        `    user ${testUser} is user ${trainUser} ${(shiftMs / DAY_MS).toFixed(1)} days later: ${common} of ${shingles} pieces of ${events} events`
    )
  ];
}
