import {MISSING} from "../core/table.js";
import type {SequenceEvents, SessionOutcomes, SessionSequences, SessionStarts} from "./sessionSequences.js";

type Columns<T> = {readonly [name in keyof T]: readonly (number | null)[]};

/** Sessions as JSON: a missing value is null, and the times of events count from their session's start. */
export interface SequencesJson {
  readonly from: readonly number[];
  readonly session_id: readonly number[];
  readonly user_id: readonly number[];
  readonly part: readonly number[];
  readonly starts: Columns<SessionStarts>;
  readonly outcomes: Columns<SessionOutcomes>;
  readonly events: Columns<SequenceEvents>;
  readonly transactionToken: boolean;
}

/** Sessions as a file of a page takes them. */
export function sequencesToJson(sequences: SessionSequences): SequencesJson {
  const {sessions, from, starts, events} = sequences;
  const sinceStart = new Float64Array(events.ts_ms.length);
  for (let s = 0; s < sessions; s++)
    for (let at = from[s]; at < from[s + 1]; at++) sinceStart[at] = events.ts_ms[at] - starts.start_ms[s];
  return {
    from: Array.from(from),
    session_id: Array.from(sequences.session_id),
    user_id: Array.from(sequences.user_id),
    part: Array.from(sequences.part),
    starts: plain(starts),
    outcomes: plain(sequences.outcomes),
    events: plain({...events, ts_ms: sinceStart}),
    transactionToken: sequences.transactionToken
  };
}

/** The sessions that `sequencesToJson` wrote. */
export function sequencesFromJson(json: SequencesJson): SessionSequences {
  const sessions = json.from.length - 1;
  const {starts, outcomes, events, from} = json;
  const start_ms = reals(starts.start_ms);
  const ts_ms = reals(events.ts_ms);
  for (let s = 0; s < sessions; s++) for (let at = from[s]; at < from[s + 1]; at++) ts_ms[at] += start_ms[s];
  return {
    sessions,
    from: Int32Array.from(from),
    session_id: Int32Array.from(json.session_id),
    user_id: Int32Array.from(json.user_id),
    part: Int32Array.from(json.part),
    starts: {
      start_ms,
      earlier: whole(starts.earlier),
      earlier_buying: whole(starts.earlier_buying),
      earlier_carting: whole(starts.earlier_carting),
      earlier_events: whole(starts.earlier_events),
      since_ms: reals(starts.since_ms),
      last_events: whole(starts.last_events),
      last_carts: whole(starts.last_carts),
      last_transactions: whole(starts.last_transactions)
    },
    outcomes: {
      end_ms: reals(outcomes.end_ms),
      events: whole(outcomes.events),
      carts: whole(outcomes.carts),
      transactions: whole(outcomes.transactions)
    },
    events: {
      ts_ms,
      event: whole(events.event),
      item_id: whole(events.item_id),
      department_id: whole(events.department_id),
      price_cents: whole(events.price_cents),
      highest_cents: whole(events.highest_cents),
      dwell_ms: whole(events.dwell_ms)
    },
    transactionToken: json.transactionToken,
    leftOut: 0,
    censored: 0
  };
}

function plain<T extends object>(columns: T): Columns<T> {
  return Object.fromEntries(
    Object.entries(columns as Record<string, Int32Array | Float64Array>).map(([name, column]) => [
      name,
      Array.from(column, (value) => (value === MISSING || Number.isNaN(value) ? null : value))
    ])
  ) as unknown as Columns<T>;
}

const whole = (column: readonly (number | null)[]) => Int32Array.from(column, (value) => value ?? MISSING);
const reals = (column: readonly (number | null)[]) => Float64Array.from(column, (value) => value ?? NaN);
