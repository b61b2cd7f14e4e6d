import {existsSync} from "node:fs";
import {basename} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {arrivalDelays} from "../../src/lib/pipeline/arrivalDelays.js";
import {runSplit} from "../../src/lib/pipeline/fallbackSplit.js";
import {
  describeRun,
  NoTrainingSessions,
  runStage,
  STAGES,
  type PartialRun,
  type StageOptions,
  type StageRun
} from "../../src/lib/pipeline/stages.js";
import {SPLITS, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {auditLog} from "../../src/lib/reports/logAudit.js";
import {measureLog} from "../../src/lib/reports/logMeasurements.js";
import type {LogReportInput} from "../../src/lib/reports/logReport.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {sourceCounts} from "../pipeline/pipeline.js";
import {openDuckDB, type DuckDBOptions} from "../engines/duckdb.js";
import {openSource, type SourceOptions} from "../sources/openSource.js";
import type {Source} from "../sources/source.js";
import {onOneLine} from "../tools/contents.js";

export interface LogReportOptions extends SourceOptions, StageOptions, DuckDBOptions {
  /** Examples whose features are made again with the future deleted; 0 leaves the audit out. */
  readonly examples: number;
  readonly onNote?: (note: string) => void;
  readonly onProgress?: (text: string) => void;
}

/**
 * Reads or generates a log, runs its stages, measures and audits it: all that `logReport` writes. A log whose rows are mostly set aside, or that has too few sessions for any split,
 * gives what could be found out and says in `stopped` why it is no more. Throws `UserError` and `UsageError` for a log that cannot be read at all.
 */
export async function reportOnLog(options: LogReportOptions): Promise<LogReportInput> {
  const {onNote, onProgress, examples, columns} = options;
  const source = await openSource(options);
  if (source.note !== undefined) onNote?.(source.note);
  const engine = await openDuckDB({threads: options.threads, memoryLimit: options.memoryLimit});
  try {
    onProgress?.(source.spec.generated ? "Generating the log" : "Reading the log");
    const notices = [...(source.notices ?? [])];
    const told = (note: string) => {
      notices.push(note);
      onNote?.(note);
    };
    for (const notice of (await source.load(engine)) ?? []) told(notice);
    const {run, split, stopped} = await runLog(engine, source, options, {told, notices, onProgress});
    const name = existsSync(options.source ?? "shop") ? onOneLine(basename(options.source!)) : source.spec.name;
    if (split === null) return {name, run, measured: null, audit: {none: stopped!}, stopped};
    onProgress?.("Counting sessions and targets");
    const measured = await measureLog(engine, source.attributes, split);
    return {
      name,
      run,
      measured,
      audit:
        examples === 0
          ? {none: "it was left out (--examples 0)"}
          : await auditLog(engine, source.attributes, {examples, columns, onProgress}),
      stopped: null
    };
  } finally {
    await engine.close();
  }
}

interface RunOfLog {
  readonly run: PartialRun;
  /** Null where the run stopped before it; `stopped` then says why. */
  readonly split: SplitOptions | null;
  readonly stopped: string | null;
}

/** The stages as far as they go, and their document. */
async function runLog(
  engine: Engine,
  source: Source,
  options: StageOptions,
  {
    told,
    notices,
    onProgress
  }: {told: (note: string) => void; notices: readonly string[]; onProgress?: (text: string) => void}
): Promise<RunOfLog> {
  const runs: StageRun[] = [];
  let split: SplitOptions | null = null;
  let stopped: string | null = null;
  for (const stage of STAGES) {
    onProgress?.(`Running the stage ${stage.name}`);
    if (stage.name !== "split") {
      // too many rows set aside stop the run, and are told all the same
      const run = await runStage(engine, stage, source.spec, options, {hash: stage === STAGES[0]}).catch(
        (error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          stopped = error.message;
          return {...runs[0], name: stage.name, table: stage.table, rows: 0, sha256: null, columns: []};
        }
      );
      runs.push(run);
      if (stopped !== null) break;
      continue;
    }
    const made = await runSplit(engine, source.spec, options, {hash: false}).catch((error: unknown) => {
      if (!(error instanceof NoTrainingSessions)) throw error;
      return error;
    });
    if (made instanceof NoTrainingSessions) {
      // one session: there is something to describe all the same
      told(`${made.message}; all that follows is of a log that is not split`);
      split = options.split ?? SPLITS.date;
    } else {
      runs.push(made.run);
      ({split} = made);
      if (made.note !== null) told(made.note);
    }
  }
  const described = await describeRun(engine, source.spec, {...options, split: split ?? options.split}, runs, source);
  const run: PartialRun = {
    ...described,
    ...(source.counts === undefined ? {} : {counts: await sourceCounts(engine, source.counts)}),
    ...(source.notRead === undefined ? {} : {notRead: source.notRead}),
    ...(notices.length === 0 ? {} : {notices}),
    ...(source.hasArrivals ? {arrivals: await arrivalDelays(engine)} : {})
  };
  return {run, split: stopped === null ? split : null, stopped};
}
