import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../sources/events.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

/** Whose events are counted up: a user's, an item's, a user's with an item, a session's. */
export type Counted = "user" | "item" | "pair" | "session" | LeftBy;

/** The same of pages that were left: what is known of a dwell time is known only then. */
export type LeftBy = "user_left" | "item_left" | "pair_left" | "session_left";

/** `sum` adds up, `min` and `max` keep the least and the greatest, `last` the latest that is not missing; all from the key's first event on. */
type Fold = "sum" | "min" | "max" | "last";
type Folds = Readonly<Record<string, readonly [fold: Fold, value: string]>>;

const is = (code: number) => `CASE WHEN event = ${code} THEN 1 ELSE 0 END`;
const timeOf = (code: number) => `CASE WHEN event = ${code} THEN ts_ms END`;
const priced = (code: number) => `CASE WHEN event = ${code} AND price_cents IS NOT NULL THEN 1 ELSE 0 END`;
const cents = (code: number) => `CASE WHEN event = ${code} THEN coalesce(price_cents, 0) ELSE 0 END`;

const BY_TYPE: Folds = {
  views: ["sum", is(VIEW)],
  carts: ["sum", is(ADD_TO_CART)],
  removes: ["sum", is(REMOVE_FROM_CART)],
  purchases: ["sum", is(TRANSACTION)]
};

const PRICES: Folds = {
  priced_views: ["sum", priced(VIEW)],
  viewed_cents: ["sum", cents(VIEW)]
};

const LEFT: Folds = {
  pages: ["sum", "1"],
  dwell_ms: ["sum", "dwell_ms"],
  longest_dwell_ms: ["max", "dwell_ms"],
  last_dwell_ms: ["last", "dwell_ms"]
};

/** Views whose dwell time is known, at the moment at which it came to be known. */
const LEFT_PAGES = `(
    SELECT user_id, item_id, session_id, ts_ms + dwell_ms AS ts_ms, dwell_ms
    FROM sessionized_events WHERE event = ${VIEW} AND dwell_ms IS NOT NULL
  )`;

/** Columns that events get where a fold asks for them: each is known at the time of its event. */
const DERIVED: Readonly<Record<string, string>> = {
  /** 1 at the first event of an item in a session */
  first_of_item: `CASE WHEN item_id IS NOT NULL AND row_number() OVER (PARTITION BY session_id, item_id ORDER BY event_no) = 1
      THEN 1 ELSE 0 END`,
  /** 1 where anybody has met the item at a higher price before or at the same time */
  discounted: `CASE WHEN item_id IS NOT NULL AND price_cents < max(price_cents) OVER (PARTITION BY item_id ORDER BY ts_ms)
      THEN 1 ELSE 0 END`
};

const RUNNING: Readonly<
  Record<Counted, {readonly key: readonly string[]; readonly folds: Folds; readonly left?: boolean}>
> = {
  user: {
    key: ["user_id"],
    folds: {
      ...BY_TYPE,
      ...PRICES,
      sessions: ["sum", "CASE WHEN event_no = 1 THEN 1 ELSE 0 END"],
      first_ms: ["min", "ts_ms"],
      last_cart_ms: ["max", timeOf(ADD_TO_CART)],
      last_purchase_ms: ["max", timeOf(TRANSACTION)],
      priced_purchases: ["sum", priced(TRANSACTION)],
      paid_cents: ["sum", cents(TRANSACTION)],
      discounted_views: ["sum", `CASE WHEN event = ${VIEW} THEN discounted ELSE 0 END`]
    }
  },
  item: {
    key: ["item_id"],
    folds: {...BY_TYPE, price_cents: ["last", "price_cents"], top_price_cents: ["max", "price_cents"]}
  },
  pair: {key: ["user_id", "item_id"], folds: {...BY_TYPE, last_view_ms: ["max", timeOf(VIEW)]}},
  session: {
    key: ["session_id"],
    folds: {
      ...BY_TYPE,
      ...PRICES,
      events: ["sum", "1"],
      items: ["sum", "first_of_item"],
      first_ms: ["min", "ts_ms"]
    }
  },
  user_left: {key: ["user_id"], folds: LEFT, left: true},
  item_left: {key: ["item_id"], folds: LEFT, left: true},
  pair_left: {key: ["user_id", "item_id"], folds: LEFT, left: true},
  session_left: {key: ["session_id"], folds: LEFT, left: true}
};

/** The columns by which rows of a running table are found. */
export function cumulativeKey(counted: Counted): readonly string[] {
  return RUNNING[counted].key;
}

/**
 * SQL from `sessionized_events` to `<counted>_running`: for every key and every time at which it has events, the chosen columns over all its events up to
 * and with that time. What had been counted before a moment is then the row with the greatest time before it, and what a window holds is a difference of
 * two rows. Of several prices or dwell times at one time the greatest is the latest. Throws `RangeError` for a column that there is not.
 */
export function cumulativeAggregatesSql(
  counted: Counted,
  columns: readonly string[],
  {integer, bigint}: Dialect = DUCKDB
): string {
  const {key, folds, left = false} = RUNNING[counted];
  const chosen = columns.map((name) => {
    if (!Object.hasOwn(folds, name)) {
      throw new RangeError(`${counted}_running has no column ${name}; there are ${Object.keys(folds).join(", ")}`);
    }
    return [name, ...folds[name]] as const;
  });
  const keys = key.join(", ");
  const known = key.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const once = chosen.map(([name, fold, value]) => `${fold === "last" ? "max" : fold}(${value}) AS ${name}`);
  // DuckDB takes the windows of all statements that are run together for those of one
  const sofar = chosen.map(([name, fold]) => {
    const type = /_(?:ms|cents)$/.test(name) ? bigint : integer;
    const call = fold === "last" ? `last_value(${name} IGNORE NULLS)` : `${fold}(${name})`;
    return `CAST(${call} OVER ${counted}_upto AS ${type}) AS ${name}`;
  });
  const derived = Object.keys(DERIVED).filter((name) =>
    chosen.some(([, , value]) => new RegExp(`\\b${name}\\b`).test(value))
  );
  const events = left
    ? LEFT_PAGES
    : derived.length > 0
      ? `(
    SELECT *, ${derived.map((name) => `${DERIVED[name]} AS ${name}`).join(",\n    ")}
    FROM sessionized_events
  )`
      : "sessionized_events";
  return `
CREATE OR REPLACE TABLE ${counted}_running AS
SELECT ${[keys, "ts_ms", ...sofar].join(", ")}
FROM (
  SELECT ${[keys, "ts_ms", ...once].join(", ")}
  FROM ${events} AS e
  WHERE ${known}
  GROUP BY ${keys}, ts_ms
)
WINDOW ${counted}_upto AS (PARTITION BY ${keys} ORDER BY ts_ms ROWS UNBOUNDED PRECEDING);`.trim();
}
