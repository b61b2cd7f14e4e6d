import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll} from "vitest";
import {logFile} from "../../loaders/sources/eventLog.js";
import {rowsOf} from "../../src/lib/core/table.js";
import type {LogInspection} from "../../src/lib/eventLog/inspectLog.js";
import {inspectLog} from "../../src/lib/eventLog/inspectLog.js";
import {logSpec, type LogMapping} from "../../src/lib/eventLog/mapping.js";
import {parseMapping} from "../../src/lib/eventLog/parseMapping.js";
import {readLog} from "../../src/lib/eventLog/readLog.js";
import type {ReadingNotice} from "../../src/lib/eventLog/readingPlan.js";
import {runStages, type StageOptions} from "../../src/lib/pipeline/stages.js";
import {useEngine} from "../pipeline/logs.js";

type Value = number | string | null;

export interface Read {
  readonly inspection: LogInspection;
  /** As it was read in the end. */
  readonly mapping: LogMapping;
  readonly notices: readonly ReadingNotice[];
  /** What only the whole file could tell of how it is written. */
  readonly said: readonly string[];
  /** With `user` and `item` as the log writes them, in order of user, time and item. */
  readonly events: readonly Record<string, Value>[];
  readonly rejected: readonly (readonly [line: number, reason: string])[];
}

/** Reads logs from contents, for the tests of one file. */
export function useReader() {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-log-"));
  const db = useEngine();
  afterAll(() => rmSync(folder, {recursive: true}));
  const path = (name: string) => join(folder, name);

  async function read(
    content: string | Uint8Array,
    {name = "log.csv", map = "", native = true}: {name?: string; map?: string; native?: boolean} = {}
  ): Promise<Read> {
    writeFileSync(path(name), content);
    const file = logFile(path(name));
    const inspection = await inspectLog(file);
    const mapping = parseMapping(map, inspection.mapping);
    const read = await readLog(db.engine, file, inspection.format, inspection.columns, mapping, {
      engineReadsParquet: native
    });
    const events = await db.engine.read(`SELECT users."user" AS "user", item_catalog.item AS item, raw_events.*
FROM raw_events LEFT JOIN users USING (user_id) LEFT JOIN item_catalog USING (item_id)
ORDER BY users."user", ts_ms, item_catalog.item, event`);
    const rejected = await db.engine.read("SELECT line, reason FROM rejected_rows ORDER BY line, reason");
    return {
      inspection,
      mapping: read.mapping,
      notices: read.notices,
      said: read.said,
      events: rowsOf(events),
      rejected: rowsOf(rejected).map(({line, reason}) => [Number(line), String(reason)] as const)
    };
  }

  /** Hashes of all stages of the log that was read last. */
  async function hashes(mapping: LogMapping, options: StageOptions = {}): Promise<string> {
    const run = await runStages(db.engine, logSpec("log", mapping), {
      split: {by: "user", shares: [0.7, 0.15, 0.15], seed: 1},
      ...options
    });
    return run.stages.map(({sha256}) => sha256).join("\n");
  }

  return {db, path, read, hashes};
}
