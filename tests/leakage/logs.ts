import {prepareAudit} from "../../src/lib/leakage/prepareAudit.js";
import type {ExampleOptions} from "../../src/lib/features/examples.js";
import {NOTHING_KNOWN, type ItemKnowledge} from "../../src/lib/features/itemAttributes.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStage, STAGES, type StageOptions} from "../../src/lib/pipeline/stages.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";
import {LOG} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";

export const END: ExampleOptions = {unit: "item", moment: "end", sessions: "all"};
export const MIDDLE: ExampleOptions = {...END, moment: {afterEvent: 2}};

const START = Date.UTC(2025, 0, 6);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An event of the hand-made log: what is left out is of no matter. */
function event(user_id: number, ms: number, type: number, item_id: number, more: Partial<Row> = {}): Row {
  const base = {tick: 0, price_cents: 1000 + item_id, dwell_ms: null, session_key: user_id};
  return {user_id, ts_ms: START + ms, event: type, item_id, ...base, ...more};
}

/**
 * Three users and four items in two weeks: sessions that go on, users who come back and buy, an item that others meet later, and two users' events in the same
 * millisecond.
 */
export const HAND_MADE: readonly Row[] = [
  event(1, 0, 0, 1, {dwell_ms: 60_000}),
  event(1, 60_000, 0, 2, {dwell_ms: 600_000}),
  event(1, 120_000, 1, 2),
  event(1, 180_000, 0, 3, {dwell_ms: 30_000}),
  event(2, 180_001, 0, 3),
  event(2, 240_000, 0, 1),
  event(2, 300_000, 1, 1),
  event(2, 300_001, 3, 1),
  event(1, DAY, 0, 2),
  event(1, DAY + 60_000, 3, 2),
  event(1, DAY + 120_000, 0, 4),
  event(3, DAY + 120_000, 0, 4),
  event(3, DAY + 120_001, 0, 2),
  event(3, DAY + 500_000, 0, 2),
  event(2, 5 * DAY, 0, 3),
  event(2, 5 * DAY + 1_000, 1, 3),
  event(2, 5 * DAY + 2_000, 2, 3),
  event(3, 12 * DAY, 0, 1),
  event(3, 12 * DAY + 90_000, 3, 4),
  event(3, 12 * DAY + 91_000, 0, 4)
];

/** The same log told only to the second. */
export const SECONDS: readonly Row[] = HAND_MADE.map((row) => ({...row, ts_ms: Math.floor(row.ts_ms! / 1000) * 1000}));

/** The same log told only to the day, with the order of events and sessions of its own, of which one goes on over midnight. */
export const DAYS: readonly Row[] = HAND_MADE.map((row, tick) => ({
  ...row,
  tick,
  ts_ms: Math.floor((row.ts_ms! + (tick === 3 ? DAY : 0)) / DAY) * DAY,
  session_key: row.user_id! * 100 + (tick < 8 ? 1 : tick < 14 ? 2 : 3)
}));

/** What is known of the items of the hand-made logs: item 2 changes its category on the second day. */
export const STATES: ItemKnowledge = {from: "states", columns: ["department_id", "category_id"]};

const statesSql = `
CREATE OR REPLACE TABLE categories AS SELECT * FROM (VALUES (10, 1), (20, 2)) AS c (category_id, department_id);
CREATE OR REPLACE TABLE item_states AS SELECT CAST(item_id AS INTEGER) AS item_id, CAST(from_ms AS BIGINT) AS from_ms, category_id
FROM (VALUES (1, 0, 10), (2, 0, 10), (2, ${START + DAY}, 20), (3, 0, 20), (4, ${START + 13 * DAY}, 20)) AS s (item_id, from_ms, category_id);`;

/** Puts a log on an engine, runs the stages up to its sessions and makes its examples. */
export async function prepared(
  engine: Engine,
  rows: readonly Row[],
  examples: ExampleOptions = END,
  {spec = LOG, known = NOTHING_KNOWN, ...options}: {spec?: SourceSpec; known?: ItemKnowledge} & StageOptions = {}
) {
  await loadEvents(engine, tableOf(rows));
  for (const stage of STAGES.slice(0, 4)) await runStage(engine, stage, spec, options, {hash: false});
  if (known.from === "states") await engine.run(statesSql);
  else await engine.run("CREATE OR REPLACE TABLE item_catalog AS SELECT DISTINCT item_id FROM clean_events");
  return prepareAudit(engine, known, examples);
}
