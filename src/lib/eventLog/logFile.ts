import {UserError} from "../core/errors.js";

/** A file as both Node and a browser can give it. */
export interface LogFile {
  /** For people: the file's name without its folders. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The name under which the engine reads it. */
  readonly path: string;
  stream(): ReadableStream<Uint8Array>;
  /** Bytes [from, to). */
  slice(from: number, to: number): Promise<ArrayBuffer>;
}

/** The file's bytes, without its gzip where it has one. Throws `UserError` for a file that cannot be read and a gzip that is damaged or cut short. */
export async function* bytesOf(file: LogFile, gzip: boolean, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  let stream = file.stream();
  if (gzip)
    stream = stream.pipeThrough(
      new DecompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>
    );
  const reader = stream.getReader();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const {done, value} = await reader.read().catch((error: unknown) => {
        if (!gzip) throw unreadable(file, error);
        // browsers also refuse several gzips one behind the other
        throw new UserError(
          `${file.name} is a gzip that is damaged, cut short, or several in one file`,
          "make or fetch it anew, as one gzip"
        );
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Bytes [from, to) of a file. Throws `UserError` where they cannot be had. */
export async function sliceOf(file: LogFile, from: number, to: number): Promise<ArrayBuffer> {
  return file.slice(from, to).catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

/** A file that was there when it was chosen may be gone, changed or forbidden when it is read. */
function unreadable({name}: LogFile, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const said = error instanceof Error ? ((error as {code?: string}).code ?? error.name) : "for no reason given";
  return new UserError(
    `${name} cannot be read to its end (${said})`,
    "check that it is still there and choose it again"
  );
}

/** At most `most` bytes from the beginning of the file, without its gzip. */
export async function beginningOf(file: LogFile, gzip: boolean, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytesOf(file, gzip)) {
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

/** The file under a name that fits a line: a name may hold line breaks, a message may not. */
export function namedOnOneLine(file: LogFile): LogFile {
  return {...file, name: file.name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ")};
}
