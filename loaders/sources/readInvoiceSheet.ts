import {DAY_MS} from "../../src/lib/core/time.js";
import {createReadStream, statSync} from "node:fs";
import {basename} from "node:path";
import {Readable} from "node:stream";
import {streamXlsxRows} from "hucre/xlsx";
import {UserError} from "../../src/lib/core/errors.js";
import {MISSING, table} from "../../src/lib/core/table.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {fileError} from "../tools/contents.js";
import {INVOICE_COLUMNS, INVOICE_ROWS_SQL, requireColumns} from "./invoiceRows.js";

/** Rows that go to the database at once. */
const BATCH = 20_000;
/** Days from the sheet's day 0 to 1970. */
const EPOCH_DAY = 25_569;

type Cell = unknown;

/**
 * Reads the first sheet of UCI's workbook row by row into `invoice_rows`, so that neither the sheet nor its rows are in memory whole. Times are
 * rounded to the second: a sheet has them as fractions of days. Throws `UserError` for a workbook that is damaged or lacks a column.
 */
export async function readInvoiceSheet(
  engine: Engine,
  file: string,
  onProgress: (share: number) => void = () => {}
): Promise<void> {
  await engine.run(INVOICE_ROWS_SQL);
  let batch = newBatch();
  let places: readonly number[] | undefined;
  try {
    for await (const {index, values} of streamXlsxRows(counted(file, onProgress))) {
      if (places === undefined) {
        const header = values.map((value) => (value === null ? null : String(value).trim()));
        requireColumns(file, header);
        places = INVOICE_COLUMNS.map((name) => header.findIndex((cell) => cell?.toLowerCase() === name.toLowerCase()));
        continue;
      }
      const cells = places.map((place) => (values[place] ?? null) as Cell);
      if (cells.every((cell) => cell === null)) continue;
      add(batch, index + 1, cells);
      if (batch.line.length === BATCH) {
        await engine.append("invoice_rows", columnsOf(batch));
        batch = newBatch();
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const {message} = error as Error;
    throw new UserError(
      `${basename(file)} is a damaged workbook (${message.split("\n")[0].slice(0, 120)})`,
      "fetch it again"
    );
  }
  if (places === undefined) throw new UserError(`${basename(file)} has no rows in its first sheet`, "fetch it again");
  await engine.append("invoice_rows", columnsOf(batch));
}

function counted(file: string, onProgress: (share: number) => void): ReadableStream<Uint8Array> {
  const {size} = statSync(file);
  let read = 0;
  const chunks = async function* () {
    try {
      for await (const chunk of createReadStream(file)) {
        onProgress((read += (chunk as Buffer).length) / size);
        yield new Uint8Array(chunk as Buffer);
      }
    } catch (error) {
      throw fileError(error, file);
    }
  };
  return Readable.toWeb(Readable.from(chunks())) as ReadableStream<Uint8Array>;
}

type Batch = ReturnType<typeof newBatch>;

function newBatch() {
  return {
    line: [] as number[],
    invoice: [] as (string | null)[],
    stock_code: [] as (string | null)[],
    description: [] as (string | null)[],
    quantity: [] as number[],
    ts_ms: [] as number[],
    unit_price: [] as number[],
    customer: [] as number[],
    country: [] as (string | null)[]
  };
}

function add(
  batch: Batch,
  line: number,
  [invoice, code, description, quantity, date, price, customer, country]: Cell[]
) {
  batch.line.push(line);
  batch.invoice.push(text(invoice));
  batch.stock_code.push(text(code));
  batch.description.push(text(description));
  batch.quantity.push(integer(quantity));
  batch.ts_ms.push(time(date));
  batch.unit_price.push(typeof price === "number" ? price : NaN);
  batch.customer.push(integer(customer));
  batch.country.push(text(country));
}

function columnsOf(batch: Batch) {
  return table({
    ...batch,
    line: Int32Array.from(batch.line),
    quantity: Int32Array.from(batch.quantity),
    ts_ms: Float64Array.from(batch.ts_ms),
    unit_price: Float64Array.from(batch.unit_price),
    customer: Int32Array.from(batch.customer)
  });
}

/** Codes are numbers in some cells and text in others. */
function text(cell: Cell): string | null {
  if (cell === null || cell instanceof Date) return null;
  const trimmed = String(cell).trim();
  return trimmed === "" ? null : trimmed;
}

function integer(cell: Cell): number {
  return typeof cell === "number" && Number.isInteger(cell) && Math.abs(cell) < 2 ** 31 ? cell : MISSING;
}

function time(cell: Cell): number {
  const ms = cell instanceof Date ? cell.getTime() : typeof cell === "number" ? (cell - EPOCH_DAY) * DAY_MS : NaN;
  return Math.round(ms / 1000) * 1000;
}
