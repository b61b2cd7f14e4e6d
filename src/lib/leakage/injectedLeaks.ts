import {DAY_MS} from "../core/time.js";
import {ADD_TO_CART, TRANSACTION, VIEW} from "../sources/events.js";
import type {LeakKind} from "./leakKind.js";

/** A feature that looks ahead on purpose, as people have built such features without noticing. */
export interface InjectedLeak {
  readonly name: string;
  readonly kind: LeakKind;
  /** One sentence: the mistake. */
  readonly mistake: string;
  /** It is a mistake only where the session still goes on. */
  readonly midSession: boolean;
  readonly sql: string;
}

/** One leak of each kind, see `featureQuery` for what the SQL may read. */
export const INJECTED_LEAKS: readonly InjectedLeak[] = [
  {
    name: "user_views_7d",
    kind: "future event",
    mistake: "A window of seven days that has a beginning and no end.",
    midSession: false,
    sql: `SELECT example_id, count(events.ts_ms) AS user_views_7d
FROM examples
LEFT JOIN events ON events.user_id = examples.user_id AND event = ${VIEW}
  AND ts_ms >= as_of_ms - 7 * ${DAY_MS}
GROUP BY example_id`
  },
  {
    name: "user_events_1d",
    kind: "same timestamp",
    mistake: "A window of a day up to and with the moment, where it should end before it.",
    midSession: false,
    sql: `SELECT example_id, count(events.ts_ms) AS user_events_1d
FROM examples
LEFT JOIN events ON events.user_id = examples.user_id
  AND ts_ms > as_of_ms - ${DAY_MS} AND ts_ms <= as_of_ms
GROUP BY example_id`
  },
  {
    name: "mean_session_events",
    kind: "other users / global statistic",
    mistake: "A mean over the whole log, for examples in the middle of it.",
    midSession: false,
    sql: `SELECT example_id, (SELECT sum(events) / count(*) FROM sessions) AS mean_session_events
FROM examples`
  },
  {
    name: "user_buys_30d",
    kind: "label",
    mistake: "Purchases in the thirty days after the moment: what is to be predicted.",
    midSession: false,
    sql: `SELECT example_id, count(events.ts_ms) AS user_buys_30d
FROM examples
LEFT JOIN events ON events.user_id = examples.user_id AND event = ${TRANSACTION}
  AND ts_ms >= as_of_ms AND ts_ms < as_of_ms + 30 * CAST(${DAY_MS} AS BIGINT)
GROUP BY example_id`
  },
  {
    name: "session_length",
    kind: "rest of the session",
    mistake: "The number of a session's events, joined from a table of whole sessions while the session goes on.",
    midSession: true,
    sql: `SELECT example_id, sessions.events AS session_length
FROM examples
JOIN sessions ON sessions.session_id = examples.session_id`
  },
  {
    name: "session_dwell",
    kind: "unfinished dwell time",
    mistake: "Time spent on the session's pages, the one that is still open included.",
    midSession: false,
    sql: `SELECT example_id, sum(coalesce(dwell_ms, 0)) AS session_dwell
FROM examples
LEFT JOIN events ON events.session_id = examples.session_id AND ts_ms < as_of_ms
GROUP BY example_id`
  },
  {
    name: "latest_category",
    kind: "later catalogue",
    mistake: "The category that the catalogue gives the item last, whenever that was.",
    midSession: false,
    sql: `SELECT example_id, max_by(category_id, from_ms) AS latest_category
FROM examples
LEFT JOIN items ON items.item_id = examples.item_id
GROUP BY example_id`
  }
];

/** A feature that keeps to the past, in the same form: something to start from. */
export const HONEST_QUERY = `SELECT example_id, count(events.ts_ms) AS user_carts_7d
FROM examples
LEFT JOIN events ON events.user_id = examples.user_id AND event = ${ADD_TO_CART}
  AND ts_ms >= as_of_ms - 7 * ${DAY_MS} AND ts_ms < as_of_ms
GROUP BY example_id`;
