import {EVENT_TYPES, TRANSACTION, type SourceSpec} from "../sources/events.js";
import {CLEAN_OPTIONS, type CleanOptions} from "./clean.js";
import {PARTS, SPLIT_OPTIONS, type SplitOptions} from "./split.js";
import type {TableCheck} from "./tableChecks.js";

/** What the stages were told, as far as it says what their tables must be. */
interface CheckedOptions {
  readonly sessions?: SourceSpec["sessions"];
  readonly clean?: CleanOptions;
  readonly split?: SplitOptions;
}

const codes = (count: number) => Array.from({length: count}, (_, code) => code);
const rowsOf = (table: string) => `SELECT count(*) FROM ${table}`;
const purchasesOf = (table: string) => `SELECT count(*) FROM ${table} WHERE event = ${TRANSACTION}`;

/** What must hold of `rejected_rows`, the rows of a file that cannot be events. */
export const readChecks = (): readonly TableCheck[] => [
  {kind: "not_null", table: "rejected_rows", columns: ["reason"]}
];

/** What must hold of `clean_events`: what the source requires is there, and every row that was read is either kept or set aside for a reason. */
export function cleanChecks(
  {required, sessions: own, period}: SourceSpec,
  {sessions = own, clean = CLEAN_OPTIONS}: CheckedOptions
): readonly TableCheck[] {
  const table = "clean_events";
  const [from, until] = period ?? clean.period;
  const columns = [
    ...new Set(["user_id", "ts_ms", "tick", "event", ...required, ...(sessions === "own" ? ["session_key"] : [])])
  ];
  return [
    {kind: "not_null", table, columns},
    {kind: "accepted_values", table, columns: ["event"], values: codes(EVENT_TYPES.length)},
    {kind: "accepted_range", table, columns: ["ts_ms"], least: from, most: until - 1},
    {kind: "accepted_range", table, columns: ["price_cents", "dwell_ms"], least: 0},
    {kind: "accepted_range", table: "quarantine", columns: ["rows"], least: 1},
    {kind: "unique", table: "quarantine", columns: ["reason"]},
    {
      kind: "equal_counts",
      table,
      one: [
        "rows of clean_events and those set aside",
        "SELECT (SELECT count(*) FROM clean_events) + (SELECT coalesce(sum(rows), 0) FROM quarantine)"
      ],
      other: [
        "rows of raw_events and of rejected_rows",
        "SELECT (SELECT count(*) FROM raw_events) + (SELECT count(*) FROM rejected_rows)"
      ]
    }
  ];
}

/** What must hold of `sessionized_events`: each clean event once, and numbered. */
export function sessionizeChecks(): readonly TableCheck[] {
  const table = "sessionized_events";
  return [
    {kind: "not_null", table, columns: ["user_id", "ts_ms", "event", "session_id", "session_no", "event_no"]},
    {kind: "accepted_range", table, columns: ["session_id", "session_no", "event_no"], least: 1},
    {kind: "unique", table, columns: ["session_id", "event_no"]},
    {
      kind: "equal_counts",
      table,
      one: ["rows of sessionized_events", rowsOf(table)],
      other: ["rows of clean_events", rowsOf("clean_events")]
    },
    {
      kind: "equal_counts",
      table,
      one: ["purchases of sessionized_events", purchasesOf(table)],
      other: ["purchases of clean_events", purchasesOf("clean_events")]
    }
  ];
}

/** What must hold of `sessions`: numbered from 1 without holes, with all events in them. */
export function sessionChecks(): readonly TableCheck[] {
  const table = "sessions";
  const counts = ["views", "carts", "removes", "transactions", "items"];
  return [
    {kind: "unique", table, columns: ["session_id"]},
    {
      kind: "not_null",
      table,
      columns: ["session_id", "user_id", "session_no", "start_ms", "end_ms", "events", ...counts]
    },
    {kind: "accepted_range", table, columns: ["session_id", "session_no", "events"], least: 1},
    {kind: "accepted_range", table, columns: counts, least: 0},
    {kind: "expression_is_true", table, expression: "start_ms <= end_ms"},
    {kind: "expression_is_true", table, expression: "views + carts + removes + transactions = events"},
    {kind: "expression_is_true", table, expression: "items <= events"},
    {
      kind: "equal_counts",
      table,
      one: ["events of sessions", "SELECT coalesce(sum(events), 0) FROM sessions"],
      other: ["rows of sessionized_events", rowsOf("sessionized_events")]
    },
    {
      kind: "equal_counts",
      table,
      one: ["rows of sessions", rowsOf(table)],
      other: ["the last session_id", "SELECT coalesce(max(session_id), 0) FROM sessionized_events"]
    }
  ];
}

/** What must hold of `split_sessions`: each session once in each fold. */
export function splitChecks(_source: SourceSpec, {split = SPLIT_OPTIONS}: CheckedOptions): readonly TableCheck[] {
  const table = "split_sessions";
  const folds = split.by === "windows" ? split.folds : 1;
  return [
    {kind: "unique", table, columns: folds === 1 ? ["session_id"] : ["fold", "session_id"]},
    {kind: "not_null", table, columns: ["fold", "session_id", "part"]},
    // only sliding windows leave sessions outside
    {
      kind: "accepted_values",
      table,
      columns: ["part"],
      values: codes(split.by === "windows" ? PARTS.length : PARTS.length - 1)
    },
    {kind: "accepted_range", table, columns: ["fold"], least: 1, most: folds},
    // sessions are numbered from 1 without holes, so that as many different numbers up to the last are all of them
    {kind: "accepted_range", table, columns: ["session_id"], least: 1},
    {
      kind: "equal_counts",
      table,
      one: ["the last session_id of split_sessions", "SELECT coalesce(max(session_id), 0) FROM split_sessions"],
      other: ["rows of sessions", rowsOf("sessions")]
    },
    {
      kind: "equal_counts",
      table,
      one: ["rows of split_sessions", rowsOf(table)],
      other: [
        folds === 1 ? "rows of sessions" : `${folds} times the rows of sessions`,
        `SELECT ${folds} * count(*) FROM sessions`
      ]
    }
  ];
}
