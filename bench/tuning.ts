import {spawn} from "node:child_process";
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";
import {rocAuc} from "../src/lib/metrics/auc.js";
import {meanInterval} from "../src/lib/metrics/intervals.js";
import {fitBoosting} from "../src/lib/models/boosting.js";
import {randomSampler} from "../src/lib/tuning/sampler.js";
import type {Parameters, SearchSpace} from "../src/lib/tuning/searchSpace.js";
import {startStudy} from "../src/lib/tuning/study.js";
import {tpeSampler} from "../src/lib/tuning/tpe.js";
import {measured, type Measured} from "./measured.js";
import {classData} from "./trainingData.js";
import {regretBeside, TUNING_FUNCTIONS, type OptunaRegrets} from "./tuningFunctions.js";

const REGRETS = fileURLToPath(new URL("../tests/vectors/tuningRegret.json", import.meta.url));
const PEER = fileURLToPath(new URL("peers/tuningStudy.py", import.meta.url));

/** The published ranges of boosting. */
const SPACE = {
  trees: {kind: "int", low: 100, high: 1000},
  learningRate: {kind: "float", low: 0.01, high: 0.3},
  depth: {kind: "int", low: 4, high: 10},
  l2: {kind: "float", low: 1, high: 10}
} as const satisfies SearchSpace;
/** A study of smaller boosting, beside Optuna's: so small that forty seeds take minutes. */
const STUDY = {
  ...SPACE,
  trees: {kind: "int", low: 20, high: 60},
  depth: {kind: "int", low: 2, high: 6}
} as const satisfies SearchSpace;
const [TRAINING_ROWS, VALIDATION_ROWS] = [600, 1000];
/** Ten at random and as many chosen. */
const TRIALS = 20;
/** Not those of a first trial of twelve, whose interval was too wide to tell. */
const SEEDS = Array.from({length: 40}, (_, k) => k + 101);
/** How much lower our best AUC may be than Optuna's, at the upper end of the interval over seeds. */
const APART = 0.005;

/**
 * Tuning: processor time of one suggestion after 1,000 trials; regrets beside those of Optuna's TPE that `tests/vectors/tuningRegret.py` wrote;
 * and a study of boosting beside one of Optuna's with the same objective, which takes Python with optuna.
 */
export async function benchTuning(): Promise<Measured[]> {
  const {functions, ...of} = JSON.parse(readFileSync(REGRETS, "utf8")) as OptunaRegrets;
  const regrets = TUNING_FUNCTIONS.map((one) => {
    const {difference, margin} = regretBeside(one, {functions, ...of});
    const {value, low, high} = difference;
    // the upper end is what has to be within the margin
    return {...measured(`tuning: ${one.name}, regret less Optuna's`, "", margin, [high]), low, high: value};
  });
  return [measured("tuning: suggestion at 1,000 trials", "ms", 5, suggestions()), ...regrets, await besideOptuna()];
}

/** Processor times of suggestions after 1,000 trials, milliseconds. */
function suggestions(): number[] {
  const first = startStudy({space: SPACE, directions: ["minimize"], sampler: randomSampler, seed: 1});
  for (let i = 0; i < 1000; i++) {
    const trial = first.ask()!;
    const {learningRate, depth} = trial.parameters as Record<string, number>;
    trial.tell({values: [(learningRate - 0.1) ** 2 + (depth - 6) ** 2 / 9]});
  }
  const study = startStudy({space: SPACE, directions: ["minimize"], sampler: tpeSampler(), seed: 1}, first.trials);
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const before = process.cpuUsage();
    study.ask();
    const {user, system} = process.cpuUsage(before);
    // what is compiled at first use does not count
    if (i >= 20) times.push((user + system) / 1000);
  }
  return times;
}

/** By how much Optuna's best AUC on validation rows is above ours: the mean over seeds with its interval. */
async function besideOptuna(): Promise<Measured> {
  const [train, validation] = [classData(TRAINING_ROWS, 1), classData(VALIDATION_ROWS, 2)];
  const objective = (parameters: Parameters): number => {
    const model = fitBoosting(train, {growth: "symmetric", leastRows: 30, ...parameters});
    return rocAuc(model.predict(validation), validation.y).value;
  };
  const above: number[] = [];
  for (const seed of SEEDS) {
    const study = startStudy({space: STUDY, directions: ["maximize"], sampler: tpeSampler(), seed});
    for (let i = 0; i < TRIALS; i++) {
      const trial = study.ask()!;
      trial.tell({values: [objective(trial.parameters)]});
    }
    const ours = study.best()!.values![0];
    const theirs = await optunaBest(seed, objective);
    console.error(`boosting, seed ${seed}: best AUC ${ours.toFixed(4)}, Optuna's ${theirs.toFixed(4)}`);
    above.push(theirs - ours);
  }
  const {value, low, high} = meanInterval(above);
  // the upper end is what has to be within the margin
  return {
    ...measured(`tuning: boosting, Optuna's AUC above ours, ${SEEDS.length} seeds`, "", APART, [high]),
    low,
    high: value
  };
}

async function optunaBest(seed: number, objective: (parameters: Parameters) => number): Promise<number> {
  const python = process.env.CLICKPROOF_PYTHON ?? "python3";
  const peer = spawn(python, [PEER, String(seed), String(TRIALS), JSON.stringify(STUDY)], {
    stdio: ["pipe", "pipe", "inherit"]
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    peer.on("error", reject);
    peer.on("close", resolve);
  });
  let best = -Infinity;
  for await (const line of createInterface({input: peer.stdout})) {
    const value = objective(JSON.parse(line) as Parameters);
    best = Math.max(best, value);
    peer.stdin.write(`${value}\n`);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`${PEER} ended with code ${code}: it takes Python with optuna (CLICKPROOF_PYTHON)`);
  return best;
}
