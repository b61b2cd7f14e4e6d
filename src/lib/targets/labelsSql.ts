import {DAY_MS} from "../core/time.js";
import {ADD_TO_CART, TRANSACTION} from "../sources/events.js";
import {DUCKDB, quoted, type Dialect, type Relation} from "../sql/dialect.js";
import {PARTS} from "../pipeline/split.js";
import {partEndsSql} from "../pipeline/partEnds.js";
import type {Target} from "./target.js";

const CODES = {purchase: TRANSACTION, cart: ADD_TO_CART} as const;

export interface LabelOptions {
  /**
   * How far the log is looked at for an answer: only at the example's own part of the split (fold 1 of `split_sessions`), its sessions up to its end as `partEndsSql` has it,
   * so that a label of the training part holds nothing of the test; or to the end of the log, which is a protocol error wherever a model is trained or judged on a split
   * by time.
   */
  readonly until: "log" | "part";
}

/**
 * SQL from `examples`, `log_clock`, `sessionized_events`, `sessions`, `split_sessions` unless the whole log is looked at, and where a target asks for categories `item_attributes`, to `labels`: example_id,
 * `later_sessions` (of the user, begun at the example's moment or after it), and for every target two columns, named by its id and by its id with `-censored`.
 *
 * The first is 1 where what the target asks for happened at the moment or after it, within the horizon, and before the end of what is looked at, else 0. The second is 1,
 * censored, where the horizon goes on after that end: too few later sessions, or one of them, or the example's own where the rest of it is asked, still running at the end; or
 * too few days. An example is censored whatever its first column says: were those kept that came true in time, being known would itself tell of the label. Of the others
 * nothing that is not looked at could change the label, but for what a user did in other parts of a random split of sessions. All targets must be of the examples that are there.
 */
export function labelsSql(
  targets: readonly Target[],
  {until = "part"}: Partial<LabelOptions> = {},
  dialect: Dialect = DUCKDB
): string {
  const {integer, bigint} = dialect;
  // whose sessions follow one another: a user's, or a user's within a part
  const owner = (row: string, part: string) =>
    until === "log"
      ? `CAST(${row}.user_id AS ${bigint}) AS owner`
      : `CAST(${row}.user_id AS ${bigint}) * ${PARTS.length} + ${part} AS owner`;
  // until_ms is the first moment that is not looked at
  const ended = (row: string) =>
    until === "log"
      ? " CROSS JOIN (SELECT end_ms AS until_ms FROM log_clock) AS ends"
      : ` JOIN split_sessions AS p ON p.fold = 1 AND p.session_id = ${row}.session_id JOIN part_ends AS ends ON ends.part = p.part`;
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
  const columns = targets.flatMap(({id, horizon}, i) => {
    const hit = `coalesce(hits_${i}.hit, 0)`;
    const isCut = `coalesce(cuts_${i}.cut, 0) = 1`;
    const cut =
      horizon.by === "sessions"
        ? `(later_sessions < ${horizon.sessions} OR ${isCut})`
        : horizon.by === "days"
          ? `as_of_ms + ${horizon.days * DAY_MS} > until_ms`
          : isCut;
    return [
      `CAST(${hit} AS ${integer}) AS ${quoted(id)}`,
      `CAST(CASE WHEN ${cut} THEN 1 ELSE 0 END AS ${integer}) AS ${quoted(`${id}-censored`)}`
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
  // sessions of the horizon that are not over when what is looked at ends
  const cuts = targets.flatMap(({horizon}, i) => {
    if (horizon.by === "days") return [];
    const within =
      horizon.by === "session"
        ? "cut.session_id = e.session_id"
        : `cut.owner = e.owner AND cut.no >= e.next_no AND cut.no < e.next_no + ${horizon.sessions}`;
    return `LEFT JOIN (
  SELECT DISTINCT e.example_id, 1 AS cut FROM placed_examples AS e JOIN numbered_sessions AS cut ON cut.is_cut = 1 AND ${within}
) AS cuts_${i} ON cuts_${i}.example_id = placed.example_id`;
  });
  // the first session that begins at the moment or after it
  const next = dialect.asOfJoin({
    left: {from: `owned AS e`, aliases: ["e"]},
    right: "starts",
    as: "starts",
    on: [["e.owner", "owner"]],
    leftTime: "e.as_of_ms",
    rightTime: "start_ms",
    direction: "forward",
    allowExactMatches: true
  });
  return `
${until === "log" ? "" : `${partEndsSql(dialect)}\n\n`}${dialect.createTable(
    "numbered_sessions",
    `SELECT owner, session_id, start_ms, until_ms, CASE WHEN end_ms >= until_ms THEN 1 ELSE 0 END AS is_cut,
  row_number() OVER (PARTITION BY owner ORDER BY session_no) AS no
FROM (SELECT s.*, until_ms, ${owner("s", "p.part")} FROM sessions AS s${ended("s")})`
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
WHERE e.event IN (${[...new Set(targets.map(({event}) => CODES[event]))].join(", ")}) AND e.ts_ms < n.until_ms`
)}

${dialect.createTable(
  "placed_examples",
  `WITH owned AS (
  SELECT e.*, until_ms, ${owner("e", "p.part")} FROM examples AS e${ended("e")}
), starts AS (
  SELECT owner, start_ms, min(no) AS no FROM numbered_sessions GROUP BY owner, start_ms
), owners AS (
  SELECT owner, count(*) AS sessions FROM numbered_sessions GROUP BY owner
)
SELECT e.example_id, e.owner, e.session_id, e.item_id, e.as_of_ms, starts.no AS next_no,
  CAST(coalesce(owners.sessions - starts.no + 1, 0) AS ${integer}) AS later_sessions, until_ms${categories ? ", a.department_id" : ""}
FROM ${withAttributes(next, "as_of_ms").from}
LEFT JOIN owners ON owners.owner = e.owner`
)}

${dialect.createTable(
  "labels",
  `SELECT placed.example_id, later_sessions,
  ${columns.join(",\n  ")}
FROM placed_examples AS placed
${[...hits, ...cuts].join("\n")}`
)}

${until === "log" ? "" : `${dialect.dropTable("part_ends")}\n`}${dialect.dropTable("numbered_sessions")}
${dialect.dropTable("acts")}
${dialect.dropTable("placed_examples")}`.trim();
}
