import {MISSING} from "../core/table.js";
import {SCHEMA_VERSION, ROWS_AT_ONCE, type ModelSchema, type SchemaColumn} from "../models/modelSchema.js";
import {EVENT_TYPES} from "../sources/events.js";
import {PARTS} from "../pipeline/split.js";
import {EVENT_CODES, rawColumns, SESSION_START_COLUMNS, startOf} from "./rawEvents.js";
import type {SessionSequences} from "./sessionSequences.js";
import {sessionLabels, targetName, type SessionTarget} from "./sessionTargets.js";

type Said = Omit<SchemaColumn, "name" | "missing">;

const number = (source: string, unit: string, definition: string): Said => ({source, read: "number", unit, definition});

/** What each of `rawColumns` is read from, and what it means. */
const COLUMNS: Readonly<Record<string, Said>> = {
  event: {source: "event", read: "code", codes: EVENT_CODES, unit: "code", definition: "What happened."},
  since_start_ms: {
    source: "ts_ms",
    read: "since first",
    unit: "milliseconds",
    definition: "Time since the session's first event."
  },
  pause_ms: {
    source: "ts_ms",
    read: "since previous",
    unit: "milliseconds",
    definition: "Time since the session's event before; missing at the first."
  },
  item: {source: "item_id", read: "order", unit: "code", definition: "Which of the session's items the event is on."},
  department: number("department_id", "code", "The item's department, as the catalogue had it before the event."),
  price_cents: number("price_cents", "cents", "The price of the item at the event."),
  highest_cents: number(
    "highest_cents",
    "cents",
    "The highest price at which the log has shown the item up to the event, to anybody."
  ),
  dwell_ms: number(
    "dwell_ms",
    "milliseconds",
    "How long the page stayed open. The network looks at it from the next event on, when it is known."
  ),
  start_hour: number("start_hour", "hour", "Hour of the day at the session's start, UTC, 0 to 23."),
  start_weekday: number("start_weekday", "weekday", "Day of the week at the session's start, UTC, 0 for Monday."),
  earlier_sessions: number("earlier_sessions", "sessions", "The user's sessions before this one."),
  earlier_buying_sessions: number("earlier_buying_sessions", "sessions", "Of them those that bought."),
  earlier_carting_sessions: number(
    "earlier_carting_sessions",
    "sessions",
    "Of them those that put something into the cart."
  ),
  earlier_events: number("earlier_events", "events", "The events of all of them."),
  since_last_ms: number(
    "since_last_ms",
    "milliseconds",
    "Time from the end of the session before to this one's start."
  ),
  last_events: number("last_events", "events", "Events of the session before."),
  last_carts: number("last_carts", "events", "Additions to the cart in the session before."),
  last_transactions: number("last_transactions", "events", "Purchases in the session before.")
};

const MEANING: Readonly<Record<SessionTarget["ask"], (target: SessionTarget) => string>> = {
  purchase: () => "the chance, after the event, that the session buys later on",
  abandonment: () =>
    "the chance, after the event, that a session which has put something into the cart ends without buying",
  exit: (target) =>
    `the chance, after the event, that the session's last event is at most ${target.ask === "exit" ? target.seconds : 0} seconds away`
};

/** The column of a target's label in `eventsToCsv`: a word of its name. */
const labelColumn = (target: SessionTarget) => targetName(target).replaceAll(" ", "_");

/**
 * How the exported events of sessions (`eventsToCsv`) are scored with the file of a network over them. `metricOf` names
 * the metric of a card that is the AUC of a target.
 */
export function sessionSchema(
  encoder: {readonly withStart: boolean},
  targets: readonly SessionTarget[],
  metricOf: (target: SessionTarget) => string
): ModelSchema {
  const columns = rawColumns(encoder).map((name) => ({name, missing: null, ...COLUMNS[name]}));
  return {
    version: SCHEMA_VERSION,
    table: {
      about:
        "the events of sessions, one a row, up to their first purchase: npm run train -- tcn --rows DIR writes them",
      group: {by: "session_id", order: "event_no"},
      clusters: "user_id"
    },
    inputs: [{name: "events", type: "float32", shape: ["rows", "steps", columns.length], columns}],
    output: {name: "scores", type: "float32", shape: ["rows", "steps", targets.length]},
    scores: targets.map((target, at) => ({
      name: targetName(target),
      at,
      meaning: MEANING[target.ask](target),
      metric: metricOf(target),
      label: {source: labelColumn(target)}
    })),
    parts: {train: [{source: "part", in: ["train"]}], test: [{source: "part", in: ["test"]}]},
    rowsAtOnce: ROWS_AT_ONCE
  };
}

/**
 * The events of sessions as the table that `sessionSchema` reads: keys, what the log says of each event and of the
 * session's start, and the answers to the targets, empty where one is not asked.
 */
export function eventsToCsv(sequences: SessionSequences, targets: readonly SessionTarget[]): string {
  const {sessions, from, session_id, user_id, part, events, starts} = sequences;
  const labels = targets.map((target) => sessionLabels(sequences, target));
  const plain = ["item_id", "department_id", "price_cents", "highest_cents", "dwell_ms"] as const;
  const field = (value: number) => (value === MISSING || Number.isNaN(value) ? "" : String(value));
  const lines = [
    [
      ...["session_id", "event_no", "user_id", "part", "ts_ms", "event", ...plain],
      ...SESSION_START_COLUMNS,
      ...targets.map(labelColumn)
    ].join(",")
  ];
  for (let s = 0; s < sessions; s++) {
    const start = startOf(starts, s).map(field);
    for (let at = from[s]; at < from[s + 1]; at++)
      lines.push(
        [
          session_id[s],
          at - from[s] + 1,
          user_id[s],
          PARTS[part[s]],
          events.ts_ms[at],
          EVENT_TYPES[events.event[at]],
          ...plain.map((name) => field(events[name][at])),
          ...start,
          ...labels.map(({asked, y}) => (asked[at] === 1 ? y[at] : ""))
        ].join(",")
      );
  }
  return `${lines.join("\n")}\n`;
}
