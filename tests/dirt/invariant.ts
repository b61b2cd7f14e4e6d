import type {BadInput} from "./badInput.js";
import type {Outcome} from "./outcome.js";

/** What is wrong with an outcome; empty where all is as it should be. */
export function violations({records, unharmed, userColumn, name}: BadInput, outcome: Outcome): string[] {
  const {error, raw, rejected, before, rejects, users, mapping} = outcome;
  if (error !== null) {
    const found: string[] = [];
    if (error.name !== "UserError") found.push(`another kind of error: ${error.name}: ${error.message}`);

    if (/[\u0000-\u001f\u2028\u2029]/.test(error.message)) found.push(`not one line: ${JSON.stringify(error.message)}`);
    if (!error.message.includes("; ")) found.push(`no remedy: ${error.message}`);
    if (error.message.length > 700) found.push(`too long to read: ${error.message.length} characters`);
    const plain = name.replace(/[\t\r\n]/g, " ");
    if (!error.message.includes(plain) && mapping === null) found.push(`does not name the file: ${error.message}`);
    return found;
  }
  const found: string[] = [];
  // a title above a table is no record; the rest of a record that was cut is one, and said not to be read
  const read = raw + rejected;
  if (records !== null && read !== records && read + before !== records)
    found.push(
      `${records} records, of which ${raw} are events, ${rejected} are rejected and ${before} said not to be read`
    );
  if (
    rejects.some(
      ([line, reason]) => !(Number.isSafeInteger(line) && line >= 1) || reason.trim() === "" || reason === "null"
    )
  )
    found.push(`a rejected row without line or reason: ${JSON.stringify(rejects.slice(0, 3))}`);
  if (new Set(rejects.map(([line]) => line)).size !== rejects.length) found.push("a line rejected twice");
  if (
    userColumn !== null &&
    mapping!.user === userColumn &&
    mapping!.timeFormat === "iso" &&
    mapping!.session === null
  ) {
    const known = new Set(users);
    const lost = unharmed.filter((user) => !known.has(user));
    if (lost.length > 0) found.push(`${lost.length} good rows lost: ${lost.slice(0, 5).join(", ")}`);
  }
  return found;
}
