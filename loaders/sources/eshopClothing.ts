import {DUCKDB} from "../../src/lib/sql/dialect.js";
import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {basename, join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {readRowsSql} from "../../src/lib/pipeline/readRows.js";
import {columnPlaces} from "../../src/lib/sources/columnPlaces.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";
import {ESHOP_CLOTHING_SHA256} from "../../src/lib/sources/publishedSets.js";
import {checkFile, contentSha256, firstLine, isGzip} from "../tools/contents.js";
import {databaseError} from "./databaseError.js";
import {BEFORE_LINES_SQL, linesSql, UNREADABLE_SQL} from "./linesSql.js";
import type {Source} from "./source.js";

/**
 * Clickstream of an online shop for maternity clothes, April to August 2008 (UCI 553; Łapczyński and Białowąs 2013): `;`-separated, gzipped or
 * not. Times are days, events within a session have an order, and a session is all that is known of a visitor. It has no carts and no purchases.
 */
export const ESHOP_CLOTHING: SourceSpec = {
  name: "eshop-clothing",
  title: "Clicks in an online shop for maternity clothes, April to August 2008 (UCI 553).",
  licence: "CC BY 4.0",
  generated: false,
  required: ["user_id", "ts_ms", "tick", "event", "item_id", "session_key"],
  deduplicate: true,
  sessions: "own"
};

const FILE = "e-shop clothing 2008.csv";
const HEADER =
  "year;month;day;order;country;session ID;page 1 (main category);page 2 (clothing model);colour;location;model photography;price;price 2;page";
const COLUMNS = HEADER.split(";");

/** Where the log's columns stand in a file, in the order of `COLUMNS`, and how many columns there are in all. */
interface Layout {
  readonly places: readonly number[];
  readonly width: number;
}

function layoutOf(header: string): Layout | null {
  const places = columnPlaces(header, COLUMNS, ";");
  return places === null ? null : {places, width: header.split(";").length};
}

export interface EshopClothingOptions {
  /** The file itself, gzipped or not. Otherwise it is looked for in `data/raw/eshop-clothing`, then in the mirror. */
  readonly path?: string;
  /** A folder with `uci-eshop-clothing-2008/` in it. */
  readonly mirror?: string;
}

/**
 * Whether the first line of a file, gzipped or not, names this log's columns and no others, in whatever order and case.
 */
export async function isEshopClothing(path: string): Promise<boolean> {
  return layoutOf(await firstLine(path))?.width === COLUMNS.length;
}

/** Finds the file and checks that it is whole. Throws `UserError` where there is none, where it is damaged or something else. */
export async function eshopClothing({path, mirror}: EshopClothingOptions = {}): Promise<Source> {
  const file = path ?? find(mirror);
  checkFile(file);
  const header = await firstLine(file);
  const layout = layoutOf(header);
  if (layout === null) {
    const shown = header.length > 80 ? `${header.slice(0, 80)}…` : header;
    throw new UserError(
      `${basename(file)} begins with ${JSON.stringify(shown)}`,
      `the e-shop clothing log begins with ${JSON.stringify(`${HEADER.slice(0, 40)}…`)}`
    );
  }
  const sha256 = await contentSha256(file);
  return {
    spec: ESHOP_CLOTHING,
    profile: "full",
    seed: null,
    identity: createHash("sha256")
      .update(`eshop-clothing ${sha256} ${rowsSql("", layout)}`)
      .digest("hex"),
    note:
      sha256 === ESHOP_CLOTHING_SHA256
        ? undefined
        : `${basename(file)} is not the table UCI publishes: its SHA-256 is ${sha256}, not ${ESHOP_CLOTHING_SHA256}`,
    // the shop's main categories are what departments are elsewhere
    attributes: {from: "catalogue", columns: ["department_id", "category_id"]},
    async load(engine) {
      const sql = `
${BEFORE_LINES_SQL}

${DUCKDB.createTable("eshop_rows", rowsSql(linesSql({path: file, gzip: isGzip(file), separator: ";"}), layout))}

${readRowsSql({
  rows: "SELECT * FROM eshop_rows",
  columns: {
    user_id: "session_id",
    ts_ms: "day_ms",
    tick: "click",
    event: "0",
    item_id: "model_id",
    price_cents: "cents",
    session_key: "session_id"
  },
  rules: [
    [`not ${layout.width} fields`, `fields <> ${layout.width}`],
    ["session ID is no whole number", "session_id IS NULL"],
    ["no such day", "day_ms IS NULL"],
    ["order is no whole number", "click IS NULL"],
    ["no such model", "model_id IS NULL"]
  ],
  unread: UNREADABLE_SQL,
  countsReadOnly: true
})}

${DUCKDB.createTable("users", `SELECT session_id AS user_id, min(country) AS country FROM eshop_rows WHERE session_id IS NOT NULL AND fields = ${layout.width} GROUP BY session_id`)}

${DUCKDB.createTable(
  "item_catalog",
  `SELECT model_id AS item_id, min(model) AS model, min(category_id) AS category_id, min(category_id) AS department_id, min(colour) AS colour, min(cents) AS base_price_cents
FROM eshop_rows WHERE model_id IS NOT NULL AND fields = ${layout.width} GROUP BY model_id`
)}

${DUCKDB.dropTable("eshop_rows")}`;
      try {
        await engine.run(sql);
      } catch (error) {
        throw databaseError(error, file);
      }
    }
  };
}

/**
 * A model's code, a letter and a number from 1 to 999, becomes `letter × 1000 + number` with A = 1, e.g. `P82` → 16082; `modelCode` is the way back.
 * What cannot be read as what its column should hold is missing.
 */
function rowsSql(lines: string, {places}: Layout): string {
  const field = (name: string) => `f[${places[COLUMNS.indexOf(name)] + 1}]`;
  const integer = (name: string) => `TRY_CAST(${field(name)} AS INTEGER)`;
  const model = field("page 2 (clothing model)");
  return `SELECT line,
  len(f) AS fields,
  ${integer("session ID")} AS session_id,
  epoch_ms(TRY_CAST(${field("year")} || '-' || lpad(${field("month")}, 2, '0') || '-' || lpad(${field("day")}, 2, '0') AS TIMESTAMP)) AS day_ms,
  ${integer("order")} AS click,
  CASE WHEN regexp_full_match(${model}, '[A-Z][1-9][0-9]{0,2}')
    THEN (ascii(${model}) - 64) * 1000 + TRY_CAST(substr(${model}, 2) AS INTEGER) END AS model_id,
  CAST(${integer("price")} * 100 AS INTEGER) AS cents,
  ${model} AS model,
  ${integer("page 1 (main category)")} AS category_id,
  ${integer("colour")} AS colour,
  ${integer("country")} AS country
FROM (${lines})`;
}

/** The shop's own code of a model. Throws `RangeError` for an id that stands for none. */
export function modelCode(itemId: number): string {
  const letter = Math.floor(itemId / 1000);
  const number = itemId % 1000;
  if (!(Number.isInteger(itemId) && letter >= 1 && letter <= 26 && number >= 1)) {
    throw new RangeError(`no model has the id ${itemId}`);
  }
  return `${String.fromCharCode(64 + letter)}${number}`;
}

function find(mirror: string | undefined): string {
  const folders = [join("data", "raw", "eshop-clothing")];
  if (mirror !== undefined) folders.push(join(mirror, "uci-eshop-clothing-2008"), mirror);
  for (const folder of folders)
    for (const name of [FILE, `${FILE}.gz`]) if (existsSync(join(folder, name))) return join(folder, name);
  throw new UserError(
    `the e-shop clothing log is in none of ${folders.join(", ")}`,
    `get "${FILE}" from archive.ics.uci.edu/dataset/553 and put it into ${folders[0]}, or name a folder with --mirror DIR or CLICKPROOF_DATA_MIRROR`
  );
}
