import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import {numbers, type Table} from "../core/table.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/** Times `[fromMs, untilMs)`, UTC milliseconds. Events belong to a range by their own time, sessions whole by their start. */
export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Bounds of the classes of time between a user's consecutive events, milliseconds: bin `k` holds gaps in `[GAP_EDGES[k − 1], GAP_EDGES[k])`,
 * the first bin all below, the last all above. Four classes for each factor of five, so that one and five minutes are bounds.
 */
export const GAP_EDGES: readonly number[] = gapEdges();

/** By square roots, which are the same in every engine, as powers are not. */
function gapEdges(): number[] {
  const fourth = Math.sqrt(Math.sqrt(5));
  const within = [1, fourth, fourth * fourth, fourth * fourth * fourth];
  const edges: number[] = [];
  for (let decade = MINUTE_MS / 25; edges.length < 37; decade *= 5)
    for (const step of within) if (edges.length < 37) edges.push(Math.round(decade * step));
  return edges;
}

/** The longest window, in days, over which an item's latest views are compared with those of the window before. */
const TREND_DAYS = 14;

/**
 * What a log shows, in counts; every share and interval on the pages is taken from these. Columns of one table are equally long.
 * Days are whole UTC days since 1970, hours count from Monday 00:00 UTC, items and departments are their ids.
 */
export interface Description {
  readonly range: TimeRange;
  /** The windows of `items.recent` and `items.before`, each so many days. */
  readonly trendDays: number;
  readonly users: number;
  readonly daily: Columns<"day" | "view" | "addtocart" | "removefromcart" | "transaction" | "sessions" | "buying">;
  readonly hours: Columns<"hour" | "events" | "transactions">;
  /** Sessions, and those of them that buy, by number of events. */
  readonly lengths: Columns<"events" | "sessions" | "buying">;
  /** Gaps that end in the range, by class of `GAP_EDGES`; empty classes are there. */
  readonly gaps: Columns<"bin" | "gaps">;
  /** Sessions by the order in which types of event first occur: the digit of a type is its place, 0 where it does not occur; views first. */
  readonly paths: Columns<"code" | "sessions" | "users">;
  /** Users with at least one event of each type, in the order of the types' codes. */
  readonly reached: readonly number[];
  /** Sessions and users (with two views or more) by number of views, and number of those in the department they view most. */
  readonly sessionLoyalty: Columns<"views" | "top" | "n">;
  readonly userLoyalty: Columns<"views" | "top" | "n">;
  readonly departments: Columns<"department" | "views">;
  readonly items: Columns<"item" | "views" | "carts" | "transactions" | "recent" | "before">;
  /** Names of `items.item`, where the description itself brings them. */
  readonly itemNames?: readonly string[];
  /** Items that `items` leaves out, where there are too many to hand to a page. */
  readonly otherItems?: {
    readonly items: number;
    readonly views: number;
    readonly recent: number;
    readonly before: number;
  };
}
type Columns<K extends string> = Readonly<Record<K, number[]>>;

/**
 * SQL that makes, once for a log, what `describe` then asks again and again: `described_events` (with the time since the user's
 * event before) and `described_sessions` (with the order of types and the top department). Reads `sessionized_events`, `sessions` and
 * `item_departments` (item_id, department_id); an item without a department has part in everything but loyalty.
 */
export function prepareDescriptionSql(dialect: Dialect = DUCKDB): string {
  const {quotient, integer} = dialect;
  const first = [0, 1, 2, 3].map((code) => `min(CASE WHEN event = ${code} THEN event_no END) AS first_${code}`);
  const place = (code: number) => {
    const earlier = [0, 1, 2, 3].filter((other) => other !== code);
    const sum = earlier.map((other) => `CASE WHEN first_${other} < first_${code} THEN 1 ELSE 0 END`).join(" + ");
    return `CASE WHEN first_${code} IS NULL THEN 0 ELSE 1 + ${sum} END`;
  };
  const bins = GAP_EDGES.map((edge, k) => `WHEN gap_ms < ${edge} THEN ${k}`).join(" ");
  return `
${dialect.createTable(
  "described_events",
  `WITH paced AS (
  SELECT e.*, department_id, ts_ms - lag(ts_ms) OVER (PARTITION BY user_id ORDER BY session_no, event_no) AS gap_ms
  FROM sessionized_events AS e
  LEFT JOIN item_departments AS d ON d.item_id = e.item_id
)
SELECT user_id, session_id, ts_ms, event, item_id, department_id,
  CAST(${quotient("ts_ms", DAY_MS)} AS ${integer}) AS day,
  CAST((${quotient("ts_ms", HOUR_MS)} + 72) % 168 AS ${integer}) AS hour,
  CAST(CASE WHEN gap_ms IS NULL THEN NULL ${bins} ELSE ${GAP_EDGES.length} END AS ${integer}) AS gap_bin
FROM paced`
)}

${dialect.createTable(
  "described_sessions",
  `WITH firsts AS (
  SELECT session_id, ${first.join(", ")} FROM sessionized_events GROUP BY session_id
), by_department AS (
  SELECT session_id, count(*) AS views FROM described_events
  WHERE event = 0 AND department_id IS NOT NULL
  GROUP BY session_id, department_id
), tops AS (
  SELECT session_id, sum(views) AS views, max(views) AS top_views FROM by_department GROUP BY session_id
)
SELECT s.session_id, user_id, start_ms, events, transactions, carts,
  ${[0, 1, 2, 3].map((code) => `(${place(code)}) * ${[1000, 100, 10, 1][code]}`).join("\n  + ")} AS path,
  t.views AS known_views, top_views
FROM sessions AS s
JOIN firsts AS f ON f.session_id = s.session_id
LEFT JOIN tops AS t ON t.session_id = s.session_id`
)}`.trim();
}

/** One query for each table of a description, over the tables of `prepareDescriptionSql`. Throws `RangeError` for a range that is none. */
export function descriptionSql(
  range: TimeRange,
  {quotient, integer}: Dialect = DUCKDB
): Readonly<Record<string, string>> {
  const {fromMs, untilMs} = range;
  if (!(Number.isSafeInteger(fromMs) && Number.isSafeInteger(untilMs) && fromMs < untilMs))
    throw new RangeError(`invalid range: ${fromMs} to ${untilMs}`);
  const during = `ts_ms >= ${fromMs} AND ts_ms < ${untilMs}`;
  const started = `start_ms >= ${fromMs} AND start_ms < ${untilMs}`;
  const total = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
  const window = trendDays(range) * DAY_MS;
  return {
    users: `SELECT count(DISTINCT user_id) AS users FROM described_events WHERE ${during}`,
    events: `SELECT day, ${total("event = 0")} AS "view", ${total("event = 1")} AS addtocart, ${total("event = 2")} AS removefromcart, ${total("event = 3")} AS "transaction"
FROM described_events WHERE ${during} GROUP BY day ORDER BY day`,
    starts: `SELECT CAST(${quotient("start_ms", DAY_MS)} AS ${integer}) AS day, count(*) AS sessions, ${total("transactions > 0")} AS buying
FROM described_sessions WHERE ${started} GROUP BY 1 ORDER BY 1`,
    hours: `SELECT hour, count(*) AS events, ${total("event = 3")} AS transactions
FROM described_events WHERE ${during} GROUP BY hour ORDER BY hour`,
    lengths: `SELECT events, count(*) AS sessions,
  ${total("transactions > 0")} AS buying
FROM described_sessions
WHERE ${started}
GROUP BY events ORDER BY events`,
    gaps: `SELECT gap_bin AS bin, count(*) AS gaps
FROM described_events WHERE ${during} AND gap_bin IS NOT NULL GROUP BY gap_bin ORDER BY gap_bin`,
    paths: `SELECT path AS code, count(*) AS sessions, count(DISTINCT user_id) AS users
FROM described_sessions WHERE ${started} GROUP BY path ORDER BY sessions DESC, code`,
    reached: `SELECT event, count(DISTINCT user_id) AS users
FROM described_events WHERE ${during} GROUP BY event ORDER BY event`,
    sessionLoyalty: `SELECT known_views AS views, top_views AS top, count(*) AS n
FROM described_sessions WHERE ${started} AND known_views > 1 GROUP BY 1, 2 ORDER BY 1, 2`,
    userLoyalty: `WITH by_department AS (
  SELECT user_id, count(*) AS views FROM described_events
  WHERE ${during} AND event = 0 AND department_id IS NOT NULL
  GROUP BY user_id, department_id
), tops AS (
  SELECT sum(views) AS views, max(views) AS top FROM by_department GROUP BY user_id
)
SELECT views, top, count(*) AS n FROM tops WHERE views > 1 GROUP BY views, top ORDER BY views, top`,
    departments: `SELECT department_id AS department, count(*) AS views
FROM described_events WHERE ${during} AND event = 0 AND department_id IS NOT NULL GROUP BY department_id ORDER BY department_id`,
    items: `SELECT item_id AS item, ${total("event = 0")} AS views, ${total("event = 1")} AS carts, ${total("event = 3")} AS transactions,
  ${total(`event = 0 AND ts_ms >= ${untilMs - window}`)} AS recent,
  ${total(`event = 0 AND ts_ms >= ${untilMs - 2 * window} AND ts_ms < ${untilMs - window}`)} AS before
FROM described_events WHERE ${during} AND item_id IS NOT NULL GROUP BY item_id ORDER BY item_id`
  };
}

/** The windows of a range whose views are compared: two weeks, or half the range where that is less; at least one day. */
export function trendDays({fromMs, untilMs}: TimeRange): number {
  return Math.max(1, Math.min(TREND_DAYS, Math.floor((untilMs - fromMs) / DAY_MS / 2)));
}

/**
 * Describes the part of a log that lies in `range`, after `prepareDescriptionSql` has run on the engine. The same counts come
 * from every engine.
 */
export async function describe(engine: Engine, range: TimeRange): Promise<Description> {
  const found: Record<string, Table> = {};
  for (const [name, sql] of Object.entries(descriptionSql(range))) found[name] = await engine.read(sql);
  const columns = <K extends string>(name: string, ...keys: K[]): Columns<K> =>
    Object.fromEntries(keys.map((key) => [key, Array.from(numbers(found[name], key))])) as Columns<K>;
  const firstDay = Math.floor(range.fromMs / DAY_MS);
  const days = Array.from({length: Math.ceil(range.untilMs / DAY_MS) - firstDay}, (_, i) => firstDay + i);
  const dense = (name: string, by: string, column: string, keys: readonly number[]): number[] => {
    const at = new Map(Array.from(numbers(found[name], by), (key, row) => [key, numbers(found[name], column)[row]]));
    return keys.map((key) => at.get(key) ?? 0);
  };
  const hours = Array.from({length: 168}, (_, hour) => hour);
  const bins = Array.from({length: GAP_EDGES.length + 1}, (_, bin) => bin);
  return {
    range,
    trendDays: trendDays(range),
    users: numbers(found.users, "users")[0],
    daily: {
      day: days,
      view: dense("events", "day", "view", days),
      addtocart: dense("events", "day", "addtocart", days),
      removefromcart: dense("events", "day", "removefromcart", days),
      transaction: dense("events", "day", "transaction", days),
      sessions: dense("starts", "day", "sessions", days),
      buying: dense("starts", "day", "buying", days)
    },
    hours: {
      hour: hours,
      events: dense("hours", "hour", "events", hours),
      transactions: dense("hours", "hour", "transactions", hours)
    },
    lengths: columns("lengths", "events", "sessions", "buying"),
    gaps: {bin: bins, gaps: dense("gaps", "bin", "gaps", bins)},
    paths: columns("paths", "code", "sessions", "users"),
    reached: dense("reached", "event", "users", [0, 1, 2, 3]),
    sessionLoyalty: columns("sessionLoyalty", "views", "top", "n"),
    userLoyalty: columns("userLoyalty", "views", "top", "n"),
    departments: columns("departments", "department", "views"),
    items: columns("items", "item", "views", "carts", "transactions", "recent", "before")
  };
}
