import {extra, type Feature} from "./feature.js";
import type {OptionalGroup} from "./optionalGroup.js";
import type {Dialect} from "../sql/dialect.js";
import {MAX_ITEMS, sessionItemsSql} from "./sessionItems.js";

const EXTRA = "extra_neighbours";

const neighbour = (name: string, unit: Feature["unit"], definition: string, column: string): Feature => ({
  name,
  group: "collaborative filtering",
  unit,
  definition,
  windowDays: null,
  expression: extra(EXTRA, column),
  fill: 0,
  needs: ["items"]
});

/**
 * `extra_neighbours`, exact at every moment. With n(i) the sessions that had met item i by then and n(i, j) those that had met both, none of them the
 * example's own: the own session has met all of its items, so that it stands in each of the three counts exactly once.
 */
const neighboursSql = (from: string, dialect: Dialect) => `${sessionItemsSql(dialect)}

${dialect.createTable(
  "item_sessions",
  `SELECT item_id, first_ms AS ts_ms, CAST(sum(count(*)) OVER (PARTITION BY item_id ORDER BY first_ms) AS ${dialect.integer}) AS sessions
FROM session_items
GROUP BY item_id, first_ms`
)}

${dialect.createTable(
  "pair_sessions",
  `SELECT a, b, ts_ms, CAST(sum(count(*)) OVER (PARTITION BY a, b ORDER BY ts_ms) AS ${dialect.integer}) AS sessions
FROM (
  SELECT x.item_id AS a, y.item_id AS b, greatest(x.first_ms, y.first_ms) AS ts_ms
  FROM session_items AS x JOIN session_items AS y ON y.session_id = x.session_id AND x.item_id < y.item_id
)
GROUP BY a, b, ts_ms`
)}

${dialect.createTable(
  EXTRA,
  `WITH moments AS (
  SELECT DISTINCT session_id, as_of_ms FROM ${from}
), met AS (
  SELECT moments.session_id, as_of_ms, item_id FROM moments
  JOIN session_items ON session_items.session_id = moments.session_id AND first_ms < as_of_ms
), counted AS (
  SELECT met.session_id, met.as_of_ms, met.item_id, CAST(s.sessions - 1 AS BIGINT) AS n
  FROM ${
    dialect.asOfJoin({
      left: {from: "met", aliases: ["met"]},
      right: "item_sessions",
      as: "s",
      on: [["met.item_id", "item_id"]],
      leftTime: "met.as_of_ms",
      rightTime: "ts_ms",
      how: "inner"
    }).from
  }
), pairs AS (
  SELECT x.session_id, x.as_of_ms, x.item_id AS a, y.item_id AS b, x.n AS n_a, y.n AS n_b
  FROM counted AS x JOIN counted AS y ON y.session_id = x.session_id AND y.as_of_ms = x.as_of_ms AND x.item_id < y.item_id
), likened AS (
  SELECT pairs.session_id, pairs.as_of_ms, pairs.a, pairs.b, p.sessions - 1 AS n,
    coalesce(${dialect.quotient("1000 * (p.sessions - 1)", "nullif(pairs.n_a + pairs.n_b - (p.sessions - 1), 0)")}, 0) AS jaccard,
    CAST(floor(sqrt(coalesce(${dialect.quotient("1000000 * CAST(p.sessions - 1 AS BIGINT) * (p.sessions - 1)", "nullif(pairs.n_a * pairs.n_b, 0)")}, 0))) AS ${dialect.integer}) AS cosine
  FROM ${
    dialect.asOfJoin({
      left: {from: "pairs", aliases: ["pairs"]},
      right: "pair_sessions",
      as: "p",
      on: [
        ["pairs.a", "a"],
        ["pairs.b", "b"]
      ],
      leftTime: "pairs.as_of_ms",
      rightTime: "ts_ms",
      how: "inner"
    }).from
  }
), both_ways AS (
  SELECT session_id, as_of_ms, a AS item_id, n, jaccard, cosine FROM likened
  UNION ALL
  SELECT session_id, as_of_ms, b AS item_id, n, jaccard, cosine FROM likened
)
SELECT example_id, max(jaccard) AS jaccard_most, ${dialect.quotient("sum(jaccard)", "count(*)")} AS jaccard_mean, max(cosine) AS cosine_most,
  sum(CASE WHEN n > 0 THEN 1 ELSE 0 END) AS neighbours
FROM ${from} AS example
JOIN both_ways AS o ON o.session_id = example.session_id AND o.as_of_ms = example.as_of_ms AND o.item_id = example.item_id
GROUP BY example_id`
)}

${dialect.dropTable("session_items")}
${dialect.dropTable("item_sessions")}
${dialect.dropTable("pair_sessions")}`;

const others = `the session's other items, the first ${MAX_ITEMS} of which count`;

/**
 * Item–item collaborative filtering (B. Sarwar et al. (2001), Item-based collaborative filtering recommendation algorithms, WWW 10): how often items were met in the
 * same session, of sessions other than the example's.
 */
export const NEIGHBOURS: OptionalGroup = {
  group: "collaborative filtering",
  features: [
    neighbour(
      "together_jaccard_most",
      "‰",
      `Of the other sessions with one of two items, those with both: the most over ${others}.`,
      "jaccard_most"
    ),
    neighbour(
      "together_jaccard_mean",
      "‰",
      `Of the other sessions with one of two items, those with both: the mean over ${others}.`,
      "jaccard_mean"
    ),
    neighbour(
      "together_cosine_most",
      "‰",
      `Other sessions with both of two items over the geometric mean of those with each: the most over ${others}.`,
      "cosine_most"
    ),
    neighbour(
      "together_items",
      "items",
      "How many of the session's other items were met together with the item in some other session.",
      "neighbours"
    )
  ],
  extra: {table: EXTRA, make: (engine, from) => engine.run(neighboursSql(from, engine.dialect))}
};
