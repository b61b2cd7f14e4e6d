import {UserError} from "../core/errors.js";

/** How a log's file is written. */
export type LogFormat =
  | {readonly kind: "csv"; readonly delimiter: string; readonly header: boolean; readonly gzip: boolean}
  | {readonly kind: "ndjson"; readonly gzip: boolean}
  | {readonly kind: "parquet"; readonly gzip: false};

/** What the first bytes of a file give away before it is read as text. */
export type Container = "gzip" | "parquet" | "text";

/** First bytes of formats that cannot be read, with what to do about them. */
const OTHERS: readonly (readonly [magic: readonly number[], what: string, remedy: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive or a spreadsheet", "unpack it, or save the sheet as CSV"],
  [[0x50, 0x4b, 0x05, 0x06], "an empty zip archive", "take another file"],
  [[0xff, 0xfe], "text in UTF-16", "save it as UTF-8"],
  [[0xfe, 0xff], "text in UTF-16", "save it as UTF-8"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd", "unpack it, or compress it with gzip"],
  [[0x42, 0x5a, 0x68], "compressed with bzip2", "unpack it, or compress it with gzip"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed with xz", "unpack it, or compress it with gzip"],
  [[0x37, 0x7a, 0xbc, 0xaf], "a 7z archive", "unpack it, or compress it with gzip"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF", "take the log that it was made from"],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old spreadsheet", "save the sheet as CSV"],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "an Arrow file", "write it as Parquet or CSV"]
];

/** What holds a file's contents, by its first bytes. Throws `UserError` for an empty file and for formats that cannot be read. */
export function containerOf(name: string, bytes: Uint8Array): Container {
  const begins = (magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (bytes.length === 0) throw new UserError(`${name} is empty`, "take a file that holds a log");
  if (begins([0x1f, 0x8b])) return "gzip";
  if (begins([0x50, 0x41, 0x52, 0x31])) return "parquet";
  for (const [magic, what, remedy] of OTHERS) if (begins(magic)) throw new UserError(`${name} is ${what}`, remedy);
  return "text";
}

/**
 * The text of the first bytes of a log, without a byte order mark and without a last line that may be cut. Bytes that are no UTF-8 become replacement
 * characters: a few bad rows are set aside later, and so are those with a NUL. Throws `UserError` for bytes that are no text at all.
 *
 * @param whole whether the bytes are all of the file
 */
export function textOf(name: string, bytes: Uint8Array, whole: boolean): string {
  const text = new TextDecoder("utf-8").decode(bytes).replace(/^\uFEFF/, "");

  const odd = text.match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g)?.length ?? 0;
  if (odd > 0.05 * text.length)
    throw new UserError(
      `${name} is no text: ${odd} of its first ${text.length} characters are control characters or no UTF-8`,
      "take a CSV, NDJSON or Parquet file in UTF-8"
    );
  if (text.trim() === "") throw new UserError(`${name} holds nothing but blanks`, "take a file that holds a log");
  if (whole) return text;
  const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  if (end === -1)
    throw new UserError(
      `the first line of ${name} is longer than ${bytes.length} bytes`,
      "a log has one event a line; check its line ends"
    );
  return text.slice(0, end + 1);
}

/** Whether a text is one JSON object a line. Throws `UserError` for JSON that is written otherwise. */
export function isNdjson(name: string, text: string): boolean {
  const first = text.trimStart();
  if (first.startsWith("[")) {
    if (/^\[\s*[[{\]"\d]/.test(first))
      throw new UserError(
        `${name} is one JSON array`,
        "write one JSON object a line (NDJSON), without brackets and commas around"
      );
    return false;
  }
  if (!first.startsWith("{")) return false;
  const line = first.split(/\r?\n/, 1)[0];
  try {
    JSON.parse(line);
    return true;
  } catch {
    throw new UserError(
      `${name} begins like JSON, but its first line is no JSON object: ${shortened(line)}`,
      "write one JSON object a line (NDJSON)"
    );
  }
}

/** A text as an error shows it: quoted, and not longer than a line. */
export function shortened(text: string, most = 60): string {
  return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}
