import type {ReadGraph} from "../onnx/readOnnxGraph.js";
import {rawColumns, rawEvents} from "../sequence/rawEvents.js";
import type {SessionEncoder} from "../sequence/sessionEncoder.js";
import type {SequenceEvents, SessionSequences} from "../sequence/sessionSequences.js";
import type {ModelInputs} from "../onnx/runtimes/scorer.js";
import {ONLINE_FEATURES, onlineFeatures, type VisitorEvents} from "../features/onlineFeatures.js";

/** A visitor's events, and the moment at which a score is wanted. */
export interface Visitor {
  readonly events: VisitorEvents;
  readonly asOfMs: number;
}

/** The events of one session up to a moment, column by column. */
export type VisitorSession = Readonly<Record<keyof SequenceEvents, ArrayLike<number>>>;

/** Whose scores are asked for, in turn. */
export interface Visitors {
  readonly visitors: readonly Visitor[];
  readonly sessions: readonly VisitorSession[];
}

/**
 * What makes a model's inputs from raw events, one visitor a turn: of a model whose columns are `ONLINE_FEATURES` from
 * the visitor's events, of a network over sessions from the session's so far. Null for a model that takes anything else.
 */
export function visitorInputs(
  {inputs, metadata}: ReadGraph,
  {visitors, sessions}: Visitors
): ((turn: number) => ModelInputs) | null {
  if (inputs.length !== 1) return null;
  const [{name}] = inputs;
  if (name === "features" && metadata.columns === JSON.stringify(ONLINE_FEATURES))
    return (turn) => visitorFeatures(visitors, turn);
  const encoder = JSON.parse(metadata.encoder ?? "null") as SessionEncoder | null;
  if (name !== "events" || encoder?.pauseEdges === undefined || encoder.withStart) return null;
  const columns = rawColumns(encoder);
  if (metadata.channels !== JSON.stringify(columns)) return null;
  const sequences = sessions.map(oneSession);
  return (turn) => {
    const session = sequences[turn % sequences.length];
    return {events: {data: rawEvents(encoder, session), shape: [1, session.from[1], columns.length]}};
  };
}

/** The columns of the visitor whose turn it is. */
export function visitorFeatures(visitors: readonly Visitor[], turn: number): ModelInputs {
  const {events, asOfMs} = visitors[turn % visitors.length];
  return {features: {data: onlineFeatures(events, asOfMs), shape: [1, ONLINE_FEATURES.length]}};
}

/** Sequences of a single session, of which only its events are known. */
function oneSession(events: VisitorSession): SessionSequences {
  const none = new Int32Array(0);
  const whole = (column: ArrayLike<number>) => Int32Array.from(column);
  return {
    sessions: 1,
    from: Int32Array.of(0, events.ts_ms.length),
    session_id: none,
    user_id: none,
    part: none,
    starts: {
      start_ms: new Float64Array(0),
      earlier: none,
      earlier_buying: none,
      earlier_carting: none,
      earlier_events: none,
      since_ms: new Float64Array(0),
      last_events: none,
      last_carts: none,
      last_transactions: none
    },
    outcomes: {end_ms: new Float64Array(0), events: none, carts: none, transactions: none},
    events: {
      ts_ms: Float64Array.from(events.ts_ms),
      event: whole(events.event),
      item_id: whole(events.item_id),
      department_id: whole(events.department_id),
      price_cents: whole(events.price_cents),
      highest_cents: whole(events.highest_cents),
      dwell_ms: whole(events.dwell_ms)
    },
    transactionToken: false,
    leftOut: 0,
    censored: 0
  };
}
