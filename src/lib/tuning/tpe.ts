import {parzenEstimator} from "./parzenEstimator.js";
import {randomSampler, type Sampler, type SamplerInput} from "./sampler.js";
import {isActive, type ParameterValue, type Parameters, type SearchSpace} from "./searchSpace.js";
import {stableOrder} from "./stableOrder.js";
import {losses, nondominationRanks, violation, type Direction, type Trial} from "./trial.js";

export interface TpeOptions {
  /** Trials at random before the first model; 10 by default. */
  readonly startupTrials?: number;
  /** Draws from the density of good trials, of which the most promising is tried; 24 by default. */
  readonly candidates?: number;
  /** Whether hyperparameters that exist together are drawn together, from one joint density; true by default. */
  readonly multivariate?: boolean;
}

/**
 * The tree-structured Parzen estimator: it fits one density to the best tenth of the trials (25 at most) and another to the rest, and
 * tries, of values drawn from the first, those for which the ratio of the two is largest. Trials that still run count as bad
 * ones, so that workers keep away from each other; pruned ones come after complete ones, and those that violate constraints
 * last. With several objectives, trials are good by their front of nondominated ones.
 *
 * Source: J. Bergstra et al. (2011), Algorithms for hyper-parameter optimization, NeurIPS 24; with the defaults of Optuna 5.
 */
export function tpeSampler({startupTrials = 10, candidates = 24, multivariate = true}: TpeOptions = {}): Sampler {
  return {
    id: "tpe",
    suggest(input) {
      const usable = input.ended.filter(({state}) => state !== "failed");
      if (usable.length < startupTrials) return randomSampler.suggest(input);
      const values: Record<string, ParameterValue> = {};
      for (const group of groupsOf(input.space, multivariate)) {
        if (!isActive(Object.values(group)[0], values)) continue;
        Object.assign(values, suggestGroup(group, input, usable, candidates));
      }
      // a group may come before hyperparameters that stand earlier in the space
      return Object.fromEntries(
        Object.keys(input.space).flatMap((name) => (name in values ? [[name, values[name]]] : []))
      );
    }
  };
}

/** Hyperparameters that always exist together; each one alone unless they are drawn together. */
function groupsOf(space: SearchSpace, multivariate: boolean): SearchSpace[] {
  if (!multivariate) return Object.entries(space).map(([name, parameter]) => ({[name]: parameter}));
  const groups = new Map<string, Record<string, SearchSpace[string]>>();
  for (const [name, parameter] of Object.entries(space)) {
    const key = JSON.stringify(parameter.when ?? null);
    groups.set(key, {...groups.get(key), [name]: parameter});
  }
  return Array.from(groups.values());
}

function suggestGroup(
  group: SearchSpace,
  {directions, running, draw}: SamplerInput,
  ended: readonly Trial[],
  candidates: number
): Parameters {
  const names = Object.keys(group);
  const has = (values: Parameters) => names.every((name) => name in values);
  const known = ended.filter(({parameters}) => has(parameters));
  const {below, above} = splitTrials(known, directions);
  const good = parzenEstimator(group, below);
  const bad = parzenEstimator(group, [...above, ...running.filter(has)]);
  let best: Parameters = {};
  let most = -Infinity;
  for (let i = 0; i < candidates; i++) {
    const values = good.sample(draw);
    const promise = good.logDensity(values) - bad.logDensity(values);
    if (promise > most || i === 0) {
      most = promise;
      best = values;
    }
  }
  return best;
}

/**
 * The best tenth of trials, rounded up, 25 at most, and the rest, each in the order in which they were tried.
 *
 * @example
 * ```ts
 * const trial = (number: number, value: number) =>
 *   ({number, parameters: {x: value}, state: "complete", values: [value], reports: [], constraints: []}) as const;
 * splitTrials([trial(0, 3), trial(1, 1), trial(2, 2)], ["minimize"]).below // → [{x: 1}]
 * ```
 */
export function splitTrials(
  trials: readonly Trial[],
  directions: readonly Direction[]
): {readonly below: Parameters[]; readonly above: Parameters[]} {
  const n = Math.min(Math.ceil(0.1 * trials.length), directions.length > 1 ? Infinity : 25);
  const good = new Set(ranked(trials, directions).slice(0, n));
  const of = (which: boolean) => trials.filter((trial) => good.has(trial) === which).map(({parameters}) => parameters);
  return {below: of(true), above: of(false)};
}

/** Best first: complete ones by value; pruned ones, further steps first, then by what they reported last; violators by how far. Ties keep their order. */
function ranked(trials: readonly Trial[], directions: readonly Direction[]): Trial[] {
  const feasible = trials.filter((trial) => violation(trial) === 0);
  const violating = trials.length === feasible.length ? [] : trials.filter((trial) => violation(trial) > 0);
  const complete = feasible.filter(({state}) => state === "complete");
  const all = complete.map(({values}) => losses(values!, directions));
  const ranks = directions.length === 1 ? all.map(([loss]) => loss) : nondominationRanks(all);
  const order = stableOrder(Float64Array.from(ranks));
  const last = ({reports}: Trial) => reports.at(-1);
  const loss = (trial: Trial) => (last(trial) === undefined ? Infinity : losses([last(trial)!.value], directions)[0]);
  const pruned = feasible
    .filter(({state}) => state === "pruned")
    .sort((a, b) => (last(b)?.step ?? -1) - (last(a)?.step ?? -1) || compare(loss(a), loss(b)));
  violating.sort((a, b) => violation(a) - violation(b));
  return [...Array.from(order, (i) => complete[i]), ...pruned, ...violating];
}

/** Numbers by size, also infinite ones. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
