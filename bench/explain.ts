import {execFile} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {fitBoosting} from "../src/lib/models/boosting.js";
import type {ExplainOnce} from "./explainOnce.js";
import {measured, type Measured} from "./measured.js";
import {SHAPES} from "./modelShapes.js";
import {classData} from "./trainingData.js";

const OURS = fileURLToPath(new URL("explainOnce.ts", import.meta.url));
const PEER = fileURLToPath(new URL("peers/treeShap.py", import.meta.url));
const run = promisify(execFile);

const ROWS = 1000;
const RUNS = 3;

/**
 * The contributions of all columns to 1,000 rows by 200 trees of 31 leaves, beside the package shap on the same trees and
 * one thread each: processor time, in turns, and how far the sums of their sizes are apart.
 */
export async function benchExplain(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  const file = join(folder, "trees.json");
  try {
    const train = classData(SHAPES.few.train, 1);
    const {trees} = fitBoosting(train, {trees: 200, leaves: 31}).toJSON();
    const {columns, x} = train;
    // both sides part rows by 32-bit reals
    const rows = Array.from(x.subarray(0, ROWS * columns.length), Math.fround);
    writeFileSync(file, JSON.stringify({trees, columns, x: rows}));
    const ratios: number[] = [];
    let apart = 0;
    for (let turn = 0; turn < RUNS; turn++) {
      const ours = await once(process.execPath, ["--import", "tsx", OURS, file]);
      try {
        const theirs = await once(process.env.CLICKPROOF_PYTHON ?? "python3", [PEER, file]);
        ratios.push(ours.seconds / theirs.seconds);
        apart = Math.max(apart, Math.abs(ours.sum / theirs.sum - 1));
      } catch {
        console.error(
          "There is no Python with shap (CLICKPROOF_PYTHON): TreeSHAP is compared with committed vectors only"
        );
        return [];
      }
    }
    return [
      measured(`TreeSHAP, ${ROWS} rows × 200 trees × ${columns.length} columns / shap: time`, "×", 1, ratios),
      measured("TreeSHAP / shap: sizes of contributions apart", "share", 1e-6, [apart])
    ];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function once(command: string, args: readonly string[]): Promise<ExplainOnce> {
  const {stdout} = await run(command, args, {maxBuffer: 1e8});
  return JSON.parse(stdout) as ExplainOnce;
}
