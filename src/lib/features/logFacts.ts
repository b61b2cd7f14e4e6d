import {DAY_MS} from "../core/time.js";
import {numbers} from "../core/table.js";
import type {Engine} from "../sql/engine.js";
import {EVENT_TYPES} from "../sources/events.js";
import {logClockSql} from "../pipeline/logClock.js";
import type {Feature, Need} from "./feature.js";

/** What a log has that features ask for, and how finely it tells time. */
export interface LogFacts {
  readonly has: ReadonlySet<Need>;
  /** Every time of the log is a multiple of this: 1, 1000, 60000 or 86400000 milliseconds. */
  readonly tickMs: number;
  /** The first moment after the log, UTC milliseconds. */
  readonly endMs: number;
}

const any = (condition: string) => `coalesce(max(CASE WHEN ${condition} THEN 1 ELSE 0 END), 0)`;
const event = (name: (typeof EVENT_TYPES)[number]) => any(`event = ${EVENT_TYPES.indexOf(name)}`);

/** Looks at `sessionized_events`, `sessions` and `item_attributes`. */
export async function logFacts(engine: Engine): Promise<LogFacts> {
  await engine.run(logClockSql(engine.dialect));
  const found = await engine.read(`SELECT
  (SELECT tick_ms FROM log_clock) AS tick_ms,
  (SELECT end_ms FROM log_clock) AS end_ms,
  (SELECT coalesce(max(CASE WHEN session_no > 1 THEN 1 ELSE 0 END), 0) FROM sessions) AS users,
  (SELECT ${any("department_id IS NOT NULL")} FROM item_attributes) AS departments,
  (SELECT ${any("tags IS NOT NULL OR rating_tenths IS NOT NULL OR reviews IS NOT NULL")} FROM item_attributes) AS content,
  ${any("item_id IS NOT NULL")} AS items,
  ${event("addtocart")} AS carts,
  ${event("removefromcart")} AS removes,
  ${event("transaction")} AS purchases,
  ${any("price_cents IS NOT NULL")} AS prices,
  ${any("dwell_ms IS NOT NULL")} AS dwell
FROM sessionized_events`);
  const value = (name: string) => numbers(found, name)[0];
  const needs = [
    "users",
    "departments",
    "content",
    "items",
    "carts",
    "removes",
    "purchases",
    "prices",
    "dwell"
  ] as const;
  const has = new Set<Need>(needs.filter((need) => value(need) === 1));
  const tickMs = value("tick_ms");
  if (tickMs < DAY_MS) has.add("hours");
  return {has, tickMs, endMs: value("end_ms")};
}

/** Those of `features` that the log can fill, and for each of the others what it lacks. */
export function applicable(
  features: readonly Feature[],
  {has}: Pick<LogFacts, "has">
): {
  readonly features: readonly Feature[];
  readonly lacking: readonly {readonly feature: Feature; readonly lacks: readonly Need[]}[];
} {
  const judged = features.map((feature) => ({feature, lacks: feature.needs.filter((need) => !has.has(need))}));
  return {
    features: judged.filter(({lacks}) => lacks.length === 0).map(({feature}) => feature),
    lacking: judged.filter(({lacks}) => lacks.length > 0)
  };
}
