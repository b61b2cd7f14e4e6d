import {copiedSequences, type CopiedSequences} from "../../src/lib/leakage/copiedSequences.js";
import {prepareAudit} from "../../src/lib/leakage/prepareAudit.js";
import {numbers} from "../../src/lib/core/table.js";
import type {ExampleOptions} from "../../src/lib/features/examples.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {runSplit} from "../../src/lib/pipeline/fallbackSplit.js";
import {NoTrainingSessions, runStage, STAGES, type StageOptions} from "../../src/lib/pipeline/stages.js";
import {openDuckDB, type DuckDBOptions} from "../engines/duckdb.js";
import {openSource, type SourceOptions} from "../sources/openSource.js";
import type {Source} from "../sources/source.js";

export interface AuditLog extends Awaited<ReturnType<typeof prepareAudit>> {
  readonly engine: Engine;
  readonly source: Source;
  readonly examples: ExampleOptions;
  /** Sequences of the test that training has too; null for a log too short to be split. */
  readonly copied: CopiedSequences | null;
}

export interface AuditLogOptions extends SourceOptions, StageOptions, DuckDBOptions {
  readonly moment?: ExampleOptions["moment"];
  /** Told something that a person should know before the run. */
  readonly onNote?: (note: string) => void;
}

/** A log up to its split; whether it could be split. */
export interface SplitLog {
  readonly engine: Engine;
  readonly source: Source;
  readonly isSplit: boolean;
}

/** Reads or generates a log, runs the stages up to its split, and hands it over. The engine is closed afterwards. Throws `UserError` for a log that cannot be read. */
export async function withSplitLog<T>(
  options: SourceOptions & StageOptions & DuckDBOptions & Pick<AuditLogOptions, "onNote">,
  work: (log: SplitLog) => Promise<T>
): Promise<T> {
  const source = await openSource(options);
  if (source.note !== undefined) options.onNote?.(source.note);
  const engine = await openDuckDB({threads: options.threads, memoryLimit: options.memoryLimit});
  try {
    for (const notice of (await source.load(engine)) ?? []) options.onNote?.(notice);
    for (const stage of STAGES.slice(0, -1)) await runStage(engine, stage, source.spec, options, {hash: false});
    let isSplit = true;
    try {
      const {note} = await runSplit(engine, source.spec, options, {hash: false});
      if (note !== null) options.onNote?.(note);
    } catch (error) {
      // a log too short for the split can be audited all the same
      if (!(error instanceof NoTrainingSessions)) throw error;
      options.onNote?.(`${error.message}; sequences of training and test are not compared`);
      isSplit = false;
    }
    return await work({engine, source, isSplit});
  } finally {
    await engine.close();
  }
}

/**
 * A log as `withSplitLog` gives it, with its examples, ready for an audit of leakage: one for each distinct item of a session, or one for the session where the log has no items.
 */
export async function withAuditLog<T>(options: AuditLogOptions, work: (log: AuditLog) => Promise<T>): Promise<T> {
  return withSplitLog(options, async ({engine, source, isSplit}) => {
    const items = numbers(await engine.read("SELECT count(item_id) AS items FROM sessionized_events"), "items")[0];
    const examples: ExampleOptions = {
      unit: items > 0 ? "item" : "session",
      moment: options.moment ?? "end",
      sessions: "all"
    };
    const prepared = await prepareAudit(engine, source.attributes, examples);
    const copied = isSplit ? await copiedSequences(engine) : null;
    return await work({engine, source, examples, copied, ...prepared});
  });
}
