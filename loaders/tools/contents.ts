import {createHash} from "node:crypto";
import {closeSync, createReadStream, openSync, readSync, statSync} from "node:fs";
import {basename} from "node:path";
import {pipeline} from "node:stream/promises";
import {createGunzip} from "node:zlib";
import {UserError} from "../../src/lib/core/errors.js";

/** What a file that someone named is found to be. Throws `UserError` where it is no file that can be read, or an empty one. */
export function checkFile(path: string): {readonly bytes: number} {
  const shown = onOneLine(path);
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new UserError(`${shown} is a folder, not a file`, "name the file in it");
    // a pipe can be read once only, and waits for whoever writes into it
    if (!found.isFile()) throw new UserError(`${shown} is no regular file`, "write what it holds to a file first");
    closeSync(openSync(path, "r"));
    if (found.size === 0) throw new UserError(`${basename(shown)} is empty`, "fetch it again, or name another file");
    return {bytes: found.size};
  } catch (error) {
    throw fileError(error, path);
  }
}

/** An error of the file system as one that a person can act on; anything else unchanged. */
export function fileError(error: unknown, path: string): unknown {
  const {code} = error as NodeJS.ErrnoException;
  const shown = onOneLine(path);
  switch (code) {
    case "ENOENT":
      return new UserError(`there is no file ${shown}`, "check the path");
    case "ENAMETOOLONG":
      return new UserError(`the name ${shown.slice(0, 60)}… is too long for this file system`, "check the path");
    case "ENOTDIR":
      return new UserError(`${shown} leads through something that is no folder`, "check the path");
    case "EISDIR":
      return new UserError(`${shown} is a folder, not a file`, "name the file in it");
    case "EACCES":
    case "EPERM":
      return new UserError(`no permission for ${shown}`, "change its owner or mode, or run as one who may");
    case "EROFS":
      return new UserError(`${shown} is on a disk that cannot be written`, "work in a folder that can");
    case "ENOSPC":
    case "EDQUOT":
      return new UserError(`the disk is full at ${shown}`, "free some space and run the same command again");
    default:
      return error;
  }
}

/** A path as a message shows it: it may hold line breaks and be of any length, a message may not. */
export function onOneLine(path: string): string {
  const most = 300;

  const plain = path.replace(/[\u0000-\u001f\u007f]/g, " ");
  return plain.length > most ? `…${plain.slice(-most)}` : plain;
}

/** The first bytes of a file, fewer where it is shorter. */
export function firstBytes(path: string, count: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
  } finally {
    closeSync(file);
  }
}

/** The last bytes of a file, fewer where it is shorter. */
export function lastBytes(path: string, count: number): Buffer {
  const {size} = statSync(path);
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.min(count, size));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    closeSync(file);
  }
}

/** Whether a file is gzipped, by its first bytes and not its name. */
export function isGzip(path: string): boolean {
  const [a, b] = firstBytes(path, 2);
  return a === 0x1f && b === 0x8b;
}

/** Hands over what a file holds, without gzip, until `use` says false. Throws `UserError` for a gzip that is damaged or cut short. */
async function eachChunk(path: string, use: (chunk: Buffer) => boolean | void): Promise<void> {
  const enough = new Error("enough");
  const take = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<never> {
    for await (const chunk of chunks) if (use(chunk) === false) throw enough;
  };
  try {
    if (isGzip(path)) await pipeline(createReadStream(path), createGunzip(), take);
    else await pipeline(createReadStream(path), take);
  } catch (error) {
    if (error === enough) return;
    const {code, message} = error as NodeJS.ErrnoException;
    if (code?.startsWith("Z_") || code === "ERR_STREAM_PREMATURE_CLOSE") {
      throw new UserError(`${basename(path)} is damaged or cut short (${message})`, "fetch it again");
    }
    throw fileError(error, path);
  }
}

/** The first line of what a file holds, without byte order mark and line end; at most 10,000 characters of it. */
export async function firstLine(path: string): Promise<string> {
  let text = "";
  await eachChunk(path, (chunk) => {
    text += chunk.toString("utf8");
    return !text.includes("\n") && text.length < 10_000;
  });
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/, 1)[0]
    .slice(0, 10_000);
}

/** SHA-256 of what a file holds, so that it is the same gzipped or not; reading it all also shows that it is whole. */
export async function contentSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await eachChunk(path, (chunk) => void hash.update(chunk));
  return hash.digest("hex");
}
