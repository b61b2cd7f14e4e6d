import {execFile} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import type {TrainingSet} from "../src/lib/models/matrix.js";
import {measured, type Measured} from "./measured.js";
import {SHAPES, type Data, type Fit, type ModelOnce} from "./modelShapes.js";
import {benchModelsInTab} from "./modelsInTab.js";
import {classData, countData} from "./trainingData.js";

const OURS = fileURLToPath(new URL("modelsOnce.ts", import.meta.url));
const PEER = fileURLToPath(new URL("peers/models.py", import.meta.url));
const run = promisify(execFile);

interface Pair {
  readonly data: Data;
  readonly fit: Fit;
  readonly peer: "lightgbm" | "xgboost" | "catboost" | "forest" | "logistic";
  readonly title: string;
  readonly runs: number;
  /** How often the peer's processor time ours may be. */
  readonly times: number;
}

const PAIRS: readonly Pair[] = [
  {data: "classes", fit: "leaf", peer: "lightgbm", title: "leaf-wise / LightGBM", runs: 5, times: 1.5},
  {data: "counts", fit: "poisson", peer: "lightgbm", title: "1M × 20 Poisson / LightGBM", runs: 3, times: 1.5},
  {data: "classes", fit: "level", peer: "xgboost", title: "level-wise / XGBoost", runs: 3, times: 1.5},
  {data: "classes", fit: "symmetric", peer: "catboost", title: "symmetric / CatBoost", runs: 3, times: 1.5},
  {data: "few", fit: "forest", peer: "forest", title: "forest / scikit-learn", runs: 3, times: 1.5},
  {data: "classes", fit: "logistic", peer: "logistic", title: "logistic / scikit-learn", runs: 3, times: 1.5}
];

/** The same of a fit that compiles its code on the way: JavaScript and WebAssembly are compiled at first use. */
const FIRST_TIMES = 2;

/**
 * Boosting, forest and logistic regression beside their peers in Python, on the same generated rows and one thread
 * each: processor time, which other work on the machine moves little, and the difference in AUC or Poisson deviance on
 * rows that neither has seen. Runs take turns. Then boosting in a tab.
 */
export async function benchModels(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  try {
    for (const [name, make] of [
      ["classes", classData],
      ["counts", countData]
    ] as const) {
      write(join(folder, `${name}-train.bin`), make(SHAPES[name].train, 1));
      write(join(folder, `${name}-test.bin`), make(SHAPES[name].test, 2));
    }
    const rows: Measured[] = [];
    for (const pair of PAIRS) rows.push(...(await compare(folder, pair)));
    return [...rows, ...(await benchModelsInTab())];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function write(path: string, {x, y}: TrainingSet): void {
  const all = new Float64Array(x.length + y.length);
  all.set(x);
  all.set(y, x.length);
  writeFileSync(path, all);
}

async function compare(folder: string, {data, fit, peer, title, runs, times}: Pair): Promise<Measured[]> {
  const ours: ModelOnce[] = [];
  const theirs: ModelOnce[] = [];
  for (let turn = 0; turn < runs; turn++) {
    ours.push(await once(process.execPath, ["--import", "tsx", OURS, folder, data, fit]));
    const {columns, train, test} = SHAPES[data];
    const args = [PEER, folder, data, peer, ...[columns, train, test].map(String)];
    try {
      theirs.push(await once(process.env.CLICKPROOF_PYTHON ?? "python3", args));
    } catch {
      console.error(
        `There is no Python with ${peer} (CLICKPROOF_PYTHON): ${title} is compared with committed vectors only, in tests/models/peers.test.ts`
      );
      return [];
    }
  }
  const relative = fit === "poisson";
  const difference = Math.abs(ours[0].quality - theirs[0].quality) / (relative ? theirs[0].quality : 1);
  const quality = measured(
    `${title}: ${relative ? "deviance" : "AUC"} apart`,
    relative ? "share" : "",
    relative ? 0.01 : 0.003,
    [difference]
  );
  const ratios = ours.map(({seconds}, turn) => seconds / theirs[turn].seconds);
  const later = ours.flatMap(({again}, turn) => (again === null ? [] : [again / (theirs[turn].again ?? NaN)]));
  if (later.length === 0) return [measured(`${title}: time`, "×", times, ratios), quality];
  return [
    measured(`${title}: time`, "×", times, later),
    measured(`${title}: time of the first fit in a process`, "×", FIRST_TIMES, ratios),
    quality
  ];
}

async function once(command: string, args: readonly string[]): Promise<ModelOnce> {
  const {stdout} = await run(command, args, {maxBuffer: 1e8});
  return JSON.parse(stdout) as ModelOnce;
}
