import {CLEAN_OPTIONS, UNUSED_EVENT} from "../pipeline/clean.js";
import {DUCKDB, literal} from "../sql/dialect.js";
import {readRowsSql, type RowReading} from "../pipeline/readRows.js";
import {EVENT_TYPES} from "../sources/events.js";
import {speaksOfCents, speaksOfPages} from "./columnNames.js";
import {knownEventNames} from "./eventNames.js";
import {joinedTimeSql} from "./joinedTime.js";
import {ID_ROLES, textColumn, WIDEST_PERIOD, type IdRole, type LogMapping, type Role} from "./mapping.js";
import {missingSql, NO_SESSION, presentSql} from "./missingWords.js";
import {centsSql, isNegativeSql, noPriceSql, priceColumns, priceSignSql, type EitherPrice} from "./prices.js";
import {HEADER_AGAIN, MISSING_EVENT, MISSING_USER, PART_OF_ROW, RETURN, SURPLUS, TAKEN_BACK, TOTAL} from "./reasons.js";
import {takenBackSql} from "./takenBack.js";
import {
  EVENT_ELSE_COLUMN,
  extraColumn,
  ORDER_COLUMN,
  PART_COLUMN,
  QUANTITY_COLUMN,
  STATUS_COLUMN,
  timeColumns
} from "./textFields.js";
import {TIME_READINGS, zoneNamedSql, type TimeFormat} from "./timeFormats.js";
import {yearlessSql} from "./yearless.js";

/** The reason given to a row of a log that was taken to have whole numbers as ids and has another one here. */
export const notWholeReason = (role: IdRole): string => `${role} is no whole number`;

/** How the rows of a log are read beyond what its mapping says, as far as the first rows of a file cannot tell. */
export interface ReadingPlan {
  /** Roles whose values are names, see `LogMapping.textIds`. */
  readonly textIds: readonly IdRole[];
  readonly timeFormat: TimeFormat;
  /** How a price such as `1,234` is read. */
  readonly eitherPrice: EitherPrice;
  /** Whether times outside the years 2000 to 2099 are read too. */
  readonly anyPeriod: boolean;
}

/** A log's period, UTC milliseconds. */
export function periodOf({
  timeFormat,
  anyPeriod
}: Pick<ReadingPlan, "timeFormat" | "anyPeriod">): readonly [number, number] {
  if (!anyPeriod) return CLEAN_OPTIONS.period;
  const numeric = ["s", "ms", "us", "ns"].includes(timeFormat);
  return numeric ? [Date.UTC(1980, 0), WIDEST_PERIOD[1]] : WIDEST_PERIOD;
}

/** The column of `read_rows` with the time as another format gives it. */
export const candidateColumn = (format: TimeFormat): string => `ts_ms_${format}`;

/**
 * SQL from rows of text to the tables of a log, see `readLog`. Names get whole numbers from 1 in the order in which the file first has them. Beside the columns of
 * every log, `read_rows` has `price_sign` where there are prices, and the times in other formats that may be the right one, see `candidateColumn`.
 *
 * @param rows a query or the name of a table: `line`, and a column of text for each role that the mapping has
 * @param surplus whether `rows` has a column `surplus`, which is not NULL for a row with too many fields
 * @param extra how many columns without a role there are; `extra_rows` then has them for every event
 */
export function logTablesSql(
  given: LogMapping,
  rows: string,
  plan: ReadingPlan,
  {surplus, unread, extra = 0}: Pick<RowReading, "unread"> & {readonly surplus: boolean; readonly extra?: number}
): string {
  const mapping: LogMapping = {...given, textIds: plan.textIds, timeFormat: plan.timeFormat};
  const has = (role: Role) => mapping[role] !== null;
  const named = ID_ROLES.filter((role) => has(role) && mapping.textIds.includes(role));
  const kept = named.length > 0 || has("category") || has("brand") || has("ingested") || extra > 0;
  const timeText = textColumn("time");
  const others = timeColumns(mapping);
  const joined = others.length === 0 ? [] : [`${joinedTimeSql([timeText, ...others])} AS ${timeText}`];
  const source = (replaced: readonly string[]) =>
    `SELECT *${replaced.length === 0 ? "" : ` REPLACE (${replaced.join(", ")})`} FROM ${queryOf(rows)}`;
  if (mapping.eventElse !== undefined && has("event")) {
    const event = textColumn("event");
    joined.push(`CASE WHEN ${missingSql(event)} THEN ${EVENT_ELSE_COLUMN} ELSE ${event} END AS ${event}`);
  }
  if (mapping.order !== undefined)
    for (const role of ["user", ...(others.length === 0 ? (["time"] as const) : [])] as const) {
      if (!has(role)) continue;
      const text = presentSql(textColumn(role));
      // what is written there, be it a word for nothing, stays
      const isNamed = named.includes(role as IdRole);
      // the number of an order that is missing is that of no order
      joined.push(
        `CASE WHEN nullif(trim(${textColumn(role)}), '') IS NOT NULL THEN ${isNamed ? `trim(${textColumn(role)})` : textColumn(role)} WHEN NOT ${missingSql(ORDER_COLUMN)} THEN ${DUCKDB.lastNotNull(text)} OVER (PARTITION BY trim(${ORDER_COLUMN}) ORDER BY line) END AS ${textColumn(role)}`
      );
    }
  const trimmed = named.filter((role) => !(role === "user" && mapping.order !== undefined));
  const textOfRows = source([...joined, ...trimmed.map((role) => `trim(${textColumn(role)}) AS ${textColumn(role)}`)]);
  const candidates =
    given.timeCandidates === undefined
      ? []
      : [...new Set([given.timeFormat, ...given.timeCandidates])].filter((format) => format !== plan.timeFormat);
  const reading = readRowsSql({
    unread,
    rows: `SELECT ${["t.*", ...named.map((role) => `${role}_names.number AS ${role}_number`), ...(has("price") ? priceColumns(textColumn("price")) : [])].join(", ")}
  FROM ${kept ? "text_rows" : joined.length > 0 ? `(${source(joined)})` : queryOf(rows)} AS t${named.map((role) => `\n  LEFT JOIN ${role}_names ON ${role}_names.name = ${textColumn(role)}`).join("")}`,
    columns: {
      // a visitor nobody knows is one visit where the log knows visits, and one event where it does not
      user_id: has("user") ? id(mapping, "user") : has("session") ? id(mapping, "session") : "line",
      ts_ms: TIME_READINGS[mapping.timeFormat].sql(timeText, mapping.zoneMinutes),
      tick: "0",
      event: has("event") ? eventSql(mapping) : String(EVENT_TYPES.indexOf(mapping.always ?? "view")),
      item_id: has("item") ? id(mapping, "item") : undefined,
      price_cents: has("price") ? centsSql(textColumn("price"), plan.eitherPrice, inCents(mapping)) : undefined,
      session_key: has("session") ? id(mapping, "session") : undefined
    },
    beside: {
      ...(has("price") ? {price_sign: priceSignSql(textColumn("price"))} : {}),
      ...Object.fromEntries(
        candidates.map((format) => [candidateColumn(format), TIME_READINGS[format].sql(timeText, mapping.zoneMinutes)])
      )
    },
    rules: rulesOf(mapping, plan, surplus),
    texts: has("event") ? {event_of_rejected: `trim(${textColumn("event")})`} : {},
    sound: soundSql(mapping, plan, surplus)
  });
  return [
    kept ? DUCKDB.createTable("text_rows", textOfRows) : "",
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

/** Whether prices are in hundredths, as the mapping or the name of the column says. */
export function inCents({price, priceUnit}: LogMapping): boolean {
  if (priceUnit !== undefined) return priceUnit === "cents";
  return speaksOfCents(price!);
}

/** When each event reached the log, NULL where that cannot be read. */
function arrivalsSql({ingestedFormat, zoneMinutes}: LogMapping): string {
  const ms = TIME_READINGS[ingestedFormat].sql(textColumn("ingested"), zoneMinutes);
  return DUCKDB.createTable(
    "event_arrivals",
    `SELECT r.line, event, ts_ms, TRY_CAST(${ms} AS BIGINT) AS ingested_ms
FROM read_rows AS r JOIN text_rows AS t ON t.line = r.line WHERE fault IS NULL`
  );
}

function queryOf(rows: string): string {
  return /^\w+$/.test(rows) ? rows : `(${rows})`;
}

function id({textIds}: LogMapping, role: IdRole): string {
  if (textIds.includes(role)) return `${role}_number`;
  const text = textColumn(role);
  return `TRY_CAST(${role === "session" ? `nullif(${text}, ${literal(NO_SESSION)})` : text} AS INTEGER)`;
}

/** Without the missing words; a table of rows has names without blanks around them. */
function namesSql(role: IdRole): string {
  return DUCKDB.createTable(
    `${role}_names`,
    `SELECT name, CAST(row_number() OVER (ORDER BY first_line) AS INTEGER) AS number
FROM (SELECT ${textColumn(role)} AS name, min(line) AS first_line FROM text_rows GROUP BY 1)
WHERE NOT ${missingSql("name")}${role === "session" ? ` AND name <> ${literal(NO_SESSION)}` : ""}`
  );
}

/** The code of an event's type: what the mapping says of the log's own word, else what the word means anyway. −1 is an event that is left out. */
function eventSql({event, eventNames}: LogMapping): string {
  const word = textColumn("event");
  const cases = (compared: string) =>
    Object.entries(eventNames).map(
      ([name, type]) => `WHEN ${compared} = ${literal(name)} THEN ${type === null ? -1 : EVENT_TYPES.indexOf(type)}`
    );
  // names of pages are no events by themselves
  const known = speaksOfPages(event ?? "") ? [] : knownEventNames();
  // one look-up and not a comparison for each word: what occurs once is done for those rows only that come so far
  const words = `map([${known.map(([word]) => literal(word)).join(", ")}], [${known.map(([, code]) => code).join(", ")}])`;
  const anyway = known.length === 0 ? "NULL" : `${words}[regexp_replace(lower(${word}), '[^a-z0-9]', '', 'g')]`;
  // blanks around a word are no part of it, and rarely there
  const own = [...cases(word), ...cases(`trim(${word})`)];
  return own.length === 0 ? anyway : `CASE ${own.join("\n      ")}\n      ELSE ${anyway} END`;
}

/** Roles in whose columns a line of totals may say so. */
const TEXTS = ["user", "time", "event", "item", "session", "category", "brand"] as const;
/** What such a line begins with, in the languages of spreadsheets. */
const TOTALS =
  "(?m)^((grand |sub-?|sum )?totals?|totale?|totaal|gesamt(summe)?|insgesamt|summe|somme|suma|razem)\\b|^(总计|合计|合計)";

/** The columns of `raw_events` that ids go to. */
const NUMBERS: Readonly<Record<IdRole, string>> = {user: "user_id", item: "item_id", session: "session_key"};

/** Why rows are no events. That an id is no whole number comes last: it counts for rows only that would be events, and makes names of the log's ids. */
function rulesOf(mapping: LogMapping, plan: ReadingPlan, surplus: boolean): (readonly [string, string])[] {
  const [from, until] = periodOf(plan);
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const rules: (readonly [string, string])[] = [];
  if (surplus) rules.push([SURPLUS, "surplus IS NOT NULL"]);
  // no event has such a time, and hardly any row gets as far as the texts
  rules.push([HEADER_AGAIN, `ts_ms IS NULL AND trim(${textColumn("time")}) = ${literal(mapping.time!.trim())}`]);
  const texts = TEXTS.filter((role) => mapping[role] !== null).map((role) => `nullif(trim(${textColumn(role)}), '')`);
  if (texts.length > 0)
    rules.push([
      TOTAL,
      `ts_ms IS NULL AND regexp_matches(lower(concat_ws(chr(10), ${texts.join(", ")})), ${literal(TOTALS)})`
    ]);
  // the number is looked at first, as nearly every row has one and is done with
  const blank = (role: Role, column: string) => `${column} IS NULL AND ${missingSql(textColumn(role))}`;
  if (mapping.user !== null) rules.push([MISSING_USER, blank("user", "user_id")]);
  const time = textColumn("time");
  const zone = zoneNamedSql(time, mapping.timeFormat);
  rules.push(["missing time", blank("time", "ts_ms")]);
  if (zone !== null)
    rules.push([
      "time names its zone; write an offset such as +01:00, or none and give zone=MINUTES",
      `ts_ms IS NULL AND ${zone}`
    ]);
  const yearless = yearlessSql(time, mapping.timeFormat);
  if (yearless !== null)
    rules.push(["time has a month and a day and no year; write the year before them", `ts_ms IS NULL AND ${yearless}`]);
  rules.push(
    [`time is not in ${TIME_READINGS[mapping.timeFormat].title}`, "ts_ms IS NULL"],
    [`time outside ${day(from)} to ${day(until)}`, `ts_ms < ${from} OR ts_ms >= ${until}`]
  );
  if (mapping.event !== null)
    rules.push(
      [MISSING_EVENT, blank("event", "event")],
      [UNUSED_EVENT, "event = -1"],
      ["unknown event type", "event IS NULL"]
    );
  if (mapping.quantity !== undefined) rules.push([RETURN, isNegativeSql(QUANTITY_COLUMN)]);
  if (mapping.status !== undefined) rules.push([TAKEN_BACK, takenBackSql(STATUS_COLUMN)]);
  if (mapping.partOf !== undefined) rules.push([PART_OF_ROW, `NOT ${missingSql(PART_COLUMN)}`]);
  if (mapping.session !== null) {
    // an event of no session is one all the same where the log knows its user
    const isOfNone = mapping.user === null ? ` OR ${textColumn("session")} = ${literal(NO_SESSION)}` : "";
    rules.push(["missing session", `session_key IS NULL AND (${missingSql(textColumn("session"))}${isOfNone})`]);
  }
  if (mapping.price !== null) {
    const price = textColumn("price");
    if (plan.eitherPrice === "refused")
      rules.push([
        "price has a comma or point that may be one of thousands or of decimals, as the column has both",
        `price_cents IS NULL AND price_sign = 3`
      ]);
    rules.push(["price is no number", noPriceSql(price, "price_cents")], ["negative price", "price_cents < 0"]);
  }
  for (const role of ID_ROLES) {
    if (mapping[role] === null || mapping.textIds.includes(role)) continue;
    const [number, value] = [NUMBERS[role], textColumn(role)];
    const written = `CAST(${number} AS VARCHAR)`;
    rules.push([
      notWholeReason(role),
      `${number} < 0 OR (${written} <> ${value} AND ${written} <> trim(${value}))
        OR (${number} IS NULL AND NOT ${missingSql(value)}${role === "session" ? ` AND ${value} <> ${literal(NO_SESSION)}` : ""})`
    ]);
  }
  return rules;
}

/** A condition on cheap things only that a row is an event; rows that are events without it are found to be so by the rules. */
function soundSql(mapping: LogMapping, plan: ReadingPlan, surplus: boolean): string {
  const [from, until] = periodOf(plan);
  const conditions = [`ts_ms >= ${from} AND ts_ms < ${until}`];
  if (surplus) conditions.push("surplus IS NULL");
  if (mapping.event !== null) conditions.push("event >= 0");
  for (const role of ID_ROLES) {
    if (mapping[role] === null) continue;
    const [number, value] = [NUMBERS[role], textColumn(role)];
    const sound = mapping.textIds.includes(role)
      ? `${number} IS NOT NULL`
      : `${number} >= 0 AND CAST(${number} AS VARCHAR) = ${value}`;
    conditions.push(role === "item" ? `(${value} IS NULL OR (${sound}))` : sound);
  }
  if (mapping.quantity !== undefined) conditions.push(`NOT coalesce(${isNegativeSql(QUANTITY_COLUMN)}, false)`);
  if (mapping.status !== undefined) conditions.push(`NOT coalesce(${takenBackSql(STATUS_COLUMN)}, false)`);
  if (mapping.partOf !== undefined) conditions.push(missingSql(PART_COLUMN));
  if (mapping.price !== null) conditions.push(`(${textColumn("price")} IS NULL OR price_cents >= 0)`);
  return conditions.join(" AND ");
}

/** A text as the whole number that it is written as, NULL for `007` and `1e3`. */
function wholeNumberSql(value: string): string {
  const number = `TRY_CAST(${value} AS INTEGER)`;
  return `CASE WHEN CAST(${number} AS VARCHAR) = trim(${value}) THEN ${number} END`;
}

/** Items with the least of the names that a log gives for their category and brand; the department is a category's first word. */
function catalogueSql(mapping: LogMapping, itemsNamed: boolean): string {
  const {item, category, brand} = mapping;
  const nothing = `SELECT CAST(NULL AS INTEGER) AS item_id, CAST(NULL AS VARCHAR) AS item, CAST(NULL AS VARCHAR) AS category, CAST(NULL AS VARCHAR) AS brand WHERE false`;
  const described = category !== null || brand !== null;
  const key = itemsNamed ? "item_names.number" : wholeNumberSql(textColumn("item"));
  const items =
    item === null
      ? nothing
      : described
        ? `SELECT ${key} AS item_id, min(trim(${textColumn("item")})) AS item,
    ${category === null ? "CAST(NULL AS VARCHAR)" : `min(${presentSql(textColumn("category"))})`} AS category,
    ${brand === null ? "CAST(NULL AS VARCHAR)" : `min(${presentSql(textColumn("brand"))})`} AS brand
  FROM text_rows${itemsNamed ? ` JOIN item_names ON item_names.name = ${textColumn("item")}` : ""}
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
