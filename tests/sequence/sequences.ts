import {random} from "../../src/lib/core/random.js";
import {MISSING} from "../../src/lib/core/table.js";
import type {SequenceEvents, SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {ADD_TO_CART, TRANSACTION} from "../../src/lib/sources/events.js";

/** One session, event by event. */
export interface PlainSession {
  readonly user: number;
  readonly startMs: number;
  readonly events: readonly (Partial<Record<Exclude<keyof SequenceEvents, "ts_ms" | "event">, number>> & {
    readonly event: number;
    /** After the session's start. */
    readonly ms: number;
  })[];
}

/** Sequences of sessions as they are, nothing cut off and nothing known of before. */
export function sequencesOf(sessions: readonly PlainSession[], transactionToken = false): SessionSequences {
  const from = new Int32Array(sessions.length + 1);
  sessions.forEach(({events}, s) => (from[s + 1] = from[s] + events.length));
  const flat = sessions.flatMap(({events, startMs}) => events.map((event) => ({...event, ts: startMs + event.ms})));
  const column = (name: Exclude<keyof SequenceEvents, "ts_ms" | "event">) =>
    Int32Array.from(flat, (event) => event[name] ?? MISSING);
  const none = () => new Int32Array(sessions.length).fill(MISSING);
  const counted = (type: number) =>
    Int32Array.from(sessions, ({events}) => events.filter(({event}) => event === type).length);
  return {
    sessions: sessions.length,
    from,
    session_id: Int32Array.from(sessions, (_, s) => s + 1),
    user_id: Int32Array.from(sessions, ({user}) => user),
    part: Int32Array.from(sessions, (_, s) => s % 3),
    starts: {
      start_ms: Float64Array.from(sessions, ({startMs}) => startMs),
      earlier: Int32Array.from(sessions, (_, s) => s % 2),
      earlier_buying: none(),
      earlier_carting: none(),
      earlier_events: none(),
      since_ms: new Float64Array(sessions.length).fill(NaN).map((none, s) => (s % 2 === 1 ? 86_400_000 : none)),
      last_events: none(),
      last_carts: none(),
      last_transactions: none()
    },
    outcomes: {
      end_ms: Float64Array.from(sessions, ({events, startMs}) => startMs + events.at(-1)!.ms),
      events: Int32Array.from(sessions, ({events}) => events.length),
      carts: counted(ADD_TO_CART),
      transactions: counted(TRANSACTION)
    },
    events: {
      ts_ms: Float64Array.from(flat, ({ts}) => ts),
      event: Int32Array.from(flat, ({event}) => event),
      item_id: column("item_id"),
      department_id: column("department_id"),
      price_cents: column("price_cents"),
      highest_cents: column("highest_cents"),
      dwell_ms: column("dwell_ms")
    },
    transactionToken,
    leftOut: 0,
    censored: 0
  };
}

const START = Date.UTC(2025, 0, 1);

/**
 * Sessions of 1 to `longest` events; they buy, after their last event, where a cart came after the latest view of
 * department 1: only the order tells.
 */
export function orderedSessions(count: number, seed: number, longest = 12): SessionSequences {
  const source = random(seed);
  const buys: number[] = [];
  const sessions = Array.from({length: count}, (_, s): PlainSession => {
    let ms = 0;
    let ahead = false;
    const events = Array.from({length: 1 + source.below(longest)}, (_, k) => {
      const event = source.below(4) === 0 ? 1 : 0;
      const item = 1 + source.below(4);
      if (event === 1) ahead = true;
      else if (item % 3 === 1) ahead = false;
      if (k > 0) ms += 1000 * (1 + source.below(120));
      const price = 100 * item;
      return {
        event,
        ms,
        item_id: item,
        department_id: item % 3,
        price_cents: source.below(9) === 0 ? MISSING : price,
        highest_cents: price + 50,
        dwell_ms: source.below(5) === 0 ? MISSING : 900 * source.below(60)
      };
    });
    buys.push(ahead ? 1 : 0);
    return {user: 1 + (s >> 1), startMs: START + s * 7_200_000, events};
  });
  const sequences = sequencesOf(sessions);
  return {...sequences, outcomes: {...sequences.outcomes, transactions: Int32Array.from(buys)}};
}
