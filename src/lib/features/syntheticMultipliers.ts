import {numbers} from "../core/table.js";
import type {Engine} from "../sql/engine.js";
import {caseWhen, cast, compare, multiply, quotient, subtract, type Condition} from "../sql/expression.js";
import {EVENING, WEEKEND} from "./calendar.js";
import {aggregate, extra, type Feature, type FeatureExpression, type FeatureInput} from "./feature.js";
import type {OptionalGroup} from "./optionalGroup.js";

const EXTRA = "extra_made_up";

/** Words in a department's name, and the code of its kind. */
const KINDS = {electronics: 1, fashion: 2, home: 3} as const;

const isKind = (kind: keyof typeof KINDS) => compare(extra(EXTRA, "kind"), "=", KINDS[kind]);

type Factor = readonly [condition: Condition<FeatureInput>, tenths: number];

/** Factors in tenths, which multiply each other. Nobody has measured them: they are what the published code wrote down. */
const FACTORS: Readonly<Record<"seconds" | "events" | "items", readonly Factor[]>> = {
  seconds: [
    [isKind("electronics"), 13],
    [isKind("home"), 8],
    [WEEKEND, 13],
    [EVENING, 12]
  ],
  events: [
    [isKind("electronics"), 12],
    [WEEKEND, 12]
  ],
  items: [[isKind("fashion"), 15]]
};

/** All factors, greatest first. */
export const syntheticMultipliers = (): number[] =>
  [...new Set(Object.values(FACTORS).flatMap((list) => list.map(([, tenths]) => tenths / 10)))].sort((a, b) => b - a);

const multiplied = (value: FeatureExpression, factors: readonly Factor[]) =>
  quotient(
    factors.reduce<FeatureExpression>(
      (product, [condition, tenths]) => multiply(product, caseWhen(condition, tenths, 10)),
      cast(value, "bigint")
    ),
    Number(`1${"0".repeat(factors.length)}`)
  );

const madeUp = (
  name: string,
  unit: Feature["unit"],
  definition: string,
  expression: FeatureExpression,
  needs: Feature["needs"]
): Feature => ({name, group: "made-up multipliers", unit, definition, windowDays: null, expression, fill: 0, needs});

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
      multiplied(
        quotient(subtract(aggregate("session", "ts_ms"), aggregate("session", "first_ms")), 1000),
        FACTORS.seconds
      ),
      ["hours", "departments"]
    ),
    madeUp(
      "made_up_session_events",
      "events",
      "The session's events × 1.2 in electronics, × 1.2 on weekends: factors that somebody made up.",
      multiplied(aggregate("session", "events"), FACTORS.events),
      ["departments"]
    ),
    madeUp(
      "made_up_session_items",
      "items",
      "The session's distinct items × 1.5 in fashion: a factor that somebody made up.",
      multiplied(aggregate("session", "items"), FACTORS.items),
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
          : `CASE a.department_id ${kinds.map(([id, code]) => `WHEN ${id} THEN ${code}`).join(" ")} ELSE 0 END`;
      const known = engine.dialect.asOfJoin({
        left: {from: `${from} AS example`, aliases: ["example"]},
        right: "item_attributes",
        as: "a",
        on: [["example.item_id", "item_id"]],
        leftTime: "example.as_of_ms",
        rightTime: "from_ms"
      });
      await engine.run(
        engine.dialect.createTable(EXTRA, `SELECT example.example_id, ${kind} AS kind\nFROM ${known.from}`)
      );
    }
  }
};
