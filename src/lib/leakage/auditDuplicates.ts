import {numbers} from "../core/table.js";
import {logClockSql} from "../pipeline/logClock.js";
import {duplicateRowsSql} from "../pipeline/duplicateRows.js";
import type {Engine} from "../sql/engine.js";
import {copiedSequences, type CopiedSequences} from "./copiedSequences.js";
import {duplicateSequences, type DuplicateOptions, type DuplicateSequences} from "./duplicateSequences.js";

/** Rows of the log that are equal in every column. */
export interface DuplicateRows {
  /** Rows that are equal to an earlier one. */
  readonly identical: number;
  /** Those of them that are still there after cleaning, and count twice in every total. */
  readonly kept: number;
  /** Milliseconds of which all times of the log are multiples. */
  readonly tickMs: number;
  /** Whether equal rows that are kept are a fault: in a log of whole minutes or days they may well be two events. */
  readonly fault: boolean;
}

/** What a log holds more than once, and what its test part shares with training. */
export interface DuplicateReport {
  readonly rows: DuplicateRows;
  /** Null for a log too short to be split. */
  readonly sequences: DuplicateSequences | null;
  /** Sequences that are another's moved in time, pauses and all; null likewise. */
  readonly copied: CopiedSequences | null;
  /** Whether anything is a fault or more than chance gives. */
  readonly found: boolean;
}

/**
 * Counts identical rows, and sequences of the test part that are those of other users in training. Needs `raw_events`, `clean_events`, `sessionized_events` and, where the log could be split,
 * `split_sessions`; makes `log_clock`.
 */
export async function auditDuplicates(
  engine: Engine,
  {isSplit, ...options}: DuplicateOptions & {readonly isSplit: boolean}
): Promise<DuplicateReport> {
  await engine.run(logClockSql(engine.dialect));
  const rows = await duplicateRows(engine);
  const sequences = isSplit ? await duplicateSequences(engine, options) : null;
  const copied = isSplit ? await copiedSequences(engine, engine.dialect) : null;
  const found =
    rows.fault ||
    (sequences?.units ?? []).some(({counts}) => counts.some(({more}) => more)) ||
    (copied !== null && copied.near > copied.byChance);
  return {rows, sequences, copied, found};
}

async function duplicateRows(engine: Engine): Promise<DuplicateRows> {
  const counted = await engine.read(`SELECT (${duplicateRowsSql("raw_events")}) AS identical,
  (${duplicateRowsSql("clean_events")}) AS kept, (SELECT tick_ms FROM log_clock) AS tick_ms`);
  const [identical, kept, tickMs] = ["identical", "kept", "tick_ms"].map((name) => numbers(counted, name)[0]);
  return {identical, kept, tickMs, fault: kept > 0 && tickMs <= 1000};
}
