import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../sources/events.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import {
  and,
  caseWhen,
  coalesce,
  column,
  compare,
  hasWindow,
  inputsOf,
  isNotNull,
  over,
  renderExpression,
  type Expression,
  type IntegerType
} from "../sql/expression.js";

/** Whose events are counted up: a user's, an item's, a user's with an item, a session's. */
export type Counted = "user" | "item" | "pair" | "session" | LeftBy;

/** The same of pages that were left: what is known of a dwell time is known only then. */
export type LeftBy = "user_left" | "item_left" | "pair_left" | "session_left";

/** `sum` adds up, `min` and `max` keep the least and the greatest, `last` the latest that is not missing; all from the key's first event on. */
export type Fold = "sum" | "min" | "max" | "last";

/** A column of cumulative aggregates: what each event gives, and how it is folded into what was there. */
export interface CumulativeColumn {
  readonly fold: Fold;
  /** Over the columns of `sessionized_events` and those derived of them. */
  readonly value: Expression;
  readonly type: IntegerType;
}

type Columns = Readonly<Record<string, CumulativeColumn>>;

const count = (value: Expression): CumulativeColumn => ({fold: "sum", value, type: "integer"});
const wide = (fold: Fold, value: Expression): CumulativeColumn => ({fold, value, type: "bigint"});
const EVENT = column("event");
const PRICE = column("price_cents");
const TIME = column("ts_ms");
const ONE: Expression = {op: "number", value: 1};

const is = (code: number) => caseWhen(compare(EVENT, "=", code), 1, 0);
const timeOf = (code: number) => wide("max", caseWhen(compare(EVENT, "=", code), TIME));
const priced = (code: number) => count(caseWhen(and(compare(EVENT, "=", code), isNotNull(PRICE)), 1, 0));
const cents = (code: number) => wide("sum", caseWhen(compare(EVENT, "=", code), coalesce(PRICE, 0), 0));

const BY_TYPE: Columns = {
  views: count(is(VIEW)),
  carts: count(is(ADD_TO_CART)),
  removes: count(is(REMOVE_FROM_CART)),
  purchases: count(is(TRANSACTION))
};

const PRICES: Columns = {
  priced_views: priced(VIEW),
  viewed_cents: cents(VIEW)
};

const LEFT: Columns = {
  pages: count(ONE),
  dwell_ms: wide("sum", column("dwell_ms")),
  longest_dwell_ms: wide("max", column("dwell_ms")),
  last_dwell_ms: wide("last", column("dwell_ms"))
};

/** Views whose dwell time is known, at the moment at which it came to be known. */
const LEFT_PAGES = `(
    SELECT user_id, item_id, session_id, ts_ms + dwell_ms AS ts_ms, dwell_ms
    FROM sessionized_events WHERE event = ${VIEW} AND dwell_ms IS NOT NULL
  )`;

/** Columns that events get where a value asks for them: each is known at the time of its event. */
const DERIVED_COLUMNS: Readonly<Record<string, Expression>> = {
  /** 1 at the first event of a session */
  first_of_session: caseWhen(compare(column("event_no"), "=", 1), 1, 0),
  /** 1 at the first event of an item in a session */
  first_of_item: caseWhen(
    and(
      isNotNull(column("item_id")),
      compare(
        over(
          {call: "rowNumber"},
          {partitionBy: [column("session_id"), column("item_id")], orderBy: [column("event_no")]}
        ),
        "=",
        1
      )
    ),
    1,
    0
  ),
  /** 1 where anybody has met the item at a higher price before or at the same time */
  discounted: caseWhen(
    and(
      isNotNull(column("item_id")),
      compare(
        PRICE,
        "<",
        over({call: "max", value: PRICE}, {partitionBy: [column("item_id")], orderBy: [TIME], upTo: "peers"})
      )
    ),
    1,
    0
  )
};

const RUNNING: Readonly<
  Record<Counted, {readonly key: readonly string[]; readonly columns: Columns; readonly left?: boolean}>
> = {
  user: {
    key: ["user_id"],
    columns: {
      ...BY_TYPE,
      ...PRICES,
      sessions: count(column("first_of_session")),
      first_ms: wide("min", TIME),
      last_cart_ms: timeOf(ADD_TO_CART),
      last_purchase_ms: timeOf(TRANSACTION),
      priced_purchases: priced(TRANSACTION),
      paid_cents: cents(TRANSACTION),
      discounted_views: count(caseWhen(compare(EVENT, "=", VIEW), column("discounted"), 0))
    }
  },
  item: {
    key: ["item_id"],
    columns: {...BY_TYPE, price_cents: wide("last", PRICE), top_price_cents: wide("max", PRICE)}
  },
  pair: {key: ["user_id", "item_id"], columns: {...BY_TYPE, last_view_ms: timeOf(VIEW)}},
  session: {
    key: ["session_id"],
    columns: {
      ...BY_TYPE,
      ...PRICES,
      events: count(ONE),
      items: count(column("first_of_item")),
      first_ms: wide("min", TIME)
    }
  },
  user_left: {key: ["user_id"], columns: LEFT, left: true},
  item_left: {key: ["item_id"], columns: LEFT, left: true},
  pair_left: {key: ["user_id", "item_id"], columns: LEFT, left: true},
  session_left: {key: ["session_id"], columns: LEFT, left: true}
};

/** The columns by which rows of cumulative aggregates are found. */
export function cumulativeKey(counted: Counted): readonly string[] {
  return RUNNING[counted].key;
}

/** Whether cumulative aggregates are of pages that were left, and not of events. */
export function ofLeftPages(counted: Counted): counted is LeftBy {
  return RUNNING[counted].left ?? false;
}

/** How a column of cumulative aggregates is made. Throws `RangeError` for one that there is not. */
export function cumulativeColumn(counted: Counted, name: string): CumulativeColumn {
  const {columns} = RUNNING[counted];
  if (!Object.hasOwn(columns, name))
    throw new RangeError(`${counted}_running has no column ${name}; there are ${Object.keys(columns).join(", ")}`);
  return columns[name];
}

/**
 * SQL from `sessionized_events` to `<counted>_running`: for every key and every time at which it has events, the chosen columns over all its events up to
 * and with that time. What had been counted before a moment is then the row with the greatest time before it, and what a window holds is a difference of
 * two rows. Of several prices or dwell times at one time the greatest is the latest. Throws `RangeError` for a column that there is not.
 */
export function cumulativeAggregatesSql(
  counted: Counted,
  columns: readonly string[],
  dialect: Dialect = DUCKDB
): string {
  const {key} = RUNNING[counted];
  const chosen = columns.map((name) => ({name, ...cumulativeColumn(counted, name)}));
  const keys = key.join(", ");
  const known = key.map((column) => `${column} IS NOT NULL`).join(" AND ");
  // a derived column with a window is made before events are grouped
  const windows = Object.entries(DERIVED_COLUMNS).filter(
    ([name, derived]) => hasWindow(derived) && chosen.some(({value}) => inputsOf(value).includes(name))
  );
  const leaf = (name: string): string => {
    const derived = Object.hasOwn(DERIVED_COLUMNS, name) ? DERIVED_COLUMNS[name] : undefined;
    return derived === undefined || hasWindow(derived) ? name : renderExpression(derived, dialect, leaf);
  };
  const once = chosen.map(
    ({name, fold, value}) => `${fold === "last" ? "max" : fold}(${renderExpression(value, dialect, leaf)}) AS ${name}`
  );
  // DuckDB takes the windows of all statements that are run together for those of one
  const sofar = chosen.map(({name, fold, type}) => {
    const call = fold === "last" ? dialect.lastNotNull(name) : `${fold}(${name})`;
    return `CAST(${call} OVER ${counted}_upto AS ${dialect[type]}) AS ${name}`;
  });
  const events = ofLeftPages(counted)
    ? LEFT_PAGES
    : windows.length > 0
      ? `(
    SELECT *, ${windows.map(([name, derived]) => `${renderExpression(derived, dialect)} AS ${name}`).join(",\n    ")}
    FROM sessionized_events
  )`
      : "sessionized_events";
  return dialect.createTable(
    `${counted}_running`,
    `SELECT ${[keys, "ts_ms", ...sofar].join(", ")}
FROM (
  SELECT ${[keys, "ts_ms", ...once].join(", ")}
  FROM ${events} AS e
  WHERE ${known}
  GROUP BY ${keys}, ts_ms
)
WINDOW ${counted}_upto AS (PARTITION BY ${keys} ORDER BY ts_ms ROWS UNBOUNDED PRECEDING)`
  );
}
