import {UserError} from "../core/errors.js";
import {numbers} from "../core/table.js";
import type {ItemKnowledge} from "../features/itemAttributes.js";
import {auditedFeatures} from "../leakage/auditedFeatures.js";
import {auditLeakage, LEAKAGE_OPTIONS, type LeakageReport} from "../leakage/auditLeakage.js";
import {auditColumn, type ColumnAudit} from "../leakage/auditColumn.js";
import {auditDuplicates, type DuplicateReport} from "../leakage/auditDuplicates.js";
import {prepareAudit} from "../leakage/prepareAudit.js";
import type {Engine} from "../sql/engine.js";

/** What the audit says of a log, as far as a report tells it; a part that could not be made says why instead. */
export interface LogAudit {
  readonly replay:
    | Pick<LeakageReport, "audited" | "examples" | "cells" | "byFeature" | "leaks" | "ofExamples">
    | {readonly none: string};
  /** Identical rows, and what the test part repeats of training. */
  readonly duplicates: DuplicateReport | {readonly none: string};
  /** Columns without a role that were brought. */
  readonly columns: readonly ColumnAudit[];
}

/** The replay without single differences and times, so that it can be kept. */
function replaySummary({audited, examples, cells, byFeature, leaks, ofExamples}: LeakageReport): LogAudit["replay"] {
  return {audited, examples, cells, byFeature, leaks, ofExamples};
}

/**
 * Replays so many examples at the end of their session, counts identical rows, compares the sequences of training and test and looks over columns of `extra_columns`, on an engine with the
 * tables of `runStages`; makes `examples`, `item_attributes` and `log_clock` there.
 */
export async function auditLog(
  engine: Engine,
  known: ItemKnowledge,
  {
    examples,
    columns = [],
    onProgress
  }: {
    readonly examples: number;
    readonly columns?: readonly string[];
    readonly onProgress?: (text: string, share: number) => void;
  }
): Promise<LogAudit> {
  const items = numbers(await engine.read("SELECT count(item_id) AS items FROM sessionized_events"), "items")[0];
  const {features} = await prepareAudit(engine, known, {
    unit: items > 0 ? "item" : "session",
    moment: "end",
    sessions: "all"
  });
  const options = {...LEAKAGE_OPTIONS, examples, cuts: 0};
  const replay = await orWhy(async () =>
    replaySummary(
      await auditLeakage(engine, auditedFeatures(features), options, {
        onProgress: (text, share) => onProgress?.(text, REPLAY_SHARE * share)
      })
    )
  );
  onProgress?.("Comparing training and test", REPLAY_SHARE);
  const duplicates = await orWhy(() => auditDuplicates(engine, {isSplit: true}));
  const audited: ColumnAudit[] = [];
  for (const column of columns) {
    onProgress?.(`Auditing the column ${column}`, COLUMNS_FROM);
    audited.push(await auditColumn(engine, column));
  }
  return {replay, duplicates, columns: audited};
}

/** How far the audit is after the replay, and before the columns. */
const REPLAY_SHARE = 0.7;
const COLUMNS_FROM = 0.95;

async function orWhy<T>(work: () => Promise<T>): Promise<T | {readonly none: string}> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {none: error.message};
  }
}
