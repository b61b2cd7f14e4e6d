import type {Parameters} from "./searchSpace.js";

/** Whether a smaller or a larger value of an objective is better. */
export type Direction = "minimize" | "maximize";

/** How a trial ended: with its values; stopped early by a pruner; or with an error or a value that is no number. */
export type TrialState = "complete" | "pruned" | "failed";

/** One configuration that was tried. */
export interface Trial {
  /** 0 for the first one of its study. */
  readonly number: number;
  readonly parameters: Parameters;
  readonly state: TrialState;
  /** One for each objective; null unless it is complete. */
  readonly values: readonly number[] | null;
  /** What it reported on its way: step (such as the number of trees) and first objective, by step. */
  readonly reports: readonly {readonly step: number; readonly value: number}[];
  /** Each is met where it is at most zero. */
  readonly constraints: readonly number[];
  /** Why it failed, in words. */
  readonly error?: string;
}

/** How far constraints are violated together; 0 where all are met. */
export function violation({constraints}: Trial): number {
  return constraints.reduce((sum, value) => sum + Math.max(0, value), 0);
}

/** The values of an objective with its sign turned where larger is better, so that smaller is better always. */
export function losses(values: readonly number[], directions: readonly Direction[]): number[] {
  return values.map((value, i) => (directions[i] === "maximize" ? -value : value));
}

/** Whether a vector of losses is at least as good in all objectives and better in one. */
function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => value <= b[i]) && a.some((value, i) => value < b[i]);
}

/**
 * The complete and feasible trials that no other one dominates, in the order in which they were tried: with one objective, all that share the best value.
 *
 * @example
 * ```ts
 * const trial = (number: number, ...values: number[]) =>
 *   ({number, parameters: {}, state: "complete", values, reports: [], constraints: []}) as const;
 * paretoFront([trial(0, 1, 5), trial(1, 2, 2), trial(2, 3, 3)], ["minimize", "minimize"]).map(({number}) => number) // → [0, 1]
 * ```
 */
export function paretoFront(trials: readonly Trial[], directions: readonly Direction[]): Trial[] {
  const known = trials.filter((trial) => trial.state === "complete" && violation(trial) === 0);
  const all = known.map(({values}) => losses(values!, directions));
  return known.filter((_, i) => !all.some((other) => dominates(other, all[i])));
}

/**
 * For each vector of losses how often the front was taken away before it was on it: 0 for the Pareto front, 1 for the front of the rest, and so on.
 *
 * @example
 * ```ts
 * nondominationRanks([[1, 5], [2, 2], [3, 3], [4, 4]]) // → [0, 0, 1, 2]
 * ```
 */
export function nondominationRanks(all: readonly (readonly number[])[]): number[] {
  const ranks = new Array<number>(all.length).fill(-1);
  let left = all.map((_, i) => i);
  for (let rank = 0; left.length > 0; rank++) {
    const front = left.filter((i) => !left.some((j) => dominates(all[j], all[i])));
    for (const i of front) ranks[i] = rank;
    left = left.filter((i) => ranks[i] === -1);
  }
  return ranks;
}
