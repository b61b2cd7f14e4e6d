import {DAY_MS, WEEK_MS} from "../core/time.js";
import {numbers, table} from "../core/table.js";
import type {Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {extra, type Feature} from "./feature.js";
import {itemVectors, ITEM_VECTOR_OPTIONS} from "./itemVectors.js";
import type {OptionalGroup} from "./optionalGroup.js";
import {MAX_ITEMS, sessionItemsSql} from "./sessionItems.js";

const EXTRA = "extra_vectors";
/** The first Monday of 1970. */
const MONDAY_MS = 4 * DAY_MS;
/** Sessions of the user before this one whose items are the user's history. */
const EARLIER_SESSIONS = 3;

const vector = (name: string, definition: string, column: string, needs: Feature["needs"] = ["items"]): Feature => ({
  name,
  group: "item embeddings",
  unit: "‰",
  definition,
  windowDays: null,
  expression: extra(EXTRA, column),
  fill: 0,
  needs
});

/** The Monday, by number, whose vectors an example of this moment uses: those of all that happened before that Monday. */
const weekSql = (ms: string, {quotient}: Dialect) => quotient(`(${ms} - ${MONDAY_MS})`, WEEK_MS);

/**
 * Makes `extra_vectors`. Vectors are made at the beginning of each week that has examples, UTC, from what was met together strictly before it, so that they are never
 * of the example's moment or after; they do not depend on which examples are asked for.
 */
async function makeVectors(engine: Engine, from: string): Promise<void> {
  const {dialect} = engine;
  await engine.run(`${sessionItemsSql(dialect)}

${dialect.createTable(
  "session_pairs",
  `SELECT x.item_id AS a, y.item_id AS b, greatest(x.first_ms, y.first_ms) AS ts_ms
FROM session_items AS x JOIN session_items AS y ON y.session_id = x.session_id AND x.item_id < y.item_id`
)}`);
  const weeks = numbers(
    await engine.read(
      `SELECT DISTINCT ${weekSql("as_of_ms", dialect)} AS week FROM ${from} WHERE item_id IS NOT NULL ORDER BY week`
    ),
    "week"
  );
  const range = await engine.read(`SELECT coalesce(max(example_id), 0) AS last FROM ${from}`);
  const most = numbers(range, "last")[0];
  // of each example: the greatest and the sum over the session's other items, how many these are, the greatest over the history
  const sessionMost = new Int32Array(most + 1).fill(-1001);
  const sessionSum = new Float64Array(most + 1);
  const sessionCount = new Int32Array(most + 1);
  const historyMost = new Int32Array(most + 1).fill(-1001);
  for (const week of weeks) {
    const {row, vectors} = await vectorsBefore(engine, MONDAY_MS + week * WEEK_MS);
    const {dimensions} = ITEM_VECTOR_OPTIONS;
    await engine.scan(comparedSql(from, week, dialect), (batch) => {
      const example = numbers(batch, "example_id");
      const item = numbers(batch, "item_id");
      const other = numbers(batch, "other_id");
      const own = numbers(batch, "own");
      for (let k = 0; k < batch.rows; k++) {
        const i = row.get(item[k]);
        const j = row.get(other[k]);
        let cosine = 0;
        if (i !== undefined && j !== undefined)
          for (let d = 0; d < dimensions; d++) cosine += vectors[i * dimensions + d] * vectors[j * dimensions + d];
        const thousandths = Math.round(1000 * cosine);
        const e = example[k];
        if (own[k] === 1) {
          if (thousandths > sessionMost[e]) sessionMost[e] = thousandths;
          sessionSum[e] += thousandths;
          sessionCount[e]++;
        } else if (thousandths > historyMost[e]) historyMost[e] = thousandths;
      }
    });
  }
  await engine.run(["session_items", "session_pairs"].map(dialect.dropTable).join("\n"));
  const ids: number[] = [];
  for (let e = 0; e <= most; e++) if (sessionCount[e] > 0 || historyMost[e] >= -1000) ids.push(e);
  await engine.load(
    EXTRA,
    table({
      example_id: Int32Array.from(ids),
      session_most: Int32Array.from(ids, (e) => Math.max(sessionMost[e], sessionCount[e] === 0 ? 0 : -1000)),
      session_mean: Int32Array.from(ids, (e) =>
        sessionCount[e] === 0 ? 0 : Math.floor(sessionSum[e] / sessionCount[e])
      ),
      history_most: Int32Array.from(ids, (e) => (historyMost[e] < -1000 ? 0 : historyMost[e]))
    })
  );
}

async function vectorsBefore(
  engine: Engine,
  ms: number
): Promise<{readonly row: ReadonlyMap<number, number>; readonly vectors: Float64Array}> {
  const items = await engine.read(`SELECT item_id, CAST(count(*) AS INTEGER) AS sessions FROM session_items
WHERE first_ms < ${ms} GROUP BY item_id ORDER BY item_id`);
  const pairs = await engine.read(`SELECT a, b, CAST(count(*) AS INTEGER) AS sessions FROM session_pairs
WHERE ts_ms < ${ms} GROUP BY a, b ORDER BY a, b`);
  const ids = numbers(items, "item_id") as Int32Array;
  const row = new Map(Array.from(ids, (id, i) => [id, i] as const));
  const vectors = itemVectors({
    items: ids,
    sessions: numbers(items, "sessions") as Int32Array,
    a: Int32Array.from(numbers(pairs, "a"), (id) => row.get(id)!),
    b: Int32Array.from(numbers(pairs, "b"), (id) => row.get(id)!),
    together: numbers(pairs, "sessions") as Int32Array
  });
  return {row, vectors};
}

/** The items beside which each example of a week is put: the other items that its session had met, and those of the user's sessions before it. */
const comparedSql = (from: string, week: number, dialect: Dialect) => `WITH example AS (
  SELECT * FROM ${from} WHERE item_id IS NOT NULL AND ${weekSql("as_of_ms", dialect)} = ${week}
), placed AS (
  SELECT example.*, session_no FROM example JOIN sessions ON sessions.session_id = example.session_id
), near AS (
  SELECT example_id, placed.item_id, as_of_ms, sessions.session_id, CASE WHEN sessions.session_id = placed.session_id THEN 1 ELSE 0 END AS own
  FROM placed JOIN sessions ON sessions.user_id = placed.user_id
    AND sessions.session_no BETWEEN placed.session_no - ${EARLIER_SESSIONS} AND placed.session_no
)
SELECT example_id, near.item_id, other.item_id AS other_id, own
FROM near JOIN session_items AS other ON other.session_id = near.session_id
  AND other.item_id <> near.item_id AND other.first_ms < as_of_ms`;

const cosine = "Cosine of the item's vector, made at the beginning of the week from items met together before it,";

/** Item vectors by truncated singular value decomposition of co-occurrence in sessions, see `itemVectors`. */
export const VECTORS: OptionalGroup = {
  group: "item embeddings",
  features: [
    vector(
      "vector_session_most",
      `${cosine} with those of the session's other items, the first ${MAX_ITEMS} of which count: the greatest.`,
      "session_most"
    ),
    vector(
      "vector_session_mean",
      `${cosine} with those of the session's other items, the first ${MAX_ITEMS} of which count: the mean.`,
      "session_mean"
    ),
    vector(
      "vector_history_most",
      `${cosine} with those of the other items of the user's ${EARLIER_SESSIONS} sessions before this one: the greatest.`,
      "history_most",
      ["items", "users"]
    )
  ],
  extra: {table: EXTRA, make: makeVectors}
};
