import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {runPipeline} from "../loaders/pipeline/pipeline.js";

/** What one run of the pipeline on a generated shop took. */
export interface OneRun {
  readonly events: number;
  /** Generating, and the SQL of the stages. */
  readonly stagesMs: number;
  /** With writing the Parquet files and hashing every table. */
  readonly wholeMs: number;
  /** The greatest resident memory of the process, gigabytes of 10⁹ bytes. */
  readonly peakGb: number;
}

const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
try {
  const start = performance.now();
  const {document} = await runPipeline({source: "shop", profile: process.argv[2], memoryLimit: "2600MB", folder});
  const found: OneRun = {
    events: document.input.events,
    stagesMs: document.stages.reduce((sum, {ms}) => sum + ms, 0),
    wholeMs: performance.now() - start,
    peakGb: (process.resourceUsage().maxRSS * 1024) / 1e9
  };
  console.log(JSON.stringify(found));
} finally {
  rmSync(folder, {recursive: true, force: true});
}
