import {UserError} from "../core/errors.js";
import {numbers} from "../core/table.js";
import type {ItemKnowledge} from "../features/itemAttributes.js";
import {auditedFeatures} from "../leakage/auditedFeatures.js";
import {auditLeakage, LEAKAGE_OPTIONS, type LeakageReport} from "../leakage/auditLeakage.js";
import {copiedSequences, type CopiedSequences} from "../leakage/copiedSequences.js";
import {prepareAudit} from "../leakage/prepareAudit.js";
import type {Engine} from "../sql/engine.js";

/** What the audit says of a log, as far as a report tells it; a part that could not be made says why instead. */
export interface LogAudit {
  readonly replay:
    | Pick<LeakageReport, "audited" | "examples" | "cells" | "byFeature" | "leaks" | "ofExamples">
    | {readonly none: string};
  readonly copied: CopiedSequences | {readonly none: string};
}

/** A report of the audit without single differences and times, so that it can be kept. */
export function replaySummary({
  audited,
  examples,
  cells,
  byFeature,
  leaks,
  ofExamples
}: LeakageReport): LogAudit["replay"] {
  return {audited, examples, cells, byFeature, leaks, ofExamples};
}

/**
 * Replays so many examples at the end of their session, and compares the sequences of training and test, on an engine with the tables of `runStages`; makes `examples`, `item_attributes`
 * and `log_clock` there.
 */
export async function auditLog(
  engine: Engine,
  known: ItemKnowledge,
  {examples, onProgress}: {readonly examples: number; readonly onProgress?: (text: string) => void}
): Promise<LogAudit> {
  const items = numbers(await engine.read("SELECT count(item_id) AS items FROM sessionized_events"), "items")[0];
  const {features} = await prepareAudit(engine, known, {
    unit: items > 0 ? "item" : "session",
    moment: "end",
    sessions: "all"
  });
  const options = {...LEAKAGE_OPTIONS, examples, cuts: 0};
  return {
    replay: await orWhy(async () =>
      replaySummary(
        await auditLeakage(engine, auditedFeatures(features), options, {onProgress: (text) => onProgress?.(text)})
      )
    ),
    copied: await orWhy(() => copiedSequences(engine))
  };
}

async function orWhy<T>(work: () => Promise<T>): Promise<T | {readonly none: string}> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {none: error.message};
  }
}
