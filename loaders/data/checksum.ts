import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {fileError} from "../tools/contents.js";
import type {Checksum} from "../../src/lib/sources/publishedSets.js";

/** The hash of a file's bytes as they lie there, gzip and all, read in pieces. */
export async function checksum(path: string, algorithm: Checksum["algorithm"]): Promise<string> {
  const hash = createHash(algorithm);
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    throw fileError(error, path);
  }
  return hash.digest("hex");
}
