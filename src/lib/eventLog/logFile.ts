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

/** Bytes [from, to) of a file. Throws `UserError` where they cannot be had. */
export async function sliceOf(file: LogFile, from: number, to: number): Promise<ArrayBuffer> {
  return file.slice(from, to).catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

/** A file that was there when it was chosen may be gone, changed or forbidden when it is read. */
export function unreadable({name}: LogFile, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const said = error instanceof Error ? ((error as {code?: string}).code ?? error.name) : "for no reason given";
  return new UserError(
    `${name} cannot be read to its end (${said})`,
    "check that it is still there and choose it again"
  );
}

/** The file under a name that fits a line: a name may hold line breaks, a message may not. */
export function namedOnOneLine(file: LogFile): LogFile {
  return {...file, name: file.name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ")};
}
