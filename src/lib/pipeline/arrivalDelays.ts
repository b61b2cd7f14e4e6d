import {numbers} from "../core/table.js";
import {MINUTE_MS} from "../core/time.js";
import {SESSIONIZE_OPTIONS} from "./sessionize.js";
import {EVENT_TYPES, type EventType} from "../sources/events.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/** Quantiles of the delays of some events, milliseconds. */
export interface Delays {
  readonly events: number;
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** How long after they happened the events of a log reached it. */
export interface ArrivalDelays {
  /** Events, and those of them without a time of arrival that can be read. */
  readonly events: number;
  readonly without: number;
  /** Events that reached the log before they happened: one of the two clocks is wrong. */
  readonly early: number;
  /** Events that came so late that a session of theirs would have been over: later than the pause that ends one. */
  readonly late: number;
  readonly lateAfterMs: number;
  /** Of all delays; null where no time of arrival can be read. */
  readonly delays: Delays | null;
  /** By type of event, those that occur. */
  readonly byType: readonly (Delays & {readonly type: EventType})[];
}

/** Quantiles are nearest ranks. Reads `event_arrivals`, see `readLog`. */
export async function arrivalDelays(engine: Engine, {quotient}: Dialect = DUCKDB): Promise<ArrivalDelays> {
  const lateAfterMs = SESSIONIZE_OPTIONS.gapMs;
  const rank = (percent: number) => `n = ${quotient(`(rows * ${percent} + 99)`, 100)}`;
  const found = await engine.read(`WITH delays AS (
  SELECT event, ingested_ms - ts_ms AS delay_ms FROM event_arrivals WHERE ingested_ms IS NOT NULL
), kinds AS (
  SELECT event AS kind, delay_ms FROM delays UNION ALL SELECT -1 AS kind, delay_ms FROM delays
), ranked AS (
  SELECT kind, delay_ms, row_number() OVER (PARTITION BY kind ORDER BY delay_ms) AS n, count(*) OVER (PARTITION BY kind) AS rows
  FROM kinds
)
SELECT kind, max(rows) AS events, min(delay_ms) AS least, max(delay_ms) AS most,
  max(CASE WHEN ${rank(50)} THEN delay_ms END) AS p50, max(CASE WHEN ${rank(95)} THEN delay_ms END) AS p95,
  sum(CASE WHEN delay_ms < 0 THEN 1 ELSE 0 END) AS early, sum(CASE WHEN delay_ms > ${lateAfterMs} THEN 1 ELSE 0 END) AS late
FROM ranked GROUP BY kind ORDER BY kind`);
  const counts = await engine.read(
    "SELECT count(*) AS events, count(*) - count(ingested_ms) AS without FROM event_arrivals"
  );
  const column = (name: string, row: number) => numbers(found, name)[row];
  const delaysOf = (row: number): Delays => ({
    events: column("events", row),
    minMs: column("least", row),
    p50Ms: column("p50", row),
    p95Ms: column("p95", row),
    maxMs: column("most", row)
  });
  const kinds = Array.from({length: found.rows}, (_, row) => ({kind: column("kind", row), row}));
  const all = kinds.find(({kind}) => kind === -1);
  return {
    events: numbers(counts, "events")[0],
    without: numbers(counts, "without")[0],
    early: all === undefined ? 0 : column("early", all.row),
    late: all === undefined ? 0 : column("late", all.row),
    lateAfterMs,
    delays: all === undefined ? null : delaysOf(all.row),
    byType: kinds.flatMap(({kind, row}) => (kind < 0 ? [] : [{type: EVENT_TYPES[kind], ...delaysOf(row)}]))
  };
}

/** A type whose median delay is so far from that of the most frequent type that their clocks must differ. */
const SKEW_MS = MINUTE_MS;

/** What the delays say, a sentence each, the sums first and what a person should look into after them. */
export function arrivalSentences({events, without, early, late, lateAfterMs, delays, byType}: ArrivalDelays): string[] {
  if (delays === null) return [`no time of arrival of ${count(events)} events can be read`];
  const known = delays.events;
  const share = (n: number) => `${count(n)} (${((100 * n) / known).toFixed(1)} %)`;
  const sentences = [
    `events reach the log ${span(delays.p50Ms)} after they happen (median), 95 % within ${span(delays.p95Ms)}, the last after ${span(delays.maxMs)}${without === 0 ? "" : `; ${count(without)} have no time of arrival that can be read`}`,
    `${share(late)} arrive more than ${span(lateAfterMs)} late, when their session would be over`
  ];
  if (early > 0)
    sentences.push(
      `${share(early)} arrive before they happened, by up to ${span(-delays.minMs)}: the clocks of event and arrival disagree`
    );
  const usual = byType.reduce<ArrivalDelays["byType"][number] | null>(
    (most, one) => (most === null || one.events > most.events ? one : most),
    null
  );
  for (const {type, p50Ms} of byType) {
    const apart = p50Ms - usual!.p50Ms;
    if (Math.abs(apart) >= SKEW_MS)
      sentences.push(
        `${type} events arrive ${span(Math.abs(apart))} ${apart > 0 ? "later after their time" : "earlier"} than ${usual!.type} events (medians): their clock may be ${apart > 0 ? "slow" : "fast"}, and they stand too ${apart > 0 ? "early" : "late"} in the log`
      );
  }
  return sentences;
}

const count = (n: number) => n.toLocaleString("en-US");

/** `350 ms`, `1.2 s`, `10.0 min`, `3.5 h`, `2.0 days`. */
function span(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  for (const [unit, length] of [
    ["days", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000]
  ] as const)
    if (size >= length * (unit === "days" ? 2 : 1)) return `${sign}${(size / length).toFixed(1)} ${unit}`;
  return `${sign}${size} ms`;
}
