import type {Random} from "../core/random.js";

/**
 * A multi-armed bandit whose rewards are 0 or 1: each visitor comes in a context, is shown some of the context's arms (items,
 * say), and rewards those that it takes. Policies see the context and the rewards, never the means.
 */
export interface Bandit {
  readonly contexts: readonly BanditContext[];
  /** Visitors one after another. How many random numbers one takes does not depend on which arms it is shown. */
  visitors(source: Random): BanditVisitors;
}

export interface BanditContext {
  /** How many of the visitors come in it. */
  readonly share: number;
  /** The expected reward of each arm: the probability that it is taken when it is shown. */
  readonly means: Float64Array;
}

export interface BanditVisitors {
  /** Goes to the next visitor: the index of its context. */
  next(): number;
  /** Writes 1 for each arm that the visitor at hand takes of those it is shown, and 0 for the others. */
  rewards(shown: Int32Array, out: Uint8Array): void;
}

/**
 * The bandit of textbooks: one context, and arms that are rewarded independently of each other. Throws `RangeError` for no arm,
 * and for a mean that is no probability.
 *
 * Source: Lai and Robbins (1985), Asymptotically efficient adaptive allocation rules, Advances in Applied Mathematics 6.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const visitors = bernoulliBandit([0, 1]).visitors(random(1));
 * const out = new Uint8Array(2);
 * visitors.next() // → 0
 * visitors.rewards(Int32Array.of(1, 0), out);
 * out // → [1, 0]
 * bernoulliBandit([0.5, 2]) // → throws RangeError: invalid mean: 2
 * ```
 */
export function bernoulliBandit(means: readonly number[]): Bandit {
  if (means.length === 0) throw new RangeError("a bandit needs an arm");
  for (const mean of means) if (!(mean >= 0 && mean <= 1)) throw new RangeError(`invalid mean: ${mean}`);
  return {
    contexts: [{share: 1, means: Float64Array.from(means)}],
    visitors: (source) => ({
      next: () => 0,
      rewards(shown, out) {
        for (let k = 0; k < shown.length; k++) out[k] = source.uniform() < means[shown[k]] ? 1 : 0;
      }
    })
  };
}
