import {meanInterval} from "../src/lib/metrics/intervals.js";
import type {Parameters, SearchSpace} from "../src/lib/tuning/searchSpace.js";
import {startStudy} from "../src/lib/tuning/study.js";
import {tpeSampler} from "../src/lib/tuning/tpe.js";

/** A function with a known least value, and how many trials a study of it has. */
export interface TuningFunction {
  readonly name: "branin" | "hartmann6" | "conditional";
  readonly trials: number;
  readonly space: SearchSpace;
  /** What it is above its least value. */
  regret(parameters: Parameters): number;
}

const ALPHA = [1, 1.2, 3, 3.2];
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14]
];
const P = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381]
];

/** Those of `tests/vectors/tuningRegret.py`. */
export const TUNING_FUNCTIONS: readonly TuningFunction[] = [
  {
    name: "branin",
    trials: 60,
    space: {x: {kind: "float", low: -5, high: 10}, y: {kind: "float", low: 0, high: 15}},
    regret(parameters) {
      const {x, y} = parameters as {x: number; y: number};
      const bowl = (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2;
      return bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.39788735772973816;
    }
  },
  {
    name: "hartmann6",
    trials: 100,
    space: Object.fromEntries(Array.from({length: 6}, (_, i) => [`x${i}`, {kind: "float", low: 0, high: 1}])),
    regret(parameters) {
      const sums = ALPHA.map((alpha, k) => {
        const distance = A[k].reduce(
          (sum, a, i) => sum + a * ((parameters[`x${i}`] as number) - P[k][i] / 1e4) ** 2,
          0
        );
        return alpha * Math.exp(-distance);
      });
      return 3.322368011415515 - sums.reduce((a, b) => a + b, 0);
    }
  },
  {
    name: "conditional",
    trials: 60,
    space: {
      kind: {kind: "categorical", choices: ["near", "far", "flat"]},
      a: {kind: "float", low: 0, high: 1, when: {parameter: "kind", values: ["near"]}},
      b: {kind: "float", low: 1e-4, high: 1, log: true, when: {parameter: "kind", values: ["near"]}},
      c: {kind: "float", low: 0, high: 1, when: {parameter: "kind", values: ["far"]}},
      d: {kind: "int", low: 1, high: 20, when: {parameter: "kind", values: ["flat"]}}
    },
    regret({kind, a, b, c, d}) {
      if (kind === "near") return ((a as number) - 0.3) ** 2 + (Math.log10(b as number) + 2) ** 2 / 16;
      if (kind === "far") return 0.05 + ((c as number) - 0.7) ** 2;
      return 0.2 + Math.abs((d as number) - 13) / 40;
    }
  }
];

/** The regret of our TPE's best trial in one study. */
function regretOfStudy({space, trials, regret}: TuningFunction, seed: number): number {
  const study = startStudy({space, directions: ["minimize"], sampler: tpeSampler(), seed});
  for (let i = 0; i < trials; i++) {
    const trial = study.ask()!;
    trial.tell({values: [regret(trial.parameters)]});
  }
  return study.best()!.values![0];
}

/** Regrets of Optuna's studies as `tests/vectors/tuningRegret.py` wrote them. */
export interface OptunaRegrets {
  readonly optuna: string;
  readonly functions: Readonly<
    Record<
      TuningFunction["name"],
      {readonly trials: number; readonly tpe: readonly number[]; readonly random: readonly number[]}
    >
  >;
}

/** Our regrets beside Optuna's, and the margin that the script states. */
export interface RegretBeside {
  readonly own: number;
  readonly optuna: number;
  readonly random: number;
  /** Ours less Optuna's, over pairs of studies, with its 95 % interval. */
  readonly difference: {readonly value: number; readonly low: number; readonly high: number};
  readonly margin: number;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Runs as many studies of a function as Optuna did, and compares them in pairs. */
export function regretBeside(of: TuningFunction, {functions}: OptunaRegrets): RegretBeside {
  const {tpe, random} = functions[of.name];
  const own = tpe.map((_, seed) => regretOfStudy(of, seed));
  const differences = own.map((regret, seed) => regret - tpe[seed]);
  return {
    own: mean(own),
    optuna: mean(tpe),
    random: mean(random),
    difference: meanInterval(differences),
    margin: mean(random) / 4
  };
}
