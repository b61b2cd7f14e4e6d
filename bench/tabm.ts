import {execFile} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {openTfjs} from "../loaders/engines/tfjs.js";
import {rocAuc} from "../src/lib/metrics/auc.js";
import {tabmEstimator} from "../src/lib/models/neural/tabmEstimator.js";
import {TABM_OPTIONS, type TabmOptions} from "../src/lib/nn/tabmOptions.js";
import {measured, type Measured} from "./measured.js";
import {TABM_TABLES, type TrainAndTest} from "./tabmTables.js";

const PEER = fileURLToPath(new URL("peers/tabmPackage.py", import.meta.url));
const run = promisify(execFile);

const SEEDS = [1, 2, 3];
/** How far our AUC may be from that of the authors' package. */
const APART = 0.005;
/** All epochs are taken, so that nothing but the network and its steps is compared. */
const OPTIONS: TabmOptions = {
  ...TABM_OPTIONS,
  heads: 16,
  width: 48,
  pieces: 16,
  embedding: 8,
  epochs: 20,
  patience: 0
};

/**
 * TabM beside the authors' package on three tables and three seeds each, with the same sizes, options and number of
 * epochs: AUC on rows that neither has seen, and the processor time of a training. Runs take turns.
 */
export async function benchTabm(): Promise<Measured[]> {
  await openTfjs();
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  try {
    const rows: Measured[] = [];
    for (const [title, make] of Object.entries(TABM_TABLES)) rows.push(...(await compare(title, await make(), folder)));
    return rows;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function compare(title: string, {train, test}: TrainAndTest, folder: string): Promise<Measured[]> {
  const file = join(folder, "table.json");
  const {columns} = train;
  const parts = {train, test};
  for (const [part, {x, y}] of Object.entries(parts))
    writeFileSync(join(folder, `${part}.bin`), Float64Array.from([...x, ...Array.from(y)]));
  writeFileSync(file, JSON.stringify({columns, rows: {train: train.rows, test: test.rows}, options: OPTIONS}));
  const found: Measured[] = [];
  const [apart, times]: [number[], number[]] = [[], []];
  for (const seed of SEEDS) {
    const before = process.cpuUsage();
    const model = await tabmEstimator(OPTIONS).fit(train, {seed});
    const {user, system} = process.cpuUsage(before);
    const ours = rocAuc(model.predict(test), test.y).value;
    let theirs: {readonly auc: number; readonly seconds: number};
    try {
      const python = process.env.CLICKPROOF_PYTHON ?? "python3";
      theirs = JSON.parse((await run(python, [PEER, folder, String(seed)])).stdout);
    } catch (error) {
      const [why] = (error as Error).message.trimEnd().split("\n").slice(-1);
      console.error(
        `The package does not run (CLICKPROOF_PYTHON names a Python that has it): ${why}. TabM is compared with committed vectors only, in tests/nn/tabm.test.ts`
      );
      return [];
    }
    console.error(`${title}, seed ${seed}: AUC ${ours.toFixed(4)}, the package's ${theirs.auc.toFixed(4)}`);
    apart.push(ours - theirs.auc);
    times.push((user + system) / 1e6 / theirs.seconds);
  }
  const mean = apart.reduce((a, b) => a + b, 0) / apart.length;
  found.push(
    measured(`${title}: AUC apart, mean of seeds`, "", APART, [Math.abs(mean)]),
    measured(`${title}: AUC apart, each seed`, "", APART, apart.map(Math.abs)),
    measured(`${title}: processor time of a training`, "× the package's", Infinity, times)
  );
  return found;
}
