import {DAY_MS} from "../core/time.js";
import {ADD_TO_CART, TRANSACTION} from "../sources/events.js";
import {DUCKDB, quoted, type Dialect, type Relation} from "../sql/dialect.js";
import {PARTS} from "../pipeline/split.js";
import type {Target} from "./target.js";

const CODES = {purchase: TRANSACTION, cart: ADD_TO_CART} as const;

export interface LabelOptions {
  /**
   * How far the log is looked at for an answer: to its end, or only in sessions of the example's own part of the split (fold 1 of `split_sessions`), so
   * that a label of the training part holds nothing of the test.
   */
  readonly until: "log" | "part";
}

/**
 * SQL from `examples`, `log_clock`, `sessionized_events`, `sessions`, where asked `split_sessions`, and where a target asks for categories `item_attributes`, to `labels`: example_id,
 * `later_sessions` (of the user, begun at the example's moment or after it), and for every target two columns, named by its id and by its id with `-censored`.
 *
 * A label is 1 where what the target asks for happened at the moment or after it and within the horizon, else 0. It is censored where it is 0 and the log, as far
 * as it is looked at, ends before the horizon: with fewer later sessions, or fewer days. All targets must be of the examples that are there.
 */
export function labelsSql(
  targets: readonly Target[],
  {until = "log"}: Partial<LabelOptions> = {},
  dialect: Dialect = DUCKDB
): string {
  const {integer, bigint} = dialect;
  // whose sessions follow one another: a user's, or a user's within a part
  const owner = (row: string, part: string) =>
    until === "log"
      ? `CAST(${row}.user_id AS ${bigint}) AS owner`
      : `CAST(${row}.user_id AS ${bigint}) * ${PARTS.length} + ${part} AS owner`;
  const parted = (row: string) =>
    until === "log" ? "" : ` JOIN split_sessions AS p ON p.fold = 1 AND p.session_id = ${row}.session_id`;
  const categories = targets.some(({of}) => of === "category");
  const withAttributes = (left: Relation, moment: string) =>
    !categories
      ? left
      : dialect.asOfJoin({
          left,
          right: "item_attributes",
          as: "a",
          on: [["e.item_id", "item_id"]],
          leftTime: `e.${moment}`,
          rightTime: "from_ms"
        });
  // the first moment that is not looked at: after the log, or after the last event of the part's sessions
  const observed =
    until === "log"
      ? "CROSS JOIN (SELECT end_ms AS observed_ms FROM log_clock) AS observed"
      : `JOIN (
  SELECT part, max(s.end_ms) + max(tick_ms) AS observed_ms
  FROM sessions AS s JOIN split_sessions USING (session_id) CROSS JOIN log_clock WHERE fold = 1 GROUP BY part
) AS observed ON observed.part = e.owner % ${PARTS.length}`;

  const columns = targets.flatMap(({id, horizon}, i) => {
    const hit = `coalesce(hits_${i}.hit, 0)`;
    const cut =
      horizon.by === "sessions"
        ? `later_sessions < ${horizon.sessions}`
        : horizon.by === "days"
          ? `as_of_ms + ${horizon.days * DAY_MS} > observed_ms`
          : "FALSE";
    return [
      `CAST(${hit} AS ${integer}) AS ${quoted(id)}`,
      `CAST(CASE WHEN ${hit} = 0 AND ${cut} THEN 1 ELSE 0 END AS ${integer}) AS ${quoted(`${id}-censored`)}`
    ];
  });
  const hits = targets.map(({event, of, horizon}, i) => {
    const conditions = [
      `act.event = ${CODES[event]}`,
      ...(of === "item"
        ? ["act.item_id = e.item_id"]
        : of === "category"
          ? ["act.department_id = e.department_id"]
          : []),
      ...(horizon.by === "session"
        ? ["act.session_id = e.session_id", "act.ts_ms >= e.as_of_ms"]
        : horizon.by === "days"
          ? ["act.owner = e.owner", "act.ts_ms >= e.as_of_ms", `act.ts_ms < e.as_of_ms + ${horizon.days * DAY_MS}`]
          : ["act.owner = e.owner", "act.no >= e.next_no", `act.no < e.next_no + ${horizon.sessions}`])
    ];
    return `LEFT JOIN (
  SELECT DISTINCT e.example_id, 1 AS hit FROM placed_examples AS e JOIN acts AS act ON ${conditions.join(" AND ")}
) AS hits_${i} ON hits_${i}.example_id = placed.example_id`;
  });
  // the first session that begins at the moment or after it
  const next = dialect.asOfJoin({
    left: {from: `owned AS e\n${observed}`, aliases: ["e", "observed"]},
    right: "starts",
    as: "starts",
    on: [["e.owner", "owner"]],
    leftTime: "e.as_of_ms",
    rightTime: "start_ms",
    direction: "forward",
    allowExactMatches: true
  });
  return `
${dialect.createTable(
  "numbered_sessions",
  `SELECT owner, session_id, start_ms, row_number() OVER (PARTITION BY owner ORDER BY session_no) AS no
FROM (SELECT s.*, ${owner("s", "part")} FROM sessions AS s${parted("s")})`
)}

${dialect.createTable(
  "acts",
  `SELECT n.owner, n.no, e.session_id, e.ts_ms, e.event, e.item_id${categories ? ", a.department_id" : ""}
FROM ${
    withAttributes(
      {
        from: "sessionized_events AS e\nJOIN numbered_sessions AS n ON n.session_id = e.session_id",
        aliases: ["e", "n"]
      },
      "ts_ms"
    ).from
  }
WHERE e.event IN (${[...new Set(targets.map(({event}) => CODES[event]))].join(", ")})`
)}

${dialect.createTable(
  "placed_examples",
  `WITH owned AS (
  SELECT e.*, ${owner("e", "part")} FROM examples AS e${parted("e")}
), starts AS (
  SELECT owner, start_ms, min(no) AS no FROM numbered_sessions GROUP BY owner, start_ms
), owners AS (
  SELECT owner, count(*) AS sessions FROM numbered_sessions GROUP BY owner
)
SELECT e.example_id, e.owner, e.session_id, e.item_id, e.as_of_ms, starts.no AS next_no,
  CAST(coalesce(owners.sessions - starts.no + 1, 0) AS ${integer}) AS later_sessions, observed_ms${categories ? ", a.department_id" : ""}
FROM ${withAttributes(next, "as_of_ms").from}
LEFT JOIN owners ON owners.owner = e.owner`
)}

${dialect.createTable(
  "labels",
  `SELECT placed.example_id, later_sessions,
  ${columns.join(",\n  ")}
FROM placed_examples AS placed
${hits.join("\n")}`
)}

${dialect.dropTable("numbered_sessions")}
${dialect.dropTable("acts")}
${dialect.dropTable("placed_examples")}`.trim();
}
