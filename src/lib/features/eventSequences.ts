import {MISSING, numbers} from "../core/table.js";
import type {Dialect, Relation} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/**
 * The events of a log by user and time, and for each example the stretch of them that its user had done before its
 * moment.
 */
export interface EventSequences {
  /** Of all users, one user after another, each in order of time. Missing: `MISSING`. */
  readonly events: {
    readonly ts_ms: Float64Array;
    /** A code of `EVENT_TYPES`. */
    readonly event: Int32Array;
    readonly item_id: Int32Array;
    /** Of the item, as it was known at the event. */
    readonly department_id: Int32Array;
    readonly price_cents: Int32Array;
  };
  /** By example: its events are `[from, until)`, the latest last; none where both are equal. */
  readonly from: Int32Array;
  readonly until: Int32Array;
  /** By example: its item and that item's department at the moment; `MISSING` where the example is a session. */
  readonly item: Int32Array;
  readonly department: Int32Array;
  /** By example, UTC milliseconds. */
  readonly as_of_ms: Float64Array;
}

/** Rows with an item, beside what was known of it just before their time. */
const withAttributes = (table: string, as: string, time: string, dialect: Dialect): Relation =>
  dialect.asOfJoin({
    left: {from: `${table} AS ${as}`, aliases: [as]},
    right: "item_attributes",
    as: "a",
    on: [[`${as}.item_id`, "item_id"]],
    leftTime: `${as}.${time}`,
    rightTime: "from_ms"
  });

/** SQL for all events by user and time, with the department that the item had. */
const eventsSql = (dialect: Dialect) => `SELECT e.user_id, e.ts_ms, e.event, e.item_id, a.department_id, e.price_cents
FROM ${withAttributes("sessionized_events", "e", "ts_ms", dialect).from}
ORDER BY e.user_id, e.ts_ms, e.session_id, e.event_no`;

/** SQL for the moments of the examples, in their order. */
const momentsSql = (dialect: Dialect) => `SELECT x.user_id, x.item_id, x.as_of_ms, a.department_id
FROM ${withAttributes("examples", "x", "as_of_ms", dialect).from}
ORDER BY x.example_id`;

/**
 * What each user of `examples` had done strictly before the example's moment, on an engine with `sessionized_events`,
 * `item_attributes` and `examples`; rows are in the order of `example_id`. Events are held once, however many examples
 * look back on them. Throws `RangeError` where a number is no whole one of 32 bits.
 */
export async function eventSequences(engine: Engine): Promise<EventSequences> {
  const events = await engine.read(eventsSql(engine.dialect));
  const moments = await engine.read(momentsSql(engine.dialect));
  const users = numbers(events, "user_id");
  const ts_ms = Float64Array.from(numbers(events, "ts_ms"));
  const stretch = new Map<number, readonly [from: number, to: number]>();
  for (let from = 0; from < users.length;) {
    let to = from;
    while (to < users.length && users[to] === users[from]) to++;
    stretch.set(users[from], [from, to]);
    from = to;
  }
  const as_of_ms = Float64Array.from(numbers(moments, "as_of_ms"));
  const from = new Int32Array(moments.rows);
  const until = new Int32Array(moments.rows);
  const groups = numbers(moments, "user_id");
  for (let row = 0; row < moments.rows; row++) {
    const [first, end] = stretch.get(groups[row]) ?? [0, 0];
    from[row] = first;
    until[row] = firstNotBefore(ts_ms, as_of_ms[row], first, end);
  }
  return {
    events: {
      ts_ms,
      event: codes(numbers(events, "event")),
      item_id: codes(numbers(events, "item_id")),
      department_id: codes(numbers(events, "department_id")),
      price_cents: codes(numbers(events, "price_cents"))
    },
    from,
    until,
    item: codes(numbers(moments, "item_id")),
    department: codes(numbers(moments, "department_id")),
    as_of_ms
  };
}

/** The place of the first time that is not before the moment, by bisection. */
function firstNotBefore(times: Float64Array, moment: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A column that is missing throughout may come back as reals. */
function codes(column: Int32Array | Float64Array): Int32Array {
  if (column instanceof Int32Array) return column;
  return Int32Array.from(column, (value) => {
    if (Number.isNaN(value)) return MISSING;
    if (value !== (value | 0)) throw new RangeError(`${value} is no whole number of 32 bits`);
    return value;
  });
}

/** The sequences of some examples, in that order. */
export function takeSequences(sequences: EventSequences, rows: ArrayLike<number>): EventSequences {
  const take = <T extends Int32Array | Float64Array>(column: T): T => {
    const taken = new (column.constructor as Int32ArrayConstructor)(rows.length) as T;
    for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]];
    return taken;
  };
  return {
    events: sequences.events,
    from: take(sequences.from),
    until: take(sequences.until),
    item: take(sequences.item),
    department: take(sequences.department),
    as_of_ms: take(sequences.as_of_ms)
  };
}
