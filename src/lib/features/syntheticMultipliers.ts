import {numbers} from "../core/table.js";
import type {Engine} from "../sql/engine.js";
import {EVENING, WEEKEND} from "./calendar.js";
import type {Feature} from "./feature.js";
import type {OptionalGroup} from "./optionalGroup.js";

const EXTRA = "extra_made_up";

/** Words in a department's name, and the code of its kind. */
const KINDS = {electronics: 1, fashion: 2, home: 3} as const;

/** Factors in tenths, which multiply each other. Nobody has measured them: they are what the published code wrote down. */
const FACTORS = {
  seconds: [
    [`${EXTRA}.kind = ${KINDS.electronics}`, 13],
    [`${EXTRA}.kind = ${KINDS.home}`, 8],
    [WEEKEND, 13],
    [EVENING, 12]
  ],
  events: [
    [`${EXTRA}.kind = ${KINDS.electronics}`, 12],
    [WEEKEND, 12]
  ],
  items: [[`${EXTRA}.kind = ${KINDS.fashion}`, 15]]
} as const;

/** All factors, greatest first. */
export const syntheticMultipliers = (): number[] =>
  [...new Set(Object.values(FACTORS).flatMap((list) => list.map(([, tenths]) => tenths / 10)))].sort((a, b) => b - a);

const multiplied = (value: string, factors: readonly (readonly [condition: string, tenths: number])[]) =>
  `CAST(${value} AS BIGINT) * ${factors.map(([condition, tenths]) => `CASE WHEN ${condition} THEN ${tenths} ELSE 10 END`).join(" * ")} // 1${"0".repeat(factors.length)}`;

const madeUp = (
  name: string,
  unit: Feature["unit"],
  definition: string,
  sql: string,
  needs: Feature["needs"]
): Feature => ({name, group: "made-up multipliers", unit, definition, windowDays: null, sql, fill: 0, needs});

/** Which departments have one of the words in their names; a log whose departments have no names has none. */
async function kindsOf(engine: Engine): Promise<readonly (readonly [department: number, kind: number])[]> {
  const found = await engine.read(`SELECT table_name, column_name FROM information_schema.columns
WHERE (table_name = 'department_names' AND column_name = 'name') OR (table_name = 'item_catalog' AND column_name = 'department')
ORDER BY table_name DESC`);
  if (found.rows === 0) return [];
  const names =
    found.columns.table_name[0] === "item_catalog"
      ? "SELECT DISTINCT department_id, department AS name FROM item_catalog"
      : "SELECT department_id, name FROM department_names";
  const is = Object.entries(KINDS).map(([word, kind]) => `WHEN contains(lower(name), '${word}') THEN ${kind}`);
  const kinds =
    await engine.read(`SELECT department_id, kind FROM (SELECT department_id, CASE ${is.join(" ")} ELSE 0 END AS kind FROM (${names}))
WHERE department_id IS NOT NULL AND kind > 0 ORDER BY department_id`);
  const kind = numbers(kinds, "kind");
  return Array.from(numbers(kinds, "department_id"), (department, i) => [department, kind[i]] as const);
}

/**
 * A published system multiplied what it had measured according to category, weekend and evening. The factors were
 * made up, and these features are of exactly that kind: they are here so that their effect can be tried, and for nothing else.
 */
export const SYNTHETIC_MULTIPLIERS: OptionalGroup = {
  group: "made-up multipliers",
  features: [
    madeUp(
      "made_up_session_seconds",
      "seconds",
      "The session's seconds × 1.3 in electronics or 0.8 in home, × 1.3 on weekends, × 1.2 from 18:00 to 23:00: factors that somebody made up.",
      multiplied("(session_now.ts_ms - session_now.first_ms) // 1000", FACTORS.seconds),
      ["hours", "departments"]
    ),
    madeUp(
      "made_up_session_events",
      "events",
      "The session's events × 1.2 in electronics, × 1.2 on weekends: factors that somebody made up.",
      multiplied("session_now.events", FACTORS.events),
      ["departments"]
    ),
    madeUp(
      "made_up_session_items",
      "items",
      "The session's distinct items × 1.5 in fashion: a factor that somebody made up.",
      multiplied("session_now.items", FACTORS.items),
      ["items", "departments"]
    )
  ],
  extra: {
    table: EXTRA,
    async make(engine, from) {
      const kinds = await kindsOf(engine);
      const kind =
        kinds.length === 0
          ? "0"
          : `CASE department_id ${kinds.map(([id, code]) => `WHEN ${id} THEN ${code}`).join(" ")} ELSE 0 END`;
      await engine.run(`CREATE OR REPLACE TABLE ${EXTRA} AS
SELECT example_id, ${kind} AS kind
FROM ${from} AS example
ASOF LEFT JOIN item_attributes AS a ON a.item_id = example.item_id AND a.from_ms < example.as_of_ms`);
    }
  }
};
