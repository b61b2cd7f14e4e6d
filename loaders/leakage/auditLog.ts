import {copiedSequences, type CopiedSequences} from "../../src/lib/leakage/copiedSequences.js";
import {prepareAudit} from "../../src/lib/leakage/prepareAudit.js";
import {UserError} from "../../src/lib/core/errors.js";
import {numbers} from "../../src/lib/core/table.js";
import type {ExampleOptions} from "../../src/lib/features/examples.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {runStage, STAGES, type StageOptions} from "../../src/lib/pipeline/stages.js";
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

/**
 * Reads or generates a log, runs the stages up to its split, and hands it over with its examples, ready for an audit: one for each distinct item of a session, or one for
 * the session where the log has no items. The engine is closed afterwards. Throws `UserError` for a log that cannot be read.
 */
export async function withAuditLog<T>(options: AuditLogOptions, work: (log: AuditLog) => Promise<T>): Promise<T> {
  const source = await openSource(options);
  if (source.note !== undefined) options.onNote?.(source.note);
  const engine = await openDuckDB({threads: options.threads, memoryLimit: options.memoryLimit});
  try {
    for (const notice of (await source.load(engine)) ?? []) options.onNote?.(notice);
    let isSplit = true;
    for (const stage of STAGES)
      try {
        await runStage(engine, stage, source.spec, options, {hash: false});
      } catch (error) {
        // a log too short for the split can be replayed all the same
        if (stage.name !== "split" || !(error instanceof UserError)) throw error;
        options.onNote?.(`${error.message}; sequences of training and test are not compared`);
        isSplit = false;
      }
    const items = numbers(await engine.read("SELECT count(item_id) AS items FROM sessionized_events"), "items")[0];
    const examples: ExampleOptions = {
      unit: items > 0 ? "item" : "session",
      moment: options.moment ?? "end",
      sessions: "all"
    };
    const prepared = await prepareAudit(engine, source.attributes, examples);
    const copied = isSplit ? await copiedSequences(engine) : null;
    return await work({engine, source, examples, copied, ...prepared});
  } finally {
    await engine.close();
  }
}
