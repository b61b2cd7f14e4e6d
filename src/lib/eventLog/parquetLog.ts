import {parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData} from "hyparquet";
import {compressors} from "hyparquet-compressors";
import {UserError} from "../core/errors.js";
import {sliceOf, type LogFile} from "./logFile.js";

/** Names of the columns of a Parquet file that hold one value a row; the others cannot be read and are left out. */
export async function parquetColumns(file: LogFile): Promise<{columns: string[]; rows: number}> {
  const metadata = await metadataOf(file);
  return {columns: flatColumns(metadata), rows: Number(metadata.num_rows)};
}

/**
 * Rows [from, to) of some columns, each value as text and null where there is none. Times are ISO 8601 in UTC. Throws `UserError` for a file that is
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
          found[place][row] = textOf(columnData[i]);
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

function flatColumns(metadata: FileMetaData): string[] {
  return parquetSchema(metadata)
    .children.filter(({children, element}) => children.length === 0 && element.repetition_type !== "REPEATED")
    .map(({element}) => element.name);
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

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return decodeText(value)!;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
