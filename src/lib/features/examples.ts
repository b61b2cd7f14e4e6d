import {logClockSql} from "../pipeline/logClock.js";
import {UserError} from "../core/errors.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

export interface ExampleOptions {
  /** An example for each distinct item of a session up to the moment, or one for the session. */
  readonly unit: "item" | "session";
  /** The moment: just after the session's last event, or just after its n-th; sessions with fewer events then give none. */
  readonly moment: "end" | {readonly afterEvent: number};
  /** Every session, or only those whose user has a later one in the log. */
  readonly sessions: "all" | "followed";
}

/** The examples of the 37 features: every distinct item of every session, once the session is over. */
export const EXAMPLE_OPTIONS: ExampleOptions = {unit: "item", moment: "end", sessions: "all"};

/** What options are called in tables and addresses, e.g. `item at end`, `session after event 3, followed`. */
export function examplesName({unit, moment, sessions}: ExampleOptions): string {
  const when = moment === "end" ? "at end" : `after event ${moment.afterEvent}`;
  return `${unit} ${when}${sessions === "followed" ? ", followed" : ""}`;
}

/**
 * SQL from `sessionized_events` and `sessions` to `log_clock` and `examples`, or a table of another name (example_id, session_id, user_id, item_id, as_of_ms), numbered from 1 in the order of
 * session and item. Everything known of an example are the events with a time strictly before `as_of_ms`; everything asked of it lies at that time or
 * after. `item_id` is missing where the unit is the session. Throws `UserError` for an event number that is not a positive whole number.
 */
export function examplesSql(
  {unit, moment, sessions}: ExampleOptions = EXAMPLE_OPTIONS,
  dialect: Dialect = DUCKDB,
  to = "examples"
): string {
  const {integer} = dialect;
  if (moment !== "end" && !(Number.isInteger(moment.afterEvent) && moment.afterEvent >= 1)) {
    throw new UserError(`the example's moment is after event ${moment.afterEvent}`, "give a whole number from 1");
  }
  const when =
    moment === "end"
      ? "SELECT session_id, user_id, end_ms + tick_ms AS as_of_ms FROM sessions CROSS JOIN (SELECT tick_ms FROM log_clock)"
      : `SELECT session_id, user_id, ts_ms + tick_ms AS as_of_ms FROM sessionized_events CROSS JOIN (SELECT tick_ms FROM log_clock)
  WHERE event_no = ${moment.afterEvent}`;
  const followed = `
  WHERE EXISTS (SELECT 1 FROM sessions AS later WHERE later.user_id = moments.user_id AND later.start_ms >= moments.as_of_ms)`;
  const kept = `kept AS (
  SELECT * FROM moments${sessions === "followed" ? followed : ""}
)`;
  const pairs =
    unit === "session"
      ? `SELECT session_id, user_id, CAST(NULL AS ${integer}) AS item_id, as_of_ms FROM kept`
      : `SELECT DISTINCT kept.session_id, kept.user_id, item_id, as_of_ms
  FROM sessionized_events AS e JOIN kept ON kept.session_id = e.session_id
  WHERE item_id IS NOT NULL AND ts_ms < as_of_ms`;
  return `
${logClockSql(dialect)}

${dialect.createTable(
  to,
  `WITH moments AS (
  ${when}
), ${kept}
SELECT CAST(row_number() OVER (ORDER BY session_id, item_id) AS ${integer}) AS example_id, session_id, user_id, item_id, as_of_ms
FROM (
  ${pairs}
)`
)}`.trim();
}
