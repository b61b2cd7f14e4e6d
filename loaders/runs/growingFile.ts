import {closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync, writeSync} from "node:fs";
import {fileError} from "../tools/contents.js";

/** A file of a run to which lines are added while the run goes on. */
export interface GrowingFile {
  /**
   * Adds text, whole lines, which is on the disk when this returns. After an error nothing more is added, as the last line may be half there.
   *
   * @throws {UserError} for a full disk and whatever else keeps a file from being written
   */
  append(text: string): void;
  close(): void;
}

/**
 * Makes a file with its first lines in one step, so that it is never there without them, and opens it for more. Whatever kills the process
 * leaves the lines that were appended, and at most part of one more, without its line end.
 *
 * @throws {UserError} for a folder that cannot be written and for a full disk
 */
export function growingFile(path: string, first: string): GrowingFile {
  const part = `${path}.part`;
  try {
    writeFileSync(part, first, {flush: true});
    renameSync(part, path);
  } catch (error) {
    try {
      rmSync(part, {force: true});
    } catch {
      // what kept the file from being written is told
    }
    throw fileError(error, path);
  }
  return appendedFile(path);
}

/** Opens a file for more lines. Throws as `growingFile`. */
export function appendedFile(path: string): GrowingFile {
  let file: number;
  try {
    file = openSync(path, "a");
  } catch (error) {
    throw fileError(error, path);
  }
  let broken: unknown = null;
  return {
    append(text) {
      if (broken !== null) throw broken;
      try {
        const bytes = Buffer.from(text);
        for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
        fsyncSync(file);
      } catch (error) {
        throw (broken = fileError(error, path));
      }
    },
    close: () => closeSync(file)
  };
}
