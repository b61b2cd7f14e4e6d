import {closeSync, createReadStream, openSync, rmSync, writeSync} from "node:fs";
import {basename} from "node:path";
import {Unzip, UnzipInflate} from "fflate";
import {UserError} from "../../src/lib/core/errors.js";
import {fileError} from "../tools/contents.js";

/**
 * Takes one member out of a zip archive into a file, in pieces, so that neither is in memory whole. A member is found by its own name in whatever
 * folder of the archive. Throws `UserError` for a file that is no zip archive, is damaged or cut short, or has no such member; the file is
 * then not there.
 */
export async function unpackMember(archive: string, member: string, file: string): Promise<void> {
  const names: string[] = [];
  let output: number | undefined;
  let failure: unknown;
  let done = false;
  const unzip = new Unzip((entry) => {
    names.push(entry.name);
    if (basename(entry.name) !== member || output !== undefined) return;
    try {
      output = openSync(file, "w");
    } catch (error) {
      failure = fileError(error, file);
      return;
    }
    entry.ondata = (error, chunk, final) => {
      if (failure !== undefined) return;
      if (error !== null) return void (failure = damaged(archive, error.message));
      try {
        for (let at = 0; at < chunk.length;) at += writeSync(output!, chunk, at);
      } catch (error) {
        failure = fileError(error, file);
      }
      done = final;
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(archive)) {
      try {
        unzip.push(chunk as Uint8Array);
      } catch (error) {
        throw damaged(archive, (error as Error).message);
      }
      if (failure !== undefined) throw failure;
      if (done) return;
    }
    if (names.length === 0) throw new UserError(`${basename(archive)} is no zip archive`, "fetch it again");
    if (output === undefined) {
      throw new UserError(
        `${basename(archive)} holds ${names.join(", ")}, but no ${member}`,
        "its publisher may have changed it; get the file by hand"
      );
    }
    throw damaged(archive, "its end is missing");
  } finally {
    if (output !== undefined) closeSync(output);
    if (!done) rmSync(file, {force: true});
  }
}

function damaged(archive: string, why: string): UserError {
  return new UserError(`${basename(archive)} is damaged or cut short (${why})`, "fetch it again");
}
