import {random} from "../core/random.js";
import type {Bandit} from "./bernoulliBandit.js";
import type {BanditAgent, BanditPolicy} from "./banditPolicies.js";

const VISITORS = 46;
const CHOICES = 47;

/** How a policy stands after so many rounds. Rewards and regret are expected ones, summed over rounds. */
export interface RegretPoint {
  readonly round: number;
  /** What the best fixed arms of each context would have brought, less what the policy's arms do. */
  readonly regret: number;
  /** What the policy's arms bring. */
  readonly reward: number;
  /** What the drawn visitors took, which chance moves. */
  readonly taken: number;
}

export interface CumulativeRegretOptions {
  /** Visitors, one after another. */
  readonly rounds: number;
  /** Arms that each is shown. */
  readonly places?: number;
  /** Of the visitors and of the policy's own draws: two policies of one seed meet the same visitors. */
  readonly seed?: number;
  /** The rounds after which it is told how the policy stands, rising; the last one by default. */
  readonly at?: readonly number[];
}

/**
 * The expected regret of a policy on a bandit: it chooses for one visitor after another, learns from what was taken, and is
 * charged the difference between the means of the best arms of the visitor's context and the means of those it chose. Means
 * make the regret free of the luck of single visitors (it is also called pseudo-regret); what the policy learns from stays as
 * random as in a shop.
 *
 * Throws `RangeError` for numbers of rounds or places that are not whole and above 0, and for more places than a context has arms.
 *
 * Source: Lattimore and Szepesvári (2020), Bandit algorithms, sections 4.5 and 5.
 *
 * @example
 * ```ts
 * import {bernoulliBandit} from "./bernoulliBandit.js";
 * import {greedy, uniformRandom} from "./banditPolicies.js";
 *
 * const bandit = bernoulliBandit([0.5, 0.5]);
 * cumulativeRegret(bandit, greedy(), {rounds: 8})[0].regret // → 0 (both arms are the best)
 * cumulativeRegret(bandit, uniformRandom(), {rounds: 8, places: 2})[0].reward // → 8 (both are shown: 0.5 each)
 * cumulativeRegret(bandit, greedy(), {rounds: 8, places: 3}) // → throws RangeError: 3 places for 2 arms
 * ```
 */
export function cumulativeRegret(
  bandit: Bandit,
  policy: BanditPolicy,
  {rounds, places = 1, seed = 1, at = [rounds]}: CumulativeRegretOptions
): RegretPoint[] {
  for (const [name, value] of Object.entries({rounds, places}))
    if (!(Number.isInteger(value) && value > 0)) throw new RangeError(`invalid ${name}: ${value}`);
  const best = bandit.contexts.map(({means}) => bestReward(means, places));
  const choices = random(seed, CHOICES);
  const agents = bandit.contexts.map(({means}): BanditAgent => policy.agent(means.length, choices));
  const visitors = bandit.visitors(random(seed, VISITORS));
  const shown = new Int32Array(places);
  const rewards = new Uint8Array(places);
  const points: RegretPoint[] = [];
  let [regret, reward, taken] = [0, 0, 0];
  for (let round = 1; round <= rounds; round++) {
    const context = visitors.next();
    const agent = agents[context];
    const {means} = bandit.contexts[context];
    agent.choose(shown);
    visitors.rewards(shown, rewards);
    let expected = 0;
    for (let k = 0; k < places; k++) {
      expected += means[shown[k]];
      taken += rewards[k];
      agent.learn(shown[k], rewards[k]);
    }
    reward += expected;
    regret += best[context] - expected;
    if (round === at[points.length]) points.push({round, regret, reward, taken});
  }
  return points;
}

/**
 * The expected reward of the best arms for so many places. Throws `RangeError` where there are fewer arms.
 *
 * @example
 * ```ts
 * bestReward([0.1, 0.3, 0.2], 2) // → 0.5
 * ```
 */
export function bestReward(means: ArrayLike<number>, places: number): number {
  if (places > means.length) throw new RangeError(`${places} places for ${means.length} arms`);
  return Array.from(means)
    .sort((a, b) => b - a)
    .slice(0, places)
    .reduce((a, b) => a + b, 0);
}
