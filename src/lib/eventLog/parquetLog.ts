import {parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData} from "hyparquet";
import {compressors} from "hyparquet-compressors";
import {UserError} from "../core/errors.js";
import {sliceOf, type LogFile} from "./logFile.js";

/** What of a column's type matters for its text: an instant, a time on a clock that does not say its zone, a day, a number with a fraction. */
export type ParquetType = "instant" | "clock" | "day" | "double" | "decimal";

/** Names of the columns of a Parquet file that hold one value a row, and of those that hold several or others within, which cannot be read. */
export async function parquetColumns(
  file: LogFile
): Promise<{columns: string[]; nested: string[]; rows: number; types: Readonly<Record<string, ParquetType>>}> {
  const metadata = await metadataOf(file);
  return {
    columns: flatColumns(metadata),
    nested: nestedColumns(metadata),
    rows: Number(metadata.num_rows),
    types: columnTypes(metadata)
  };
}

/**
 * Rows [from, to) of some columns, each value as text and null where there is none. Times are ISO 8601, with `Z` where they are instants. Throws `UserError` for a file that is
 * damaged or cut short.
 */
export async function parquetRows(
  file: LogFile,
  columns: readonly string[],
  from: number,
  to: number
): Promise<(string | null)[][]> {
  const metadata = await metadataOf(file);
  const found: (string | null)[][] = columns.map(() => new Array<string | null>(to - from).fill(null));
  const types = columnTypes(metadata);
  const at = new Map(columns.map((name, i) => [name, i]));
  const filled = columns.map(() => 0);
  try {
    await parquetRead({
      file: bufferOf(file),
      metadata,
      compressors,
      // the parsers given are added to the usual ones
      parsers: {stringFromBytes: decodeText} as unknown as Parameters<typeof parquetRead>[0]["parsers"],
      columns: [...columns],
      rowStart: from,
      rowEnd: to,
      onChunk({columnName, columnData, rowStart}) {
        const place = at.get(columnName)!;
        for (let i = 0; i < columnData.length; i++) {
          const row = rowStart + i - from;
          if (row < 0 || row >= to - from) continue;
          found[place][row] = textOf(columnData[i], types[columnName]);
          filled[place]++;
        }
      }
    });
  } catch (error) {
    throw damaged(file, error);
  }
  // a count of rows that is wrong would otherwise give rows of nothing, without an end
  if (filled.some((rows) => rows !== to - from)) throw damaged(file, new Error("fewer rows than it says"));
  return found;
}

async function metadataOf(file: LogFile): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(bufferOf(file));
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: LogFile, error: unknown): UserError {
  if (error instanceof UserError) return error;
  // what the language says of itself, and not the reader of the file, helps nobody
  const said =
    error instanceof Error && error.name === "Error" ? ` (${error.message.split("\n")[0].slice(0, 120)})` : "";
  return new UserError(`${file.name} is no whole Parquet file${said}`, "write or fetch it anew");
}

function bufferOf(file: LogFile) {
  return {byteLength: file.size, slice: (from: number, to?: number) => sliceOf(file, from, to ?? file.size)};
}

/** Columns that hold lists or others within them. */
function nestedColumns(metadata: FileMetaData): string[] {
  const flat = flatColumns(metadata);
  return parquetSchema(metadata)
    .children.map(({element}) => element.name)
    .filter((name) => !flat.includes(name));
}

function flatColumns(metadata: FileMetaData): string[] {
  return parquetSchema(metadata)
    .children.filter(({children, element}) => children.length === 0 && element.repetition_type !== "REPEATED")
    .map(({element}) => element.name);
}

function columnTypes(metadata: FileMetaData): Record<string, ParquetType> {
  const types: Record<string, ParquetType> = Object.create(null) as Record<string, ParquetType>;
  for (const {element} of parquetSchema(metadata).children) {
    const {name, type, logical_type: logical, converted_type: converted} = element;
    if (logical?.type === "TIMESTAMP") types[name] = logical.isAdjustedToUTC ? "instant" : "clock";
    else if (type === "INT96" || converted === "TIMESTAMP_MILLIS" || converted === "TIMESTAMP_MICROS")
      types[name] = "clock";
    else if (logical?.type === "DATE" || converted === "DATE") types[name] = "day";
    else if (type === "DOUBLE" || type === "FLOAT") types[name] = "double";
    else if (logical?.type === "DECIMAL" || converted === "DECIMAL") types[name] = "decimal";
  }
  return types;
}

/** Text that is no UTF-8 is a fault of the file, as it is to DuckDB. */
function decodeText(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    throw new Error("a text that is not UTF-8");
  }
}

function textOf(value: unknown, type: ParquetType | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    const text = value.toISOString();
    return type === "day" ? text.slice(0, text.indexOf("T")) : type === "clock" ? text.slice(0, -1) : text;
  }
  if (value instanceof Uint8Array) return decodeText(value)!;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
