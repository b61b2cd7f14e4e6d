import {rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Engine} from "../../../src/lib/sql/engine.js";
import type {FuzzLog} from "./fuzzLog.js";
import {readBack} from "./readBack.js";
import type {ReadBack} from "./readTables.js";
import {verdictOf, type Verdict} from "./verdict.js";

export interface Intake {
  readonly log: FuzzLog;
  readonly read: ReadBack;
  readonly verdict: Verdict;
}

/** Reads a log back in Node, by way of a file in a folder, and compares it with its truth. */
export async function intakeOf(engine: Engine, folder: string, log: FuzzLog): Promise<Intake> {
  const path = join(folder, log.name);
  writeFileSync(path, log.bytes);
  try {
    const read = await readBack(engine, path, {map: log.map});
    return {log, read, verdict: verdictOf(log, read)};
  } finally {
    rmSync(path);
  }
}
