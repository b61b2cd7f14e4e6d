import {UserError} from "../core/errors.js";
import type {Encoding} from "./encoding.js";
import type {NestedList} from "./nestedLists.js";
import type {Packing} from "./packing.js";

/** A text: how it is packed and which characters its bytes are; UTF-8 where it is not said. */
interface TextFile extends Packing {
  readonly encoding?: Encoding;
}

/** Where a table in text or in a sheet begins. */
interface TableHead {
  readonly header: boolean;
  /** Lines of the file before the header, or before the first row where there is none. */
  readonly skip?: number;
}

/** How a log's file is written. */
export type LogFormat =
  | (TextFile &
      TableHead & {
        readonly kind: "csv";
        /** One character; `"  "` for two blanks or more, `" "` for any number of them. */
        readonly delimiter: string;
        /** Whether a day and a time of day with one blank between are one value, where blanks separate. */
        readonly joinsClock?: boolean;
        /** Columns that hold objects of JSON; behind the columns of the table come those of their fields, as `properties.price`. */
        readonly objects?: readonly string[];
        /** How many columns the table itself has, where some hold objects. */
        readonly width?: number;
      })
  | (TextFile & {readonly kind: "ndjson"; readonly list?: NestedList})
  /** Pairs of name and value, a line an event: `ts=2024-03-10T14:05:00Z user=7 event=view`. */
  | (TextFile & {readonly kind: "logfmt"})
  /** One document: a list of objects, or an object that has one under the names of `path`; with null, objects one behind the other. */
  | (TextFile & {readonly kind: "json"; readonly path: readonly string[] | null; readonly list?: NestedList})
  /** A workbook, and the place of the sheet in it. */
  | (TableHead & {readonly kind: "xlsx"; readonly gzip: false; readonly sheet: number})
  | {readonly kind: "parquet"; readonly gzip: false};

/** What a file's format is called, in a few words. */
export function formatTitle(format: LogFormat): string {
  const packed = format.gzip
    ? "gzipped "
    : format.kind !== "xlsx" && format.kind !== "parquet" && format.entry !== undefined
      ? "zipped "
      : "";
  const kind = {
    csv: "CSV",
    ndjson: "NDJSON",
    logfmt: "logfmt",
    json: "JSON",
    xlsx: "an Excel sheet",
    parquet: "Parquet"
  }[format.kind];
  if (format.kind !== "csv") return `${packed}${kind}`;
  const cut: Readonly<Record<string, string>> = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "bars",
    " ": "blanks",
    "  ": "wide blanks"
  };
  return `${packed}${kind} cut at ${cut[format.delimiter] ?? JSON.stringify(format.delimiter)}, ${format.header ? "with" : "without"} a header line`;
}

/** What the first bytes of a file give away before it is read as text. */
export type Container = "gzip" | "zip" | "parquet" | "text";

/** First bytes of formats that cannot be read, with what to do about them. */
const OTHERS: readonly (readonly [magic: readonly number[], what: string, remedy: string])[] = [
  [[0x50, 0x4b, 0x05, 0x06], "an empty zip archive", "take another file"],
  [[0x50, 0x4b, 0x07, 0x08], "a zip archive in parts", "unpack it, and give the file"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd", "unpack it, or compress it with gzip"],
  [[0x42, 0x5a, 0x68], "compressed with bzip2", "unpack it, or compress it with gzip"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed with xz", "unpack it, or compress it with gzip"],
  [[0x37, 0x7a, 0xbc, 0xaf], "a 7z archive", "unpack it, or compress it with gzip"],
  [[0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], "a RAR archive", "unpack it, or compress it with gzip"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF", "take the log that it was made from"],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    "an old or an encrypted spreadsheet",
    "save the sheet as CSV, or as .xlsx without a password"
  ],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "an Arrow file", "write it as Parquet or CSV"],
  [[0x4f, 0x62, 0x6a, 0x01], "an Avro file", "write it as Parquet or NDJSON"],
  [[0x4f, 0x52, 0x43], "an ORC file", "write it as Parquet or CSV"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], "an SQLite database", "export the table as CSV"]
];

/** What holds a file's contents, by its first bytes. Throws `UserError` for an empty file and for formats that cannot be read. */
export function containerOf(name: string, bytes: Uint8Array): Container {
  const begins = (magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (bytes.length === 0) throw new UserError(`${name} is empty`, "take a file that holds a log");
  if (begins([0x1f, 0x8b])) return "gzip";
  if (begins([0x50, 0x4b, 0x03, 0x04])) return "zip";
  if (begins([0x50, 0x41, 0x52, 0x31])) return "parquet";
  for (const [magic, what, remedy] of OTHERS) if (begins(magic)) throw new UserError(`${name} is ${what}`, remedy);
  return "text";
}

/**
 * Holds that the first characters of a log are text, of which some may be damaged: bad rows are set aside later, and so are those with a NUL. Throws `UserError` for
 * what is no text at all.
 */
export function checkText(name: string, text: string): void {
  const odd = text.match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g)?.length ?? 0;
  if (odd > 0.05 * text.length)
    throw new UserError(
      `${name} is no text in UTF-8: ${odd} of its first ${text.length} characters are control characters or in another encoding`,
      "save it as CSV, NDJSON or Parquet in UTF-8"
    );
  if (text.trim() === "") throw new UserError(`${name} holds nothing but blanks`, "take a file that holds a log");
}

/** The first characters of a log without a last line that may be cut. Throws `UserError` where there is no whole line. */
export function wholeLines(name: string, text: string, whole: boolean): string {
  if (whole) return text;
  const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  if (end === -1)
    throw new UserError(
      `the first line of ${name} is longer than ${text.length} characters`,
      "a log has one event a line; check its line ends"
    );
  return text.slice(0, end + 1);
}

/** A text as an error shows it: quoted, and not longer than a line. */
export function shortened(text: string, most = 60): string {
  return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}
