import {numbers, rowsOf} from "../core/table.js";
import type {Engine} from "../sql/engine.js";
import {candidateColumn, inCents, notWholeReason, periodOf, type ReadingPlan} from "./logTables.js";
import {ID_ROLES, type IdRole, type LogMapping} from "./mapping.js";
import {chooseDecimalSign, PRICE_SIGNS, type DecimalSign, type EitherPrice, type PriceEvidence} from "./prices.js";
import {chooseTimeFormat, timeEvidenceSql, type TimeChoice, type TimeEvidence} from "./timeEvidence.js";
import {NO_SESSION} from "./missingWords.js";
import {MISSING_EVENT, MISSING_USER} from "./reasons.js";
import {TIME_READINGS, type TimeFormat} from "./timeFormats.js";

/** What the owner of a log should know of how it was read. */
export type ReadingNotice =
  /** Ids of a role that began as whole numbers are names, as the file has others. */
  | {readonly kind: "names"; readonly role: IdRole}
  /** Times fit several formats; `given` is the one that the mapping had. */
  | {readonly kind: "time"; readonly choice: TimeChoice<TimeFormat>; readonly given: TimeFormat}
  /** Prices such as `1,234` may be read in two ways, and how they were; `clear` says whether other prices decide it. */
  | {readonly kind: "prices"; readonly evidence: PriceEvidence; readonly read: EitherPrice; readonly clear: boolean}
  /** Every price is a whole number, and most are so great that they may be in hundredths. */
  | {readonly kind: "whole prices"; readonly median: number}
  /** More than a few rows are of other years than 2000 to 2099. */
  | {readonly kind: "period"; readonly fromMs: number; readonly untilMs: number}
  /** Many rows are of nobody, or do not say what happened, and are left out. */
  | {readonly kind: "no user" | "no event"; readonly rows: number; readonly share: number}
  /** Events say that they are of no session, see `NO_SESSION`. */
  | {readonly kind: "no session"; readonly rows: number; readonly share: number}
  /** One user has most of the events. */
  | {readonly kind: "one user"; readonly value: string; readonly share: number};

/** From this share of rows on, times outside the usual years are those of the log and no strays. */
const ODD_YEARS = 0.1;

/** Half of the prices are as high as this: in hundredths they would be usual. */
const MAYBE_CENTS = 500;
/** From this share of rows on, rows without a user or an event are said. */
const MANY_MISSING = 0.1;

/** How a log is read first. */
export function firstPlan(mapping: LogMapping): ReadingPlan {
  return {
    textIds: mapping.textIds,
    timeFormat: mapping.timeFormat,
    eitherPrice: mapping.decimalSign ?? ("point" satisfies DecimalSign),
    anyPeriod: false
  };
}

/** How a log is to be read again after what was found when it was read so; null where it was read as it should be. */
export async function revisedPlan(engine: Engine, mapping: LogMapping, plan: ReadingPlan): Promise<ReadingPlan | null> {
  const time = await timeChoice(engine, mapping, plan);
  const prices = await priceEvidence(engine, mapping);
  const counts = await rowCounts(engine);
  const textIds = nameRoles(counts, mapping, plan);
  const timeFormat = time?.format ?? plan.timeFormat;
  const next: ReadingPlan = {
    textIds,
    timeFormat,
    eitherPrice: prices === null ? plan.eitherPrice : chooseDecimalSign(prices).read,
    // times in a wrong format are of wrong years
    anyPeriod: plan.anyPeriod || (timeFormat === plan.timeFormat && (await isOfOtherYears(engine, counts, plan)))
  };
  const same =
    next.textIds.length === plan.textIds.length &&
    next.timeFormat === plan.timeFormat &&
    next.eitherPrice === plan.eitherPrice &&
    next.anyPeriod === plan.anyPeriod;
  return same ? null : next;
}

/** What is to be said of a log that was read so. */
export async function noticesOf(engine: Engine, mapping: LogMapping, plan: ReadingPlan): Promise<ReadingNotice[]> {
  const notices: ReadingNotice[] = plan.textIds
    .filter((role) => !mapping.textIds.includes(role))
    .map((role) => ({kind: "names", role}));
  const choice = await timeChoice(engine, mapping, plan);
  if (choice !== null && (choice.candidates.length > 1 || choice.format !== mapping.timeFormat))
    notices.push({kind: "time", choice, given: mapping.timeFormat});
  const evidence = await priceEvidence(engine, mapping);
  if (evidence !== null && evidence.either > 0) {
    const {read, clear} = chooseDecimalSign(evidence);
    if (!clear || read === "refused") notices.push({kind: "prices", evidence, read, clear});
  }
  if (mapping.price !== null && mapping.priceUnit === undefined && !inCents(mapping)) {
    const {columns} = await engine.read(
      "SELECT count(*) AS prices, count(*) FILTER (price_cents % 100 <> 0) AS parts, median(price_cents) AS median FROM raw_events WHERE price_cents > 0"
    );
    const median = Number(columns.median[0]) / 100;
    if (Number(columns.prices[0]) >= ENOUGH_ROWS && Number(columns.parts[0]) === 0 && median >= MAYBE_CENTS)
      notices.push({kind: "whole prices", median});
  }
  if (plan.anyPeriod) {
    const {columns} = await engine.read("SELECT min(ts_ms) AS first, max(ts_ms) AS last FROM raw_events");
    const [fromMs, untilMs] = [Number(columns.first[0]), Number(columns.last[0])];
    // of a log without an event there is none: no number, or 0 for null
    if (columns.first[0] !== null && Number.isFinite(fromMs)) notices.push({kind: "period", fromMs, untilMs});
  }
  const counts = await rowCounts(engine);
  for (const [kind, role, reason] of [
    ["no user", "user", MISSING_USER],
    ["no event", "event", MISSING_EVENT]
  ] as const) {
    if (mapping[role] === null) continue;
    const rows = counts.aside.get(reason) ?? 0;
    if (rows >= MANY_MISSING * counts.rows && rows > 0) notices.push({kind, rows, share: rows / counts.rows});
  }
  if (mapping.session !== null && mapping.user !== null) {
    const {columns} = await engine.read("SELECT count(*) AS rows FROM raw_events WHERE session_key IS NULL");
    const rows = Number(columns.rows[0]);
    if (rows > 0) notices.push({kind: "no session", rows, share: rows / counts.rows});
  }
  const found = mapping.user === null ? null : await mostFrequentUser(engine, counts.events);
  const share = found === null ? null : dominantShare(found);
  if (share !== null) {
    const {columns} = await engine.read(`SELECT "user" AS name FROM users WHERE user_id = ${found!.user}`);
    notices.push({kind: "one user", value: String(columns.name[0]), share});
  }
  return notices;
}

/** A notice as one sentence, with what to do where something can be done. */
export function readingNoticeText(notice: ReadingNotice): string {
  switch (notice.kind) {
    case "names":
      return `ids of the ${notice.role} are read as text, as not all of them are plain whole numbers`;
    case "time": {
      const {format, candidates, clear, why} = notice.choice;
      const title = (id: TimeFormat) => TIME_READINGS[id].title;
      if (candidates.length === 1)
        return `times are read as ${title(format)} and not as ${title(notice.given)}, in which more rows fail`;
      return `times fit ${candidates.map(title).join(" and ")}; they are read as ${title(format)}, ${clear ? why : "though nothing speaks for it"}: time-format=${candidates[1]} reads them the other way`;
    }
    case "prices":
      return notice.read === "refused"
        ? `${notice.evidence.either} prices such as 1,234 are set aside: the column has both decimal points and decimal commas; decimal=point or decimal=comma decides`
        : `${notice.evidence.either} prices such as 1,234 or 1.234 could be read in two ways; a comma is taken for thousands and a point for decimals: decimal=comma reads them the other way`;
    case "whole prices":
      return `every price is a whole number, and half of them are ${Math.round(notice.median)} or more: if they are in cents, price-unit=cents says so; price-unit=whole says that they are not`;
    case "period": {
      const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
      return `the log is of ${day(notice.fromMs)} to ${day(notice.untilMs)}, not of the years 2000 to 2099; check that its times are read as they should be`;
    }
    case "no user":
      return `${notice.rows} rows (${Math.round(100 * notice.share)} %) are of nobody, as they have no user; they are left out`;
    case "no event":
      return `${notice.rows} rows (${Math.round(100 * notice.share)} %) do not say what happened; they are left out`;
    case "no session":
      return `${notice.rows} events (${Math.round(100 * notice.share)} %) have the session ${NO_SESSION}, which stands for none; they count where sessions are cut at pauses, and are left out where the log's own are kept`;
    case "one user":
      return `${Math.round(100 * notice.share)} % of the events are of one user, ${JSON.stringify(notice.value)}; if that stands for nobody known, leave these rows out`;
  }
}

/** How often a value of a column occurs. */
export interface ValueCount {
  readonly rows: number;
  /** Rows of the column that have a value. */
  readonly of: number;
}

/** Of fewer rows, nothing is concluded from one value that holds most. */
const ENOUGH_ROWS = 20;

/**
 * The most frequent value of a column where it holds more than half of the rows and so may stand for a missing one: its share of them; null where it does not,
 * where there is no other value, or where the rows are fewer than 20.
 */
export function dominantShare({rows, of}: ValueCount): number | null {
  return rows < of && of >= ENOUGH_ROWS && rows > of / 2 ? rows / of : null;
}

/** So many rows are looked at for a user who has most of them. */
const LOOKED_AT = 10_000;
/** Whoever has more than half of all events has no less than this share of those. */
const NEARLY_HALF = 0.4;

/** The user who has most events among some rows of the whole file, and how many of all that is; null where nobody there has nearly half of them. */
async function mostFrequentUser(
  engine: Engine,
  events: number
): Promise<({readonly user: number} & ValueCount) | null> {
  const step = Math.max(1, Math.floor(events / LOOKED_AT));
  const {columns: found, rows} = await engine.read(`WITH looked_at AS (
  SELECT user_id, count(*) AS rows FROM read_rows WHERE line % ${step} = 0 AND fault IS NULL GROUP BY user_id
)
SELECT user_id, rows, (SELECT sum(rows) FROM looked_at) AS "all" FROM looked_at ORDER BY rows DESC, user_id LIMIT 1`);
  if (rows === 0 || Number(found.rows[0]) < NEARLY_HALF * Number(found.all[0])) return null;
  const user = Number(found.user_id[0]);
  const {columns} = await engine.read(`SELECT count(*) AS rows FROM raw_events WHERE user_id = ${user}`);
  return {user, rows: Number(columns.rows[0]), of: events};
}

/** How many rows a file has, how many of them are events, and by reason how many are none. */
interface RowCounts {
  readonly rows: number;
  readonly events: number;
  readonly aside: ReadonlyMap<string, number>;
}

async function rowCounts(engine: Engine): Promise<RowCounts> {
  const {columns: all} = await engine.read(
    "SELECT (SELECT count(*) FROM read_rows) + (SELECT count(*) FROM unread_rows) AS rows"
  );
  const found = await engine.read("SELECT reason, count(*) AS rows FROM rejected_rows GROUP BY reason");
  const aside = new Map(rowsOf(found).map(({reason, rows}) => [String(reason), Number(rows)] as const));
  const rows = Number(all.rows[0]);
  return {rows, events: [...aside.values()].reduce((left, aside) => left - aside, rows), aside};
}

/** What all rows say of the formats that fitted the first ones; null where there is but one. */
async function timeChoice(
  engine: Engine,
  mapping: LogMapping,
  plan: ReadingPlan
): Promise<TimeChoice<TimeFormat> | null> {
  const formats = [...new Set([mapping.timeFormat, ...(mapping.timeCandidates ?? [])])];
  if (formats.length === 1) return null;
  const column = (format: TimeFormat) => (format === plan.timeFormat ? "ts_ms" : candidateColumn(format));
  const {columns} = await engine.read(
    timeEvidenceSql("read_rows", Object.fromEntries(formats.map((format) => [format, column(format)])))
  );
  const evidence = formats.map((format): TimeEvidence<TimeFormat> => ({
    format,
    failed: Number(columns[`failed_${format}`][0]),
    fromMs: Number(columns[`from_${format}`][0]),
    untilMs: Number(columns[`until_${format}`][0])
  }));
  return chooseTimeFormat(evidence);
}

/** Roles whose ids are names, those among them of which a row that would be an event has no whole number. */
function nameRoles({aside}: RowCounts, mapping: LogMapping, plan: ReadingPlan): readonly IdRole[] {
  const whole = ID_ROLES.filter((role) => mapping[role] !== null && !plan.textIds.includes(role));
  return [...plan.textIds, ...whole.filter((role) => aside.has(notWholeReason(role)))];
}

/** What prices say of the sign before their decimals; null where there are none, or where the mapping says it. */
async function priceEvidence(engine: Engine, mapping: LogMapping): Promise<PriceEvidence | null> {
  if (mapping.price === null || mapping.decimalSign !== undefined) return null;
  const count = (sign: number) => `count(*) FILTER (price_sign = ${sign})`;
  const {point, comma, either} = PRICE_SIGNS;
  const found = await engine.read(
    `SELECT ${count(point)} AS point, ${count(comma)} AS comma, ${count(either)} AS either FROM read_rows`
  );
  return {
    point: numbers(found, "point")[0],
    comma: numbers(found, "comma")[0],
    either: numbers(found, "either")[0]
  };
}

async function isOfOtherYears(
  engine: Engine,
  {rows, events}: RowCounts,
  {timeFormat, anyPeriod}: ReadingPlan
): Promise<boolean> {
  // no event is of other years, and the rest is too little
  if (rows - events <= ODD_YEARS * events) return false;
  const [from, until] = periodOf({timeFormat, anyPeriod});
  const [first, end] = periodOf({timeFormat, anyPeriod: true});
  const {columns} = await engine.read(
    `SELECT count(ts_ms) AS rows, count(*) FILTER (ts_ms >= ${first} AND ts_ms < ${end} AND NOT (ts_ms >= ${from} AND ts_ms < ${until})) AS odd
FROM read_rows`
  );
  return Number(columns.odd[0]) > ODD_YEARS * Number(columns.rows[0]);
}
