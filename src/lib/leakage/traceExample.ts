import {numbers} from "../core/table.js";
import {COUNTERFACTUALS, type CounterfactualName} from "./leakageReplay.js";
import type {Audit} from "./openAudit.js";
import {cell, type FeatureValue} from "./sameValue.js";
import type {PredictionTime} from "./counterfactualLog.js";

/** One example as a replay sees it: its user's events around its moment, and every feature's value on the whole log and in both worlds. */
export interface TracedExample {
  readonly example: number;
  readonly userId: number;
  readonly sessionId: number;
  readonly itemId: number | null;
  readonly atMs: number;
  /** The user's events in their order, column by column; those at the moment or later are what a replay deletes. */
  readonly events: {
    readonly ms: readonly number[];
    readonly event: readonly number[];
    readonly item: readonly (number | null)[];
    readonly session: readonly number[];
  };
  readonly values: readonly ({readonly feature: string; readonly whole: FeatureValue} & Readonly<
    Record<CounterfactualName, FeatureValue>
  >)[];
}

/** Events shown on each side of the moment. */
const AROUND = 30;

/**
 * Looks at the example, of the moments given, whose user has most to show on both sides. Null where no moment is given.
 *
 * @param leaking features that differ at some moment; the others are those of which a replay has shown that every world gives the value of the whole log
 */
export async function traceExample(
  audit: Audit,
  moments: readonly PredictionTime[],
  leaking: readonly string[]
): Promise<TracedExample | null> {
  const {engine, home, columns} = audit;
  if (moments.length === 0) return null;
  const found = await engine.read(`SELECT n,
  count(CASE WHEN ts_ms < at_ms THEN 1 END) AS before, count(CASE WHEN ts_ms >= at_ms THEN 1 END) AS after, count(DISTINCT event) AS types
FROM (VALUES ${moments.map(({userId, atMs}, n) => `(${n}, ${userId}, ${atMs})`).join(", ")}) AS moment (n, user_id, at_ms)
JOIN ${home}.sessionized_events USING (user_id) GROUP BY n ORDER BY n`);
  const [n, before, after, types] = ["n", "before", "after", "types"].map((name) => numbers(found, name));
  // many events on both sides, and of several types
  const worth = (row: number) => Math.min(before[row], after[row], AROUND) + 10 * types[row];
  let best = 0;
  for (let row = 1; row < found.rows; row++) if (worth(row) > worth(best)) best = row;
  const moment = moments[n[best]];
  const {userId, sessionId, atMs} = moment;
  const example = moment.examples[0];
  const own = await engine.read(`SELECT ts_ms, event, item_id, session_id FROM (
  SELECT *, row_number() OVER (PARTITION BY ts_ms < ${atMs} ORDER BY abs(ts_ms - ${atMs}), session_id, event_no) AS near
  FROM ${home}.sessionized_events WHERE user_id = ${userId}
) WHERE near <= ${AROUND} ORDER BY ts_ms, session_id, event_no`);
  const whole = await audit.values("whole", columns, [example]);
  const inWorlds = new Map<CounterfactualName, Map<string, FeatureValue>>();
  for (const world of Object.keys(COUNTERFACTUALS) as CounterfactualName[]) {
    inWorlds.set(world, new Map(columns.map((feature) => [feature, whole(feature, example)])));
    if (leaking.length === 0) continue;
    await audit.enter({moment, future: COUNTERFACTUALS[world], reach: "all events and examples"}, leaking);
    const values = await audit.values("world", leaking, [example]);
    for (const feature of leaking) inWorlds.get(world)!.set(feature, values(feature, example));
  }
  const item = await engine.read(`SELECT item_id FROM ${home}.examples WHERE example_id = ${example}`);
  const itemId = cell(item.columns.item_id, 0);
  return {
    example,
    userId,
    sessionId,
    itemId: itemId === null ? null : Number(itemId),
    atMs,
    events: {
      ms: Array.from(numbers(own, "ts_ms")),
      event: Array.from(numbers(own, "event")),
      item: Array.from({length: own.rows}, (_, i) => cell(own.columns.item_id, i) as number | null),
      session: Array.from(numbers(own, "session_id"))
    },
    values: columns.map((feature) => ({
      feature,
      whole: whole(feature, example),
      deleted: inWorlds.get("deleted")!.get(feature)!,
      invented: inWorlds.get("invented")!.get(feature)!
    }))
  };
}
