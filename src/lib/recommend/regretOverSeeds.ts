import {meanInterval, type Interval} from "../metrics/intervals.js";
import type {BanditPolicy} from "./banditPolicies.js";
import type {Bandit} from "./bernoulliBandit.js";
import {cumulativeRegret, type CumulativeRegretOptions} from "./cumulativeRegret.js";

/** How a policy stands after so many rounds, over repetitions with other visitors and other draws. */
export interface RegretCurvePoint {
  readonly round: number;
  /** The mean cumulative regret, and where the mean of ever more repetitions lies with probability 95 %. */
  readonly regret: Interval & {readonly value: number};
  /** The same of the expected reward a round since the point before. */
  readonly reward: Interval & {readonly value: number};
}

/**
 * Repeats `cumulativeRegret` with each seed and gives the mean with its interval at each point. Throws what it throws, and
 * `RangeError` for fewer than two seeds.
 *
 * @example
 * ```ts
 * import {bernoulliBandit} from "./bernoulliBandit.js";
 * import {uniformRandom} from "./banditPolicies.js";
 *
 * const [point] = regretOverSeeds(bernoulliBandit([1]), uniformRandom(), {rounds: 9, seeds: [1, 2]});
 * point.regret.value // → 0
 * point.reward.value // → 1
 * ```
 */
export function regretOverSeeds(
  bandit: Bandit,
  policy: BanditPolicy,
  {seeds, ...options}: Omit<CumulativeRegretOptions, "seed"> & {readonly seeds: readonly number[]}
): RegretCurvePoint[] {
  const runs = seeds.map((seed) => cumulativeRegret(bandit, policy, {...options, seed}));
  return (runs[0] ?? []).map(({round}, k) => {
    const rewards = runs.map((points) => {
      const before = k === 0 ? {round: 0, reward: 0} : points[k - 1];
      return (points[k].reward - before.reward) / (round - before.round);
    });
    return {round, regret: meanInterval(runs.map((points) => points[k].regret)), reward: meanInterval(rewards)};
  });
}

/**
 * Rounds at which a curve is told: so many, evenly spaced, the last one at the end.
 *
 * @example
 * ```ts
 * evenRounds(100, 4) // → [25, 50, 75, 100]
 * evenRounds(3, 4) // → [1, 2, 3]
 * ```
 */
export function evenRounds(rounds: number, points: number): number[] {
  const every = Array.from({length: points}, (_, k) => Math.round((rounds * (k + 1)) / points));
  return [...new Set(every)].filter((round) => round > 0);
}
