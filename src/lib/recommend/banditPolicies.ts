import {UserError} from "../core/errors.js";
import type {Random} from "../core/random.js";
import {betaSample} from "./betaSample.js";

/** A way to choose what is shown, with its options chosen. */
export interface BanditPolicy {
  /** As results name it: `thompson-sampling`. */
  readonly id: string;
  /** As a page names it: "Thompson sampling". */
  readonly title: string;
  /** How it was set, as a reader should know it. */
  readonly setting: string;
  /** What chooses among the arms of one context; it knows nothing of other contexts. */
  agent(arms: number, source: Random): BanditAgent;
}

export interface BanditAgent {
  /** Writes the arms to be shown, no arm twice. */
  choose(out: Int32Array): void;
  /** Learns whether an arm that was shown was taken: 0 or 1. */
  learn(arm: number, reward: number): void;
}

/**
 * Shows arms drawn at random, whatever was taken before: what all exploring and no exploiting comes to.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const shown = new Int32Array(3);
 * uniformRandom().agent(3, random(1)).choose(shown);
 * shown.sort() // → [0, 1, 2]
 * ```
 */
export function uniformRandom(): BanditPolicy {
  return {
    id: "random",
    title: "Random",
    setting: "items drawn at random",
    agent: (arms, source) => ({
      choose(out) {
        for (let k = 0; k < out.length; k++) out[k] = unshown(out, k, arms, source);
      },
      learn() {}
    })
  };
}

/**
 * Always shows the arms with the highest share of takers so far, 0 for an arm that was never shown, ties at random: what all
 * exploiting and no exploring comes to.
 *
 * Source: Sutton and Barto (2018), Reinforcement learning, second edition, section 2.2.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const agent = greedy().agent(3, random(1));
 * agent.learn(2, 1);
 * const shown = new Int32Array(1);
 * agent.choose(shown);
 * shown // → [2]
 * ```
 */
export function greedy(): BanditPolicy {
  return {...epsilonGreedy({epsilon: 0}), id: "greedy", title: "Greedy", setting: "highest share of clicks so far"};
}

export interface EpsilonGreedyOptions {
  /** The probability that a place goes to an arm drawn at random. */
  readonly epsilon?: number;
}

/**
 * With probability `epsilon` an arm drawn at random, otherwise the one with the highest share of takers so far; anew for each
 * place. Throws `UserError` for an `epsilon` that is no probability.
 *
 * Source: Sutton and Barto (2018), Reinforcement learning, second edition, section 2.2.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const agent = epsilonGreedy({epsilon: 0.5}).agent(2, random(1));
 * agent.learn(1, 1);
 * const shown = new Int32Array(1);
 * let best = 0;
 * for (let k = 0; k < 10_000; k++) {
 *   agent.choose(shown);
 *   best += shown[0];
 * }
 * (best / 10_000).toFixed(1) // → "0.8" (half of the time the best, else either at random: 0.75)
 * epsilonGreedy({epsilon: 2}) // → throws UserError: epsilon is 2; give a probability from 0 to 1
 * ```
 */
export function epsilonGreedy({epsilon = 0.1}: EpsilonGreedyOptions = {}): BanditPolicy {
  if (!(epsilon >= 0 && epsilon <= 1)) throw new UserError(`epsilon is ${epsilon}`, "give a probability from 0 to 1");
  return {
    id: "epsilon-greedy",
    title: "Epsilon-greedy",
    setting: `highest share of clicks so far, but at random in ${Number((100 * epsilon).toPrecision(3))} % of places`,
    agent(arms, source) {
      const shares = new Float64Array(arms);
      const shows = new Float64Array(arms);
      return {
        choose(out) {
          for (let k = 0; k < out.length; k++)
            out[k] =
              epsilon > 0 && source.uniform() < epsilon
                ? unshown(out, k, arms, source)
                : highest(shares, out, k, source);
        },
        learn(arm, reward) {
          shares[arm] += (reward - shares[arm]) / ++shows[arm];
        }
      };
    }
  };
}

export interface ThompsonSamplingOptions {
  /** The beta distribution that each arm's mean is believed to have before anything was shown. */
  readonly alpha?: number;
  readonly beta?: number;
}

/**
 * Draws a mean for each arm from what is believed of it, a beta distribution, and shows the arms with the highest draws: an arm
 * is shown as often as it is likely to be among the best. Throws `UserError` for a prior that is no beta distribution.
 *
 * Source: Thompson (1933), Biometrika 25; with beta priors as in Chapelle and Li (2011), An empirical evaluation of Thompson
 * sampling, algorithm 2; several places as Komiyama, Honda and Nakagawa (2015), Optimal regret analysis of Thompson sampling
 * in stochastic multi-armed bandit problem with multiple plays.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const agent = thompsonSampling().agent(2, random(1));
 * for (let k = 0; k < 100; k++) {
 *   agent.learn(0, 0);
 *   agent.learn(1, 1);
 * }
 * const shown = new Int32Array(1);
 * agent.choose(shown);
 * shown // → [1]
 * thompsonSampling({alpha: 0}) // → throws UserError: alpha is 0; give a number above 0
 * ```
 */
export function thompsonSampling({alpha = 1, beta = 1}: ThompsonSamplingOptions = {}): BanditPolicy {
  for (const [name, value] of Object.entries({alpha, beta}))
    if (!(value > 0 && value < Infinity)) throw new UserError(`${name} is ${value}`, "give a number above 0");
  return {
    id: "thompson-sampling",
    title: "Thompson sampling",
    setting: `prior Beta(${alpha}, ${beta})`,
    agent(arms, source) {
      const hits = new Float64Array(arms).fill(alpha);
      const misses = new Float64Array(arms).fill(beta);
      const drawn = new Float64Array(arms);
      return {
        choose(out) {
          for (let arm = 0; arm < arms; arm++) drawn[arm] = betaSample(hits[arm], misses[arm], source);
          for (let k = 0; k < out.length; k++) out[k] = highest(drawn, out, k, source);
        },
        learn(arm, reward) {
          hits[arm] += reward;
          misses[arm] += 1 - reward;
        }
      };
    }
  };
}

/** An arm at random that is not among the first `k` of those shown. */
function unshown(shown: Int32Array, k: number, arms: number, source: Random): number {
  for (;;) {
    const arm = source.below(arms);
    if (!among(shown, k, arm)) return arm;
  }
}

/** The arm with the highest value that is not among the first `k` of those shown; of equal ones any. */
function highest(values: Float64Array, shown: Int32Array, k: number, source: Random): number {
  let best = -1;
  let most = -Infinity;
  let ties = 0;
  for (let arm = 0; arm < values.length; arm++) {
    const value = values[arm];
    if (value < most || among(shown, k, arm)) continue;
    if (value > most) {
      most = value;
      best = arm;
      ties = 1;
    } else if (source.below(++ties) === 0) best = arm;
  }
  return best;
}

function among(shown: Int32Array, k: number, arm: number): boolean {
  for (let i = 0; i < k; i++) if (shown[i] === arm) return true;
  return false;
}
