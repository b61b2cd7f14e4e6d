import {basename} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {DUCKDB} from "../../src/lib/sql/dialect.js";

/** The published columns in the published order. */
export const INVOICE_COLUMNS = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
  "Country"
] as const;

/** The table `invoice_rows` as every reader of a format must make it: text and numbers, what cannot be read missing. */
export const INVOICE_ROWS_SQL = DUCKDB.createEmptyTable("invoice_rows", {
  line: "integer",
  invoice: "text",
  stock_code: "text",
  description: "text",
  quantity: "integer",
  ts_ms: "bigint",
  unit_price: "double",
  customer: "integer",
  country: "text"
});

/** Throws `UserError` that names the columns of an invoice that are not among those found, in whatever case. */
export function requireColumns(file: string, found: readonly (string | null)[]): void {
  const known = found.map((name) => name?.toLowerCase());
  const missing = INVOICE_COLUMNS.filter((name) => !known.includes(name.toLowerCase()));
  if (missing.length === 0) return;
  throw new UserError(
    `${basename(file)} has no column ${missing.join(", ")}`,
    `Online Retail has ${INVOICE_COLUMNS.join(", ")}; another table is read as a log of your own: give its path as the source`
  );
}
