import {CLEAN_OPTIONS, UNUSED_EVENT} from "../pipeline/clean.js";
import {DUCKDB, literal} from "../sql/dialect.js";
import {readRowsSql, type RowReading} from "../pipeline/readRows.js";
import {EVENT_TYPES} from "../sources/events.js";
import {knownEventNames} from "./eventNames.js";
import {ID_ROLES, textColumn, type IdRole, type LogMapping, type Role} from "./mapping.js";
import {HEADER_AGAIN, RETURN, SURPLUS, TOTAL} from "./reasons.js";
import {extraColumn, QUANTITY_COLUMN} from "./textFields.js";
import {TIME_READINGS} from "./timeFormats.js";

/**
 * SQL from rows of text to the tables of a log, see `readLog`. Names get whole numbers in the order of their characters, so that the order of the rows
 * changes nothing.
 *
 * @param rows a query or the name of a table: `line`, and a column of text for each role that the mapping has
 * @param surplus whether `rows` has a column `surplus`, which is not NULL for a row with too many fields
 * @param extra how many columns without a role there are; `extra_rows` then has them for every event
 */
export function logTablesSql(
  mapping: LogMapping,
  rows: string,
  {surplus, unread, extra = 0}: Pick<RowReading, "unread"> & {readonly surplus: boolean; readonly extra?: number}
): string {
  const has = (role: Role) => mapping[role] !== null;
  const named = ID_ROLES.filter((role) => has(role) && mapping.textIds.includes(role));
  const kept = named.length > 0 || has("category") || has("brand") || has("ingested") || extra > 0;
  // casts to numbers bear blanks around them, and a trim costs as much as the cast
  const timeText = ["s", "ms", "us", "ns", "excel"].includes(mapping.timeFormat) ? textColumn("time") : text("time");
  const reading = readRowsSql({
    unread,
    rows: `SELECT t.*${named.map((role) => `, ${role}_names.number AS ${role}_number`).join("")}
  FROM ${kept ? "text_rows" : queryOf(rows)} AS t${named.map((role) => `\n  LEFT JOIN ${role}_names ON ${role}_names.name = ${text(role)}`).join("")}`,
    columns: {
      // a visitor nobody knows is one visit where the log knows visits, and one event where it does not
      user_id: has("user") ? id(mapping, "user") : has("session") ? id(mapping, "session") : "line",
      ts_ms: zoned(TIME_READINGS[mapping.timeFormat].sql(timeText), mapping.zoneMinutes),
      tick: "0",
      event: has("event") ? eventSql(mapping) : String(EVENT_TYPES.indexOf(mapping.always ?? "view")),
      item_id: has("item") ? id(mapping, "item") : undefined,
      price_cents: has("price") ? centsSql(mapping.price!) : undefined,
      session_key: has("session") ? id(mapping, "session") : undefined
    },
    rules: rulesOf(mapping, surplus),
    texts: Object.fromEntries(
      (["time", "event"] as const).filter(has).map((role) => [`${role}_of_rejected`, text(role)] as const)
    )
  });
  return [
    kept ? DUCKDB.createTable("text_rows", `SELECT * FROM ${queryOf(rows)}`) : "",
    ...named.map(namesSql),
    reading,
    has("user") && named.includes("user")
      ? DUCKDB.createView("users", `SELECT number AS user_id, name AS "user" FROM user_names`)
      : DUCKDB.createView("users", `SELECT DISTINCT user_id, CAST(user_id AS VARCHAR) AS "user" FROM raw_events`),
    catalogueSql(mapping, named.includes("item")),
    has("ingested") ? arrivalsSql(mapping) : "",
    extra > 0
      ? DUCKDB.createTable(
          "extra_rows",
          `SELECT r.line, user_id, ts_ms, event, item_id, ${Array.from({length: extra}, (_, i) => extraColumn(i)).join(", ")}
FROM read_rows AS r JOIN text_rows AS t ON t.line = r.line WHERE fault IS NULL`
        )
      : "",
    kept ? DUCKDB.dropTable("text_rows") : ""
  ]
    .filter((sql) => sql !== "")
    .join("\n\n");
}

/** When each event reached the log, NULL where that cannot be read. */
function arrivalsSql({ingestedFormat, zoneMinutes}: LogMapping): string {
  const ms = zoned(TIME_READINGS[ingestedFormat].sql(text("ingested")), zoneMinutes);
  return DUCKDB.createTable(
    "event_arrivals",
    `SELECT r.line, event, ts_ms, TRY_CAST(${ms} AS BIGINT) AS ingested_ms
FROM read_rows AS r JOIN text_rows AS t ON t.line = r.line WHERE fault IS NULL`
  );
}

/** Wide, as the ends of what an integer can hold are times that a log may have. */
function zoned(ms: string, zoneMinutes: number): string {
  return zoneMinutes === 0 ? ms : `CAST(${ms} AS HUGEINT) - ${zoneMinutes * 60_000}`;
}

function queryOf(rows: string): string {
  return /^\w+$/.test(rows) ? rows : `(${rows})`;
}

function text(role: Role): string {
  return `nullif(trim(${textColumn(role)}), '')`;
}

function id({textIds}: LogMapping, role: IdRole): string {
  return textIds.includes(role) ? `${role}_number` : `TRY_CAST(${textColumn(role)} AS INTEGER)`;
}

function namesSql(role: IdRole): string {
  return DUCKDB.createTable(
    `${role}_names`,
    `SELECT name, CAST(row_number() OVER (ORDER BY name) AS INTEGER) AS number
FROM (SELECT DISTINCT ${text(role)} AS name FROM text_rows) WHERE name IS NOT NULL`
  );
}

/** The code of an event's type: what the mapping says of the log's own word, else what the word means anyway. −1 is an event that is left out. */
function eventSql({eventNames}: LogMapping): string {
  const own = Object.entries(eventNames).map(
    ([name, type]) => [literal(name), type === null ? -1 : EVENT_TYPES.indexOf(type)] as const
  );
  const word = textColumn("event");
  const cases = (text: string) => own.map(([name, code]) => `WHEN ${text} = ${name} THEN ${code}`).join("\n      ");
  const known = knownEventNames();
  // one look-up and not a comparison for each word: what occurs once is done for those rows only that come so far
  const words = `map([${known.map(([word]) => literal(word)).join(", ")}], [${known.map(([, code]) => code).join(", ")}])`;
  const spelled = `${words}[regexp_replace(lower(${word}), '[^a-z0-9]', '', 'g')]`;
  if (own.length === 0) return spelled;
  // most words have no blanks around them, and a trim costs as much as the comparison
  return `CASE ${cases(word)}
      ELSE CASE ${cases(`trim(${word})`)}
      ELSE ${spelled} END END`;
}

/** Cents of a price: `12.50`, `12,50`, `1,234.50`, `$12.50`. A column that says so holds cents already. */
function centsSql(column: string): string {
  // a currency may stand before or behind; a letter within is none, as in 1e30
  const bare = `regexp_replace(${text("price")}, '^[^0-9.,-]{1,5}|[^0-9.,-]{1,5}$|[ ''\u00a0]', '', 'g')`;
  if (/cents?\b/i.test(column.replaceAll("_", " "))) return `TRY_CAST(${bare} AS INTEGER)`;
  // a comma before the last one or two digits is a decimal comma; any other separates thousands
  const decimal = `CASE WHEN regexp_matches(${bare}, ',[0-9]{1,2}$') THEN replace(replace(${bare}, '.', ''), ',', '.') ELSE replace(${bare}, ',', '') END`;
  return `CAST(round(TRY_CAST(${decimal} AS DECIMAL(15, 4)) * 100) AS BIGINT)`;
}

/** Roles in whose columns a line of totals may say so. */
const TEXTS = ["user", "time", "event", "item", "session", "category", "brand"] as const;
/** What such a line begins with, in the languages of spreadsheets. */
const TOTALS =
  "(?m)^((grand |sub-?|sum )?totals?|totale?|totaal|gesamt(summe)?|insgesamt|summe|somme|suma|razem)\\b|^(总计|合计|合計)";

function rulesOf(mapping: LogMapping, surplus: boolean): (readonly [string, string])[] {
  const [from, until] = CLEAN_OPTIONS.period;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const rules: (readonly [string, string])[] = [];
  if (surplus) rules.push([SURPLUS, "surplus IS NOT NULL"]);
  // no event has such a time, and hardly any row gets as far as the texts
  rules.push([HEADER_AGAIN, `ts_ms IS NULL AND ${text("time")} = ${literal(mapping.time!.trim())}`]);
  const texts = TEXTS.filter((role) => mapping[role] !== null).map(text);
  if (texts.length > 0)
    rules.push([
      TOTAL,
      `ts_ms IS NULL AND regexp_matches(lower(concat_ws(chr(10), ${texts.join(", ")})), ${literal(TOTALS)})`
    ]);
  // the number is looked at first, as nearly every row has one and is done with
  const blank = (role: Role, column: string) => `${column} IS NULL AND ${text(role)} IS NULL`;
  const identified = (role: IdRole, column: string) => {
    if (mapping[role] === null) return;
    // who looks at a page or searches does so at no item
    if (role !== "item") rules.push([`missing ${role}`, blank(role, column)]);
    if (!mapping.textIds.includes(role))
      rules.push([
        `${role} is no whole number`,
        role === "item"
          ? `${column} < 0 OR (${column} IS NULL AND ${text(role)} IS NOT NULL)`
          : `${column} IS NULL OR ${column} < 0`
      ]);
  };
  identified("user", "user_id");
  rules.push(
    ["missing time", blank("time", "ts_ms")],
    [`time is not in ${TIME_READINGS[mapping.timeFormat].title}`, "ts_ms IS NULL"],
    [`time outside ${day(from)} to ${day(until)}`, `ts_ms < ${from} OR ts_ms >= ${until}`]
  );
  if (mapping.event !== null)
    rules.push(
      ["missing event type", blank("event", "event")],
      [UNUSED_EVENT, "event = -1"],
      ["unknown event type", "event IS NULL"]
    );
  if (mapping.quantity !== undefined) rules.push([RETURN, `TRY_CAST(${QUANTITY_COLUMN} AS DOUBLE) < 0`]);
  identified("item", "item_id");
  identified("session", "session_key");
  if (mapping.price !== null)
    rules.push(
      ["price is no number", `price_cents IS NULL AND ${text("price")} IS NOT NULL`],
      ["negative price", "price_cents < 0"]
    );
  return rules;
}

/** Items with the least of the names that a log gives for their category and brand; the department is a category's first word. */
function catalogueSql(mapping: LogMapping, itemsNamed: boolean): string {
  const {item, category, brand} = mapping;
  const nothing = `SELECT CAST(NULL AS INTEGER) AS item_id, CAST(NULL AS VARCHAR) AS item, CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS brand WHERE false`;
  const described = category !== null || brand !== null;
  const key = itemsNamed ? "item_names.number" : `TRY_CAST(${text("item")} AS INTEGER)`;
  const items =
    item === null
      ? nothing
      : described
        ? `SELECT ${key} AS item_id, min(${text("item")}) AS item,
    ${category === null ? "CAST(NULL AS VARCHAR)" : `min(${text("category")})`} AS category,
    ${brand === null ? "CAST(NULL AS VARCHAR)" : `min(${text("brand")})`} AS brand
  FROM text_rows${itemsNamed ? ` JOIN item_names ON item_names.name = ${text("item")}` : ""}
  WHERE ${key} IS NOT NULL GROUP BY 1`
        : itemsNamed
          ? `SELECT number AS item_id, name AS item, CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS brand FROM item_names`
          : `SELECT DISTINCT item_id, CAST(item_id AS VARCHAR) AS item, CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS brand
  FROM raw_events WHERE item_id IS NOT NULL`;
  return `
${DUCKDB.createTable("named_items", items)}

${DUCKDB.createTable(
  "department_names",
  `SELECT CAST(row_number() OVER (ORDER BY name) AS INTEGER) AS department_id, name
FROM (SELECT DISTINCT regexp_extract(category, '^[^.>/|]+') AS name FROM named_items WHERE category IS NOT NULL)`
)}

${DUCKDB.createTable(
  "item_catalog",
  `SELECT item_id, item, category, brand, department_id
FROM named_items LEFT JOIN department_names ON name = regexp_extract(category, '^[^.>/|]+')`
)}

${DUCKDB.createView("item_departments", `SELECT item_id, department_id FROM item_catalog WHERE department_id IS NOT NULL`)}

${DUCKDB.dropTable("named_items")}`.trim();
}
