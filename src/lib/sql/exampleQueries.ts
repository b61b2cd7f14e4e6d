/** A query that shows what can be asked of the tables that every log has. */
export interface ExampleQuery {
  readonly title: string;
  readonly sql: string;
}

/** Examples over the tables of the pipeline, for the generated shop and for any log of a reader's own. The first is shown before anything runs. */
export const EXAMPLE_QUERIES: readonly ExampleQuery[] = [
  {
    title: "Do longer sessions buy more often?",
    sql: `-- Sessions by their number of events, and the share of them that buy
SELECT
  least(events, 30) AS session_events,
  count(*) AS sessions,
  round(100 * avg((transactions > 0)::INTEGER), 2) AS buying_percent
FROM sessions
GROUP BY session_events
ORDER BY session_events`
  },
  {
    title: "What happens on each day?",
    sql: `-- Events by day and type; event codes are 0 to 3
SELECT
  date_trunc('day', epoch_ms(ts_ms)) AS day,
  CASE event WHEN 0 THEN 'view' WHEN 1 THEN 'addtocart' WHEN 2 THEN 'removefromcart' ELSE 'transaction' END AS type,
  count(*) AS events
FROM clean_events
GROUP BY day, type
ORDER BY day, type`
  },
  {
    title: "At which hour do sessions with a cart buy?",
    sql: `-- By the hour (UTC) in which a session starts
SELECT
  hour(epoch_ms(start_ms)) AS hour_utc,
  count(*) AS sessions_with_cart,
  round(100 * avg((transactions > 0)::INTEGER), 1) AS buying_percent
FROM sessions
WHERE carts > 0
GROUP BY hour_utc
ORDER BY hour_utc`
  },
  {
    title: "Which items are viewed most, and carted how often?",
    sql: `-- The 20 items with the most views
SELECT
  'item ' || item_id AS item,
  count(*) FILTER (event = 1) AS carts,
  count(*) FILTER (event = 0) AS views
FROM clean_events
WHERE item_id IS NOT NULL
GROUP BY item_id
ORDER BY views DESC, item_id
LIMIT 20`
  },
  {
    title: "How long do users stay away between sessions?",
    sql: `-- Days between a session's end and the same user's next one
WITH visits AS (
  SELECT user_id, start_ms, lag(end_ms) OVER (PARTITION BY user_id ORDER BY start_ms, session_id) AS before_ms
  FROM sessions
)
SELECT floor((start_ms - before_ms) / 86400000)::INTEGER AS days_away, count(*) AS returns
FROM visits
WHERE before_ms IS NOT NULL
GROUP BY days_away
ORDER BY days_away`
  },
  {
    title: "How long from the first cart to the purchase?",
    sql: `-- Minutes from a session's first cart to its first purchase
WITH times AS (
  SELECT
    session_id,
    min(ts_ms) FILTER (event = 1) AS cart_ms,
    min(ts_ms) FILTER (event = 3) AS bought_ms
  FROM sessionized_events
  GROUP BY session_id
)
SELECT (bought_ms - cart_ms) / 60000 AS minutes
FROM times
WHERE bought_ms > cart_ms`
  },
  {
    title: "Do training and test sessions look alike?",
    sql: `-- The split gives each session a part, once a fold
SELECT
  fold,
  CASE part WHEN 0 THEN 'train' WHEN 1 THEN 'validation' WHEN 2 THEN 'test' ELSE 'outside' END AS split_part,
  count(*) AS sessions,
  round(avg(events), 2) AS events_per_session,
  round(100 * avg((transactions > 0)::INTEGER), 2) AS buying_percent
FROM split_sessions
JOIN sessions USING (session_id)
GROUP BY fold, part
ORDER BY fold, part`
  },
  {
    title: "Which rows were set aside, and why?",
    sql: `-- What the first stage found no use for
SELECT reason, rows, first_line
FROM quarantine
ORDER BY rows DESC, reason`
  },
  {
    title: "How does DuckDB run a query?",
    sql: `EXPLAIN
SELECT user_id, count(*) AS sessions
FROM sessions
WHERE carts > 0
GROUP BY user_id
ORDER BY sessions DESC
LIMIT 10`
  }
];

/** What the tables of the pipeline hold, by name. */
export const TABLE_NOTES: Readonly<Record<string, string>> = {
  raw_events: "the log as it was read, one row an event",
  clean_events: "events with a user, a time and a type, each once",
  sessionized_events: "clean events with the session that each belongs to",
  sessions: "one row a session, with what happened in it",
  split_sessions: "the part of each session: 0 train, 1 validation, 2 test, 3 outside",
  quarantine: "why rows were set aside, and how many",
  rejected_rows: "rows that could not be read as events",
  judged_events: "every event that was read, with the reason why it was set aside, if it was",
  item_catalog: "what is known of each item",
  item_departments: "the department of each item",
  visit_times: "the true visit of each event, which no real log knows",
  department_names: "the names of the departments"
};
