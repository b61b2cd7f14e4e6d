/** Reads all logs of the tests and writes which are not read right: `npx tsx tests/eventLog/fuzz/writeStillFailing.ts`. */
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {format} from "prettier";
import {openDuckDB} from "../../../loaders/engines/duckdb.js";
import {publicExports} from "../exports/publicExports.js";
import {exportFaults} from "../exports/readExport.js";
import {CASE_GROUPS, casesOf} from "./cases.js";
import {fuzzLog} from "./fuzzLog.js";
import {intakeOf} from "./intakeOf.js";
import {STILL_FAILING_FILE, type StillFailing} from "./stillFailing.js";
import {TEST_SEEDS} from "./testSeeds.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-still-failing-"));
const engine = await openDuckDB({threads: 2});
try {
  const exports: string[] = [];
  for (const {file, totals} of publicExports()) {
    const faults = await exportFaults(engine, join("tests/eventLog/exports/files", file), totals);
    if (faults.length === 0) continue;
    exports.push(file);
    console.log(`${file}: ${faults.join("; ")}`);
  }
  const logs: number[] = [];
  for (const seed of TEST_SEEDS) {
    const {verdict} = await intakeOf(engine, folder, fuzzLog(seed));
    if (verdict.right) continue;
    logs.push(seed);
    console.log(`seed ${seed}: ${verdict.outcome}: ${verdict.why}`);
  }
  const cases: string[] = [];
  for (const group of CASE_GROUPS)
    for (const {about, seed, fixed} of casesOf(group)) {
      const {verdict} = await intakeOf(engine, folder, fuzzLog(seed, fixed));
      if (verdict.right) continue;
      cases.push(about);
      console.log(`${about}: ${verdict.outcome}: ${verdict.why}`);
    }
  const failing: StillFailing = {logs, cases, exports};
  writeFileSync(STILL_FAILING_FILE, await format(JSON.stringify(failing), {parser: "json"}));
  console.log(`${logs.length} logs, ${cases.length} cases and ${exports.length} exports still fail`);
} finally {
  await engine.close();
  rmSync(folder, {recursive: true});
}
