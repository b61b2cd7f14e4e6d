import {existsSync, statSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {DUCKDB, literal} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {EVENT_ORDER} from "../../src/lib/pipeline/eventOrder.js";
import {columnNames, columnPlaces} from "../../src/lib/sources/columnPlaces.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";
import {unpublishedNote} from "../data/unpublishedNote.js";
import {codeHash} from "../tools/codeHash.js";
import {checkFile, contentSha256, firstLine, isGzip} from "../tools/contents.js";
import {hashOf} from "../tools/files.js";
import {databaseError} from "./databaseError.js";
import {readLinesSql} from "./linesSql.js";
import type {Source} from "./source.js";

/**
 * Events of an online shop over four and a half months of 2015 (RetailRocket): views, carts and purchases to the millisecond, with properties of
 * items as they changed, and a tree of categories. No prices, no removals from the cart, no names.
 */
const RETAILROCKET: SourceSpec = {
  name: "retailrocket",
  title: "Views, carts and purchases of an online shop, May to September 2015 (RetailRocket).",
  licence: "CC BY-NC-SA 4.0",
  generated: false,
  required: ["user_id", "ts_ms", "event", "item_id"],
  deduplicate: true,
  sessions: "gap"
};

const EVENTS = "events.csv";
const SAMPLE = "sample_events.csv";
const PROPERTIES = ["item_properties_part1.csv", "item_properties_part2.csv"];
const TREE = "category_tree.csv";

const HEADERS = {
  events: "timestamp,visitorid,event,itemid,transactionid",
  properties: "timestamp,itemid,property,value",
  tree: "categoryid,parentid"
};

export interface RetailrocketOptions {
  /** The events; properties and tree are looked for beside them. Otherwise all are looked for in `data/raw/retailrocket`, then in the mirror. */
  readonly path?: string;
  /** A folder with `retailrocket/` in it. */
  readonly mirror?: string;
}

/**
 * Whether the first line of a file, gzipped or not, names the columns of RetailRocket's events and no others, in
 * whatever order and case.
 */
export async function isRetailrocket(path: string): Promise<boolean> {
  const names = HEADERS.events.split(",");
  const header = await firstLine(path);
  return columnNames(header, ",").length === names.length && columnPlaces(header, names, ",") !== null;
}

/** Finds the files and checks that they are what they should be; only the events are needed. Throws `UserError` where they are not there or are something else. */
export async function retailrocket(options: RetailrocketOptions = {}): Promise<Source> {
  const {events, folder} = find(options);
  const there = (name: string) => (existsSync(join(folder, name)) ? [join(folder, name)] : []);
  const properties = PROPERTIES.flatMap(there);
  const [tree = null] = there(TREE);
  const eventColumns = await columnsOf(events, HEADERS.events);
  const [propertyColumns = HEADERS.properties.split(","), ...more] = await Promise.all(
    properties.map((file) => columnsOf(file, HEADERS.properties))
  );
  if (more.some((columns) => columns.join() !== propertyColumns.join()))
    throw new UserError(`${PROPERTIES.join(" and ")} have their columns in different orders`, "give them one order");
  const treeColumns = tree === null ? [] : await columnsOf(tree, HEADERS.tree);
  const hashes = [];
  for (const file of [events, ...properties, ...(tree === null ? [] : [tree])]) hashes.push(await contentSha256(file));
  const sql = {
    events: eventsSql(events, eventColumns),
    properties: propertiesSql(properties, propertyColumns),
    tree: treeSql(tree, treeColumns),
    join: JOIN_SQL
  };
  const sample = basename(events).startsWith(SAMPLE);
  const missing = [
    ...PROPERTIES.filter((name) => !properties.includes(join(folder, name))),
    ...(tree === null ? [TREE] : [])
  ];
  const unpublished = await unpublishedNote(RETAILROCKET.name, events);
  const notes = [
    ...(unpublished === undefined ? [] : [unpublished]),
    ...(sample ? [`${EVENTS} is not here: this is ${SAMPLE}, all events of a sample of the visitors`] : []),
    ...(missing.length > 0 ? [`without ${missing.join(", ")} beside it, items have no more than those files say`] : [])
  ];
  return {
    spec: RETAILROCKET,
    profile: sample ? "sample" : "full",
    seed: null,
    identity: hashOf([...hashes, await codeHash("loaders/sources/retailrocket.ts")]),
    note: notes.length === 0 ? undefined : notes.join("; "),
    outputs: {
      item_departments: "SELECT * FROM item_departments ORDER BY item_id",
      department_names: "SELECT * FROM department_names ORDER BY department_id",
      categories: "SELECT * FROM categories ORDER BY category_id",
      rejected_properties: "SELECT * FROM rejected_properties ORDER BY file, line",
      item_states: "SELECT * FROM item_states ORDER BY item_id, from_ms",
      event_properties: `SELECT * FROM event_properties ORDER BY user_id NULLS FIRST, ${PROPERTY_ORDER}`
    },
    counts: {
      eventsWithCategory: "SELECT count(category_id) FROM event_properties",
      eventsWithAvailability: "SELECT count(available) FROM event_properties",
      eventsWithoutProperties:
        "SELECT coalesce(sum(CASE WHEN category_id IS NULL AND available IS NULL THEN 1 ELSE 0 END), 0) FROM event_properties",
      rejectedPropertyLines: "SELECT count(*) FROM rejected_properties"
    },
    attributes: {from: "states", columns: ["department_id", "category_id"]},
    async load(engine, onProgress) {
      await run(engine, sql.events, events);
      onProgress?.(0.3);
      await run(engine, sql.properties, properties[0] ?? events);
      onProgress?.(0.8);
      await run(engine, sql.tree, tree ?? events);
      await run(engine, sql.join, events);
      onProgress?.(1);
    }
  };
}

async function run(engine: Engine, sql: string, file: string): Promise<void> {
  try {
    await engine.run(sql);
  } catch (error) {
    throw databaseError(error, file);
  }
}

/**
 * Ids are the log's own. `tick` is the number of the order a transaction belongs to, 0 for all else: it keeps two orders of one item within a
 * millisecond apart, so that exact duplicates are rows equal in all five columns, and changes no order of events.
 */
function eventsSql(path: string, columns: readonly string[]): string {
  const field = (name: string) => `f[${columns.indexOf(name) + 1}]`;
  const whole = (name: string) => `CASE WHEN regexp_full_match(${field(name)}, '[0-9]+') THEN ${field(name)} END`;
  const transaction = field("transactionid");
  // samples that went through pandas have orders as reals
  const order = `TRY_CAST(regexp_extract(${transaction}, '^([0-9]+)([.]0)?$', 1) AS INTEGER)`;
  return readLinesSql(
    {path, gzip: path !== "" && isGzip(path), separator: ","},
    {
      columns: {
        ts_ms: whole("timestamp"),
        user_id: whole("visitorid"),
        event: `CASE ${field("event")} WHEN 'view' THEN 0 WHEN 'addtocart' THEN 1 WHEN 'transaction' THEN 3 END`,
        item_id: whole("itemid"),
        tick: `coalesce(${order}, 0)`
      },
      rules: [
        [`not ${columns.length === 5 ? "five" : columns.length} values`, `len(f) <> ${columns.length}`],
        ["timestamp is no whole number", "ts_ms IS NULL"],
        ["visitorid is no whole number", "user_id IS NULL"],
        ["event is none of view, addtocart, transaction", "event IS NULL"],
        ["itemid is no whole number", "item_id IS NULL"],
        ["transactionid is no whole number", `${transaction} <> '' AND ${order} IS NULL`]
      ]
    }
  );
}

/**
 * Of twenty million rows only those that say an item's category or whether it is on sale are kept, as they stream by: `item_properties`
 * (item_id, ts_ms, category_id, available), one row for each item and moment at which either was said, the other missing.
 */
function propertiesSql(paths: readonly string[], names: readonly string[]): string {
  const columns = names.map(
    (name) => `${literal(name)}: '${name === "timestamp" || name === "itemid" ? "BIGINT" : "VARCHAR"}'`
  );
  const files = `[${paths.map(literal).join(", ")}]`;
  const read = `read_csv(${files}, auto_detect = false, columns = {${columns.join(", ")}}, header = true, delim = ',', quote = '', escape = '',
  filename = false, ignore_errors = true, store_rejects = true, rejects_table = 'property_rejects', rejects_scan = 'property_rejects_scans')`;
  const none = "SELECT NULL AS itemid, NULL AS timestamp, NULL AS property, NULL AS value WHERE FALSE";
  return `
DROP TABLE IF EXISTS property_rejects;
DROP TABLE IF EXISTS property_rejects_scans;

${DUCKDB.createTable(
  "item_properties",
  `SELECT CAST(itemid AS INTEGER) AS item_id, CAST(timestamp AS BIGINT) AS ts_ms,
  max(CASE WHEN property = 'categoryid' THEN TRY_CAST(value AS INTEGER) END) AS category_id,
  max(CASE WHEN property = 'available' THEN TRY_CAST(value AS INTEGER) END) AS available
FROM ${paths.length === 0 ? `(${none})` : read}
WHERE property IN ('categoryid', 'available') AND itemid BETWEEN 0 AND 2147483647
GROUP BY 1, 2`
)}

${DUCKDB.createTable(
  "rejected_properties",
  `${
    paths.length === 0
      ? "SELECT CAST(NULL AS VARCHAR) AS file, CAST(NULL AS BIGINT) AS line, CAST(NULL AS VARCHAR) AS reason WHERE FALSE"
      : `SELECT parse_filename(file_path) AS file, CAST(line AS BIGINT) AS line, CASE min(error_type)
  WHEN 'CAST' THEN 'timestamp or itemid is no whole number'
  WHEN 'MISSING COLUMNS' THEN 'not four values'
  WHEN 'TOO MANY COLUMNS' THEN 'not four values'
  WHEN 'INVALID ENCODING' THEN 'not UTF-8'
  ELSE 'no line of text' END AS reason
FROM property_rejects JOIN property_rejects_scans USING (scan_id, file_id)
GROUP BY 1, 2`
  }`
)}`.trim();
}

/** `categories` (category_id, parent_id, department_id): each category with the root above it. A root is its own department; a circle has none. */
function treeSql(path: string | null, names: readonly string[]): string {
  const rows =
    path === null
      ? "SELECT CAST(NULL AS VARCHAR) AS categoryid, CAST(NULL AS VARCHAR) AS parentid WHERE FALSE"
      : `SELECT * FROM read_csv(${literal(path)}, auto_detect = false, columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")}},
  header = true, delim = ',', quote = '', escape = '', null_padding = true)`;
  return `
${DUCKDB.createTable(
  "categories",
  `WITH RECURSIVE tree AS (
  SELECT TRY_CAST(categoryid AS INTEGER) AS category_id, min(TRY_CAST(parentid AS INTEGER)) AS parent_id
  FROM (${rows})
  WHERE TRY_CAST(categoryid AS INTEGER) IS NOT NULL
  GROUP BY 1
), above AS (
  SELECT category_id, category_id AS department_id FROM tree WHERE parent_id IS NULL
  UNION
  SELECT tree.category_id, above.department_id FROM tree JOIN above ON tree.parent_id = above.category_id
)
SELECT category_id, parent_id, department_id FROM tree LEFT JOIN above USING (category_id)`
)}`.trim();
}

const PROPERTY_ORDER = EVENT_ORDER.replace(/, (?:price_cents|dwell_ms|session_key) NULLS FIRST/g, "");

/**
 * What an item's properties were when an event happened: the last value said at or before its time. An event before the first word on its item has
 * none. `item_catalog` in contrast has the last word of all, which no feature of an event may use.
 */
const JOIN_SQL = `
${DUCKDB.createTable(
  "item_states",
  `SELECT item_id, ts_ms AS from_ms,
  ${DUCKDB.lastNotNull("category_id")} OVER (PARTITION BY item_id ORDER BY ts_ms) AS category_id,
  ${DUCKDB.lastNotNull("available")} OVER (PARTITION BY item_id ORDER BY ts_ms) AS available
FROM item_properties`
)}

${DUCKDB.dropTable("item_properties")}

${DUCKDB.createTable(
  "event_properties",
  `SELECT e.user_id, e.ts_ms, e.tick, e.event, e.item_id, s.category_id, c.department_id, s.available
FROM ${
    DUCKDB.asOfJoin({
      left: {from: "raw_events AS e", aliases: ["e"]},
      right: "item_states",
      as: "s",
      on: [["e.item_id", "item_id"]],
      leftTime: "e.ts_ms",
      rightTime: "from_ms",
      allowExactMatches: true
    }).from
  }
LEFT JOIN categories AS c USING (category_id)`
)}

${DUCKDB.createTable("users", `SELECT DISTINCT user_id FROM raw_events WHERE user_id IS NOT NULL`)}

${DUCKDB.createTable(
  "item_catalog",
  `WITH latest AS (
  SELECT item_id, arg_max(category_id, from_ms) AS category_id, arg_max(available, from_ms) AS available
  FROM item_states GROUP BY item_id
), items AS (
  SELECT item_id FROM raw_events WHERE item_id IS NOT NULL UNION SELECT item_id FROM latest
)
SELECT item_id, category_id, department_id, available
FROM items LEFT JOIN latest USING (item_id) LEFT JOIN categories USING (category_id)`
)}

${DUCKDB.createTable("item_departments", `SELECT item_id, department_id FROM item_catalog WHERE department_id IS NOT NULL`)}

${DUCKDB.createTable("department_names", `SELECT category_id AS department_id, 'category ' || category_id AS name FROM categories WHERE parent_id IS NULL`)}`.trim();

function find({path, mirror}: RetailrocketOptions): {events: string; folder: string} {
  if (path !== undefined) return {events: path, folder: dirname(path)};
  const folders = [join("data", "raw", "retailrocket")];
  if (mirror !== undefined) folders.push(join(mirror, "retailrocket"), mirror);
  for (const name of [EVENTS, SAMPLE])
    for (const folder of folders)
      for (const file of [join(folder, name), join(folder, `${name}.gz`)])
        if (statSync(file, {throwIfNoEntry: false})?.isFile()) return {events: file, folder};
  throw new UserError(
    `RetailRocket's ${EVENTS} is in none of ${folders.join(", ")}`,
    `download it from Kaggle (retailrocket/ecommerce-dataset) and put it into ${folders[0]}, or name a folder with --mirror DIR or CLICKPROOF_DATA_MIRROR`
  );
}

/** The names of a file's columns in its order. Throws `UserError` where those of `header` are not among them. */
async function columnsOf(path: string, header: string): Promise<string[]> {
  checkFile(path);
  const found = await firstLine(path);
  if (columnPlaces(found, header.split(","), ",") !== null) return columnNames(found, ",");
  const shown = found.length > 80 ? `${found.slice(0, 80)}…` : found;
  throw new UserError(
    `${basename(path)} begins with ${JSON.stringify(shown)}`,
    `it should begin with ${JSON.stringify(header)}, or have these columns in another order`
  );
}
