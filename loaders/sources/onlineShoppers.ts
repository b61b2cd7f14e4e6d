import {existsSync} from "node:fs";
import {basename, join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {
  SESSION_COLUMNS,
  SHOPPERS_HEADER,
  shoppersPlaces,
  type SessionColumn
} from "../../src/lib/sources/onlineShoppers.js";
import {DUCKDB, literal} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {checkFile, contentSha256, firstLine, isGzip} from "../tools/contents.js";
import {databaseError} from "./databaseError.js";
import {BEFORE_LINES_SQL, linesSql, movedSql, UNREADABLE_LINES_SQL} from "./linesSql.js";

const FILE = "online_shoppers_intention.csv";

/** Whether the first line of a file, gzipped or not, names this table's columns, in whatever order and case. */
export async function isOnlineShoppers(path: string): Promise<boolean> {
  return shoppersPlaces(await firstLine(path)) !== null;
}

/** The table's file in `data/raw/online-shoppers` or a mirror. Throws `UserError` where there is none. */
export function findOnlineShoppers(mirror: string | undefined): string {
  const folders = [join("data", "raw", "online-shoppers")];
  if (mirror !== undefined) folders.push(join(mirror, "uci-online-shoppers"), mirror);
  for (const folder of folders)
    for (const name of [FILE, `${FILE}.gz`]) if (existsSync(join(folder, name))) return join(folder, name);
  throw new UserError(
    `Online Shoppers is in none of ${folders.join(", ")}`,
    "fetch it with npm run data -- fetch online-shoppers, or name a folder with --mirror DIR or CLICKPROOF_DATA_MIRROR"
  );
}

/**
 * Reads the table into `raw_sessions`: `session_id`, the row's place from 1, `first_id`, that of the first row with the same 18 values, and
 * the columns as integers and reals, texts as codes; and `rejected_rows` (line, reason). Gives the number of columns. Throws `UserError` for a file that is
 * not this table.
 */
export async function loadOnlineShoppers(engine: Engine, path: string): Promise<number> {
  checkFile(path);
  const header = await firstLine(path);
  const places = shoppersPlaces(header);
  if (places === null) {
    const shown = header.length > 80 ? `${header.slice(0, 80)}…` : header;
    throw new UserError(
      `${basename(path)} begins with ${JSON.stringify(shown)}`,
      `Online Shoppers begins with ${JSON.stringify(`${SHOPPERS_HEADER.slice(0, 40)}…`)}`
    );
  }
  await contentSha256(path); // to its end: the database takes a gzip that lacks its last bytes for whole
  try {
    await engine.run(onlineShoppersSql(path, {places, width: header.split(",").length}));
  } catch (error) {
    throw databaseError(error, path);
  }
  return header.split(",").length;
}

/** The SQL of `loadOnlineShoppers`. */
function onlineShoppersSql(
  path: string,
  {places, width}: {readonly places: readonly number[]; readonly width: number}
): string {
  const names = SESSION_COLUMNS.map(({name}) => name);
  const values = SESSION_COLUMNS.map((column, i) => `${expression(column, `f[${places[i] + 1}]`)} AS ${column.name}`);
  const faults = SESSION_COLUMNS.map(
    ({name, published}) => `    WHEN ${name} IS NULL THEN ${literal(`${published} cannot be read`)}`
  );
  return `
${BEFORE_LINES_SQL}

${DUCKDB.createTable(
  "session_lines",
  `SELECT line, f, CASE WHEN len(f) <> ${width} THEN 'not ${width} values'
${faults.join("\n")}
  END AS reason, ${names.join(", ")}
FROM (
  SELECT *, ${values.join(",\n    ")}
  FROM (${linesSql({path, gzip: path !== "" && isGzip(path), separator: ","})})
)`
)}

${UNREADABLE_LINES_SQL}

${DUCKDB.createTable(
  "raw_sessions",
  `SELECT CAST(line + ${movedSql("session_lines.line")} - 1 AS INTEGER) AS session_id,
  CAST(min(line + ${movedSql("session_lines.line")} - 1) OVER (PARTITION BY ${names.join(", ")}) AS INTEGER) AS first_id,
  ${names.join(", ")}
FROM session_lines WHERE reason IS NULL`
)}

${DUCKDB.createTable(
  "rejected_rows",
  `SELECT CAST(line + ${movedSql("session_lines.line")} AS BIGINT) AS line, reason FROM session_lines WHERE reason IS NOT NULL
UNION ALL
SELECT line, reason FROM unreadable_lines`
)}

${DUCKDB.dropTable("session_lines")}`.trim();
}

function expression({kind, values, from = 0}: SessionColumn, text: string): string {
  if (values !== undefined) {
    const cases = values.map((value, i) => `WHEN ${literal(value.toUpperCase())} THEN ${i + from}`);
    return `CAST(CASE upper(trim(${text}, ' "')) ${cases.join(" ")} END AS INTEGER)`;
  }
  if (kind === "real") return `CASE WHEN TRY_CAST(${text} AS DOUBLE) >= 0 THEN TRY_CAST(${text} AS DOUBLE) END`;
  return `CASE WHEN regexp_full_match(${text}, '[0-9]+') THEN TRY_CAST(${text} AS INTEGER) END`;
}
