import {UserError} from "../core/errors.js";
import {gunzippedMembers} from "./gzipMembers.js";
import {unreadable, type LogFile} from "./logFile.js";
import {unzipped, type ZipEntry} from "./zipArchive.js";

/** How a file is packed: not at all, as gzip, or as the one file of a zip archive. */
export interface Packing {
  readonly gzip: boolean;
  readonly entry?: ZipEntry;
}

/**
 * The file's bytes, without its gzip or zip where it has one; several gzips one behind the other are one. Throws `UserError` for a file that cannot be read and for
 * a gzip or zip that is damaged or cut short.
 */
export async function* bytesOf(file: LogFile, packing: Packing, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks =
    packing.entry !== undefined ? unzipped(file, packing.entry) : packing.gzip ? gunzipped(file) : plainBytesOf(file);
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
  signal?.throwIfAborted();
}

async function* plainBytesOf(file: LogFile): AsyncGenerator<Uint8Array> {
  yield* piecesOf(file.stream(), (error) => unreadable(file, error));
}

/** By the platform's own means, and where they give up by slower ones: browsers take no second gzip behind the first. */
async function* gunzipped(file: LogFile): AsyncGenerator<Uint8Array> {
  const stream = file
    .stream()
    .pipeThrough(new DecompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>);
  let read = 0;
  try {
    for await (const chunk of piecesOf(stream, (error) => new GzipEnds(String(error)))) {
      read += chunk.length;
      yield chunk;
    }
    return;
  } catch (error) {
    if (!(error instanceof GzipEnds)) throw error;
  }
  try {
    yield* gunzippedMembers(file, read);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file.name} is a gzip that is damaged or cut short`, "make or fetch it anew");
  }
}

class GzipEnds extends Error {}

/** @param failed what is thrown where the stream breaks off, and not where whoever takes the pieces does */
async function* piecesOf(
  stream: ReadableStream<Uint8Array>,
  failed: (error: unknown) => Error
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const {done, value} = await reader.read().catch((error: unknown) => {
        throw failed(error);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** At most `most` bytes from the beginning of the file, unpacked. */
export async function beginningOf(file: LogFile, packing: Packing, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytesOf(file, packing)) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  const all = new Uint8Array(Math.min(length, most));
  let at = 0;
  for (const part of parts) {
    const take = part.subarray(0, all.length - at);
    all.set(take, at);
    at += take.length;
  }
  return all;
}
