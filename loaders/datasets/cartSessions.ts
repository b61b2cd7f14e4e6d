import {numbers, type Table} from "../../src/lib/core/table.js";
import {labelledSubset} from "../../src/lib/datasets/labelledSubset.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {modelMatrix} from "../../src/lib/features/modelMatrix.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {openDuckDB} from "../engines/duckdb.js";

const PREFIXES = "prefix_dataset.parquet";
const SESSIONS = "cart_sessions_with_ts.parquet";

export const CART_SESSIONS_INPUTS = inputsOf("retailrocket", [PREFIXES, SESSIONS]);
export const CART_SESSIONS_TITLE = "RetailRocket, cart sessions";

/**
 * What is known just after a session's first event of putting anything into the cart. The number of events and the
 * times after it are 0 by definition and left out.
 */
export const MOMENT_COLUMNS = [
  "view_count",
  "addtocart_count",
  "unique_items_count",
  "view_to_cart_ratio",
  "seconds_since_first_event",
  "seconds_since_previous_event",
  "inter_event_interval_mean",
  "repeated_views_of_cart_items",
  "hour_of_day",
  "day_of_week"
];

/**
 * What a public table gives of the whole session, the number of purchases apart; and what that was at the first cart,
 * in SQL over the prefix.
 */
export const WHOLE_COLUMNS: Readonly<Record<string, string>> = {
  event_count: "view_count + addtocart_count",
  view_count: "view_count",
  addtocart_count: "addtocart_count",
  view_to_cart_ratio: "view_to_cart_ratio",
  unique_items_count: "unique_items_count",
  session_age_seconds: "seconds_since_first_event",
  // the published table has 0 where there is no interval
  inter_event_interval_mean: "coalesce(inter_event_interval_mean, 0)",
  recency_last_cart_seconds: "seconds_since_last_cart"
};

const TIME = "first_addtocart_utc_gybai";

export interface CartSessions {
  /**
   * `session_key`, `visitorid`, `ms` (of the first cart, UTC), `label` and the columns at the first cart, in the order
   * of time.
   */
  readonly moment: Table;
  /**
   * The same with the columns of whole sessions, and with those columns as they were at the first cart, named
   * `…-at-cart`, missing for sessions without a prefix.
   */
  readonly whole: Table;
  /** Sessions that have a prefix at the first cart, with a time or without. */
  readonly prefixes: number;
}

/**
 * RetailRocket's cart sessions whose first cart has a time. Throws `UserError` where the two derived files are not
 * here.
 */
export async function readCartSessions(): Promise<CartSessions> {
  const prefixes = await checkedFile("retailrocket", PREFIXES);
  const sessions = await checkedFile("retailrocket", SESSIONS);
  const engine = await openDuckDB();
  try {
    await engine.run(`CREATE TABLE prefixes AS SELECT * FROM read_parquet(${literal(prefixes)}) WHERE cutoff_k = 0`);
    await engine.run(`CREATE TABLE cart_sessions AS
SELECT *, CAST(epoch_ms(${TIME}) AS BIGINT) AS ms FROM read_parquet(${literal(sessions)}) WHERE ${TIME} IS NOT NULL`);
    const real = (sql: string, name: string) => `CAST(${sql} AS DOUBLE) AS "${name}"`;
    const moment = MOMENT_COLUMNS.map((name) => real(`p.${name}`, name));
    const whole = Object.keys(WHOLE_COLUMNS).map((name) => real(`s.${name}`, name));
    const before = Object.entries(WHOLE_COLUMNS).map(([name, sql]) =>
      real(sql.replace(/\b(?!coalesce\b)[a-z_]{2,}\b/g, "p.$&"), `${name}-at-cart`)
    );
    return {
      prefixes: numbers(await engine.read("SELECT count(*) AS n FROM prefixes"), "n")[0],
      moment: await engine.read(`SELECT session_key, visitorid, ms, CAST(p.y AS INTEGER) AS label, ${moment.join(", ")}
FROM prefixes AS p JOIN (SELECT session_key, ms FROM cart_sessions) USING (session_key) ORDER BY ms, session_key`),
      whole:
        await engine.read(`SELECT s.session_key, s.visitorid, ms, CAST(s.has_transaction AS INTEGER) AS label, ${[...whole, ...before].join(", ")}
FROM cart_sessions AS s LEFT JOIN prefixes AS p ON p.session_key = s.session_key ORDER BY ms, s.session_key`)
    };
  } finally {
    await engine.close();
  }
}

/** Of the sessions in the order of time, the share that trains. */
const TRAINING_SHARE = 0.7;

/**
 * The earlier sessions train, the later ones test; sessions of one time stay together. With `removed`, the test is
 * without visitors that training has.
 *
 * @param sessions in the order of time
 */
export function cartTask(sessions: Table, columns: readonly string[], visitors: "kept" | "removed"): Dataset {
  const ms = numbers(sessions, "ms");
  const visitor = numbers(sessions, "visitorid");
  const labels = numbers(sessions, "label");
  const last = ms[Math.floor(TRAINING_SHARE * sessions.rows) - 1];
  const rows = Array.from(ms.keys());
  const train = rows.filter((row) => ms[row] <= last);
  const seen = new Set(train.map((row) => visitor[row]));
  const test = rows.filter((row) => ms[row] > last && (visitors === "kept" || !seen.has(visitor[row])));
  const matrix = modelMatrix(
    columns.map((name) => ({name})),
    sessions,
    {fitOn: Uint8Array.from(ms, (time) => (time <= last ? 1 : 0))}
  );
  return {
    train: labelledSubset(matrix, labels, train),
    test: labelledSubset(matrix, labels, test),
    groups: {train: train.map((row) => visitor[row]), test: test.map((row) => visitor[row])}
  };
}
