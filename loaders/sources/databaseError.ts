import {basename} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";

/**
 * What the database says about a file that it cannot read, as one line with a remedy. Anything that is no word of the database about its input, its
 * memory or its disk is a bug and comes back unchanged.
 */
export function databaseError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const [kind, said] =
    /^(IO|Invalid Input|Conversion|Invalid|Out of Memory) Error: ([^\n]*)/.exec(error.message)?.slice(1) ?? [];
  if (kind === undefined) return error;
  if (kind === "Out of Memory") {
    return new UserError("the database has too little memory", "give it more with --memory, e.g. --memory 4GB");
  }
  if (/No space left/i.test(error.message)) {
    return new UserError("the disk is full", "free some space and run the same command again");
  }
  const short = said.replace(/'[^']*\//g, "'").slice(0, 160);
  return new UserError(`${basename(path)} cannot be read (${short})`, "it may be damaged or cut short: fetch it again");
}
