import {NOTHING_KNOWN} from "../../src/lib/features/itemAttributes.js";
import {existsSync} from "node:fs";
import {basename, join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {DUCKDB, literal} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {readRowsSql, type RowReading} from "../../src/lib/pipeline/readRows.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";
import {unzipped, zipEntries} from "../../src/lib/eventLog/zipArchive.js";
import {unpublishedNote} from "../data/unpublishedNote.js";
import {codeHash} from "../tools/codeHash.js";
import {checkFile, contentSha256, firstBytes, lastBytes} from "../tools/contents.js";
import {hashOf} from "../tools/files.js";
import {databaseError} from "./databaseError.js";
import {logFile} from "./eventLog.js";
import {INVOICE_COLUMNS, INVOICE_ROWS_SQL, requireColumns} from "./invoiceRows.js";
import {readInvoiceSheet} from "./readInvoiceSheet.js";
import type {Source} from "./source.js";

export const DUPLICATE_CHOICES = ["drop", "keep"] as const;
export const ANONYMOUS_CHOICES = ["drop", "invoice"] as const;

/** What is done with lines that can be read either way. */
export interface OnlineRetailChoices {
  /** A line that occurs again with all its eight values: dropped, as a line entered twice, or kept, as two packs bought. Default: drop. */
  readonly duplicates?: (typeof DUPLICATE_CHOICES)[number];
  /** A line without a customer: set aside, or given to a user of its own for each invoice. Default: drop. */
  readonly anonymous?: (typeof ANONYMOUS_CHOICES)[number];
}

export interface OnlineRetailOptions extends OnlineRetailChoices {
  /** The file, Parquet or .xlsx. Otherwise it is looked for in `data/raw/online-retail`, then in the mirror. */
  readonly path?: string;
  /** A folder with `uci-online-retail/` in it. */
  readonly mirror?: string;
}

const NO_CUSTOMER = "no customer";
const RETURN = "return, kept in the table returns";
const ADJUSTMENT = "adjustment of debts, no purchase";

/**
 * Invoices of a British wholesaler of gifts, December 2010 to December 2011 (UCI 352; Chen, Sain and Guo 2012). Every line is a purchase, to the
 * minute, but for returns. A return is no event type of ours and no removal from a cart, which happens before a purchase: returns have a table of
 * their own and are counted among the rows set aside, so that no total of purchases has them in it.
 */
const ONLINE_RETAIL: SourceSpec = {
  name: "online-retail",
  title: "Invoice lines of a British wholesaler of gifts, December 2010 to December 2011 (UCI 352).",
  licence: "CC BY 4.0",
  generated: false,
  required: ["user_id", "ts_ms", "tick", "event", "item_id", "price_cents", "session_key"],
  deduplicate: true,
  sessions: "gap",
  setAside: [NO_CUSTOMER, RETURN, ADJUSTMENT]
};

const FILES = ["online_retail.parquet", "Online Retail.xlsx"];

/** Whether a file is Parquet or a workbook by its first bytes; null for anything else. */
function formatOf(path: string): "parquet" | "xlsx" | null {
  const start = firstBytes(path, 4).toString("latin1");
  return start === "PAR1" ? "parquet" : start.startsWith("PK") ? "xlsx" : null;
}

/** Where texts stand in a workbook: of all its sheets, or in the first. */
const TEXTS = ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"];

/** Whether a file can only be this source's: a workbook whose first texts, or a Parquet file whose end, where columns are named, are the columns of an invoice. */
export async function isOnlineRetail(path: string): Promise<boolean> {
  const format = formatOf(path);
  if (format === null) return false;
  const text = format === "parquet" ? lastBytes(path, 65_536).toString("latin1") : await firstTexts(path);
  return INVOICE_COLUMNS.every((name) => text.toLowerCase().includes(name.toLowerCase()));
}

/** Nothing of an archive that is damaged: who reads it will say so. */
async function firstTexts(path: string): Promise<string> {
  const file = logFile(path);
  let texts = "";
  try {
    for (const entry of await zipEntries(file)) {
      if (!TEXTS.includes(entry.name)) continue;
      for await (const part of unzipped(file, entry)) {
        texts += Buffer.from(part).toString("latin1");
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return texts;
}

/** Finds the file and says what will be made of it. Throws `UserError` where there is none or it is something else. */
export async function onlineRetail({
  path,
  mirror,
  duplicates = "drop",
  anonymous = "drop"
}: OnlineRetailOptions = {}): Promise<Source> {
  const file = path ?? find(mirror);
  checkFile(file);
  const format = formatOf(file);
  if (format === null) {
    throw new UserError(`${basename(file)} is neither Parquet nor a workbook`, `get ${FILES.join(" or ")}`);
  }
  const sql = eventsSql({duplicates, anonymous});
  return {
    spec: {...ONLINE_RETAIL, deduplicate: duplicates === "drop"},
    profile: profileOf(duplicates, anonymous),
    seed: null,
    identity: hashOf([await contentSha256(file), sql, await codeHash("loaders/sources/onlineRetail.ts")]),
    note: await unpublishedNote(ONLINE_RETAIL.name, file),
    outputs: {
      invoice_lines: "SELECT * FROM invoice_lines ORDER BY line",
      returns: "SELECT * FROM returns ORDER BY line"
    },
    counts: COUNTS,
    attributes: NOTHING_KNOWN,
    async load(engine, onProgress) {
      try {
        if (format === "parquet") await readParquet(engine, file);
        else await readInvoiceSheet(engine, file, (share) => onProgress?.(0.9 * share));
        await engine.run(sql);
      } catch (error) {
        throw databaseError(error, file);
      }
      onProgress?.(1);
    }
  };
}

function profileOf(duplicates: string, anonymous: string): string {
  const chosen = [
    ...(duplicates === "drop" ? [] : [`duplicates-${duplicates}`]),
    ...(anonymous === "drop" ? [] : [`anonymous-${anonymous}`])
  ];
  return chosen.length === 0 ? "full" : chosen.join("-");
}

/** What the log's publisher and others say of it, over all lines, whatever is then done with them. */
const COUNTS = {
  lines: "SELECT count(*) FROM invoice_lines",
  invoices: "SELECT count(DISTINCT invoice) FROM invoice_lines",
  customers: "SELECT count(DISTINCT customer) FROM invoice_lines",
  linesWithoutCustomer: "SELECT count(*) FROM invoice_lines WHERE customer IS NULL",
  duplicateLines: "SELECT count(*) FROM invoice_lines WHERE line <> first_line",
  returns: "SELECT count(*) FROM returns",
  returnsOnCreditNotes: "SELECT count(*) FROM returns WHERE invoice LIKE 'C%'"
};

async function readParquet(engine: Engine, file: string): Promise<void> {
  const {columns} = await engine.read(`SELECT name FROM parquet_schema(${literal(file)})`);
  requireColumns(file, columns.name as readonly string[]);
  await engine.run(`${INVOICE_ROWS_SQL}\n\nINSERT INTO invoice_rows\n${rowsSql(file)}`);
}

/** Lines are counted as in a sheet, whose first one is the header. */
function rowsSql(path: string): string {
  const text = (column: string) => `nullif(trim(CAST("${column}" AS VARCHAR)), '')`;
  return `SELECT file_row_number + 2, ${text("InvoiceNo")}, ${text("StockCode")},
  nullif(${text("Description")}, 'nan'), -- how the Parquet's maker wrote an empty cell
  TRY_CAST("Quantity" AS INTEGER), epoch_ms(TRY_CAST("InvoiceDate" AS TIMESTAMP)), TRY_CAST("UnitPrice" AS DOUBLE),
  TRY_CAST("CustomerID" AS INTEGER), ${text("Country")}
FROM read_parquet(${literal(path)}, file_row_number = true)`;
}

/**
 * SQL from `invoice_rows` to the events and the tables beside them. `tick` of an event is the line in the file, of the first of several that are
 * equal in all eight columns: so exact duplicates are equal rows and nothing else is, and an event leads to its quantity by
 * `invoice_lines.line = tick`. An item's id is its place among all codes in the order of their bytes. A user is a customer by the log's own number;
 * an invoice that stands for one has its own number, which is larger than any customer's. The log's own session is the invoice.
 */
function eventsSql({anonymous}: Required<OnlineRetailChoices>): string {
  const invoiceNumber = "TRY_CAST(regexp_extract(invoice, '[0-9]+$') AS INTEGER)";
  const isReturn = "(quantity < 0 OR starts_with(invoice, 'C'))";
  const reading: RowReading = {
    rows: "SELECT line, invoice, stock_code, id, quantity, ms, price, customer, first_line FROM numbered_rows",
    columns: {
      user_id: anonymous === "invoice" ? `coalesce(customer, ${invoiceNumber})` : "customer",
      ts_ms: "ms",
      tick: "first_line",
      event: "3",
      item_id: "id",
      price_cents: "CAST(round(price * 100) AS BIGINT)",
      session_key: invoiceNumber
    },
    rules: [
      ["no InvoiceNo", "session_key IS NULL"],
      ["no StockCode", "stock_code IS NULL"],
      ["Quantity is no whole number", "quantity IS NULL"],
      ["InvoiceDate is no time", "ts_ms IS NULL"],
      ["UnitPrice is no number", "price_cents IS NULL"],
      [NO_CUSTOMER, "user_id IS NULL"],
      [RETURN, isReturn],
      [ADJUSTMENT, "starts_with(invoice, 'A')"]
    ]
  };
  return `
${DUCKDB.createTable(
  "numbered_rows",
  `WITH codes AS (
  SELECT stock_code, row_number() OVER (ORDER BY stock_code) AS id
  FROM (SELECT DISTINCT stock_code FROM invoice_rows WHERE stock_code IS NOT NULL)
), firsts AS (
  SELECT *, min(line) OVER (
    PARTITION BY invoice, stock_code, description, quantity, ts_ms, unit_price, customer, country
  ) AS first_line
  FROM invoice_rows
)
SELECT line, invoice, stock_code, CAST(id AS INTEGER) AS id, description, quantity, ts_ms AS ms, unit_price AS price, customer, country, first_line
FROM firsts LEFT JOIN codes USING (stock_code)`
)}

${DUCKDB.dropTable("invoice_rows")}

${readRowsSql(reading)}

${DUCKDB.createTable(
  "invoice_lines",
  `SELECT n.line, n.first_line, n.invoice, n.customer, r.user_id, r.ts_ms, r.item_id, n.quantity, r.price_cents, n.country
FROM numbered_rows AS n JOIN read_rows AS r USING (line)`
)}

${DUCKDB.createTable("returns", `SELECT * FROM invoice_lines WHERE ${isReturn}`)}

${DUCKDB.createTable(
  "users",
  `SELECT user_id, min(country) AS country, CAST(min(customer) IS NOT NULL AS INTEGER) AS known
FROM invoice_lines WHERE user_id IS NOT NULL GROUP BY user_id`
)}

${DUCKDB.createTable(
  "item_catalog",
  `WITH described AS (
  SELECT id AS item_id, stock_code AS item, description, count(*) AS lines
  FROM numbered_rows WHERE id IS NOT NULL GROUP BY 1, 2, 3
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY item_id ORDER BY description IS NULL, lines DESC, description) AS no FROM described
)
SELECT item_id, item, description FROM ranked WHERE no = 1`
)}

${DUCKDB.dropTable("numbered_rows")}`.trim();
}

function find(mirror: string | undefined): string {
  const folders = [join("data", "raw", "online-retail")];
  if (mirror !== undefined) folders.push(join(mirror, "uci-online-retail"), mirror);
  for (const folder of folders) for (const name of FILES) if (existsSync(join(folder, name))) return join(folder, name);
  throw new UserError(
    `Online Retail is in none of ${folders.join(", ")}`,
    "fetch it with npm run data -- fetch online-retail, or name a folder with --mirror DIR or CLICKPROOF_DATA_MIRROR"
  );
}
