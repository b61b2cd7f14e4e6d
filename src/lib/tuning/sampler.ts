import {random, type SeededRandom} from "../core/random.js";
import {UserError} from "../core/errors.js";
import {
  isActive,
  stepCount,
  stepValue,
  type Parameter,
  type ParameterValue,
  type Parameters,
  type SearchSpace
} from "./searchSpace.js";
import type {Direction, Trial} from "./trial.js";

/** What a sampler knows when it is asked for the next trial. */
export interface SamplerInput {
  readonly space: SearchSpace;
  readonly directions: readonly Direction[];
  /** Trials that have ended, by number. */
  readonly ended: readonly Trial[];
  /** Those that go on in other workers. */
  readonly running: readonly Parameters[];
  /** The number of the trial that is asked for. */
  readonly number: number;
  /** How many trials before it were chosen by the sampler and not enqueued. */
  readonly place: number;
  /** Random numbers of this trial alone. */
  readonly draw: SeededRandom;
}

/** Chooses what to try next. */
export interface Sampler {
  readonly id: string;
  suggest(input: SamplerInput): Parameters;
}

/** A value by a uniform number in [0, 1): uniform on the hyperparameter's scale, each step and each choice as often as the others. */
export function valueAt(parameter: Parameter, u: number): ParameterValue {
  if (parameter.kind === "categorical") return parameter.choices[Math.floor(u * parameter.choices.length)];
  const {kind, low, high, log = false} = parameter;
  if (log) {
    const half = kind === "int" ? 0.5 : 0;
    const at = Math.exp(Math.log(low - half) + u * (Math.log(high + half) - Math.log(low - half)));
    const value = kind === "int" ? Math.round(at) : at;
    return Math.min(high, Math.max(low, value));
  }
  const steps = stepCount(parameter);
  if (steps === null) return low + u * (high - low);
  return stepValue(parameter, Math.floor(u * (steps + 1)));
}

/** Values of those hyperparameters that exist, each by its own number. */
function valuesBy(space: SearchSpace, number: (name: string, place: number) => number): Parameters {
  const values: Record<string, ParameterValue> = {};
  Object.entries(space).forEach(([name, parameter], place) => {
    const u = number(name, place);
    if (isActive(parameter, values)) values[name] = valueAt(parameter, u);
  });
  return values;
}

/** Every trial independent of all others. */
export const randomSampler: Sampler = {
  id: "random",
  suggest: ({space, draw}) => valuesBy(space, () => draw.uniform())
};

/**
 * Halton's sequence with digits permuted at random, one prime a hyperparameter: trials fill the space more evenly than random ones.
 *
 * Source: A. Owen (2017), A randomized Halton algorithm in R, arXiv:1706.02808.
 *
 * @param seed of the permutations, which all trials of a study share
 */
export function quasiRandomSampler(seed: number): Sampler {
  const known = new Map<string, number[]>();
  const permutation = (dimension: number, digit: number, base: number) => {
    const key = `${dimension} ${digit}`;
    const made = known.get(key) ?? shuffled(base, random(seed, dimension, digit));
    known.set(key, made);
    return made;
  };
  return {
    id: "quasi-random",
    suggest: ({space, place}) =>
      valuesBy(space, (_, dimension) => {
        const base = prime(dimension);
        let value = 0;
        let scale = 1 / base;
        // digits go on, all zeros permuted, until they are below what a number can hold
        for (let rest = place, digit = 0; scale > 2 ** -53; digit++, scale /= base, rest = Math.floor(rest / base))
          value += permutation(dimension, digit, base)[rest % base] * scale;
        return Math.min(value, 1 - 2 ** -53);
      })
  };
}

/** The numbers 0 to n − 1 in a random order. */
function shuffled(n: number, draw: SeededRandom): number[] {
  const all = Array.from({length: n}, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = draw.below(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

/** 2 for 0, 3 for 1, 5 for 2 and so on. */
function prime(place: number): number {
  for (let next = PRIMES.at(-1)! + 1; PRIMES.length <= place; next++)
    if (PRIMES.every((one) => next % one !== 0)) PRIMES.push(next);
  return PRIMES[place];
}

const PRIMES = [2];

/**
 * All combinations one after another, the last hyperparameter changing fastest; from the start again where more are asked for.
 *
 * @param points of each hyperparameter without steps, see `gridOf`
 * @throws {UserError} as `gridOf`, when the first trial is asked for
 */
export function gridSampler(points = 5): Sampler {
  let made: {readonly space: SearchSpace; readonly all: readonly Parameters[]} | null = null;
  return {
    id: "grid",
    suggest({space, place}) {
      if (made?.space !== space) made = {space, all: gridOf(space, points)};
      return made.all[place % made.all.length];
    }
  };
}

/**
 * Every combination of values; real numbers at so many points at equal distances on their scale.
 *
 * @throws {UserError} for more than a million combinations
 *
 * @example
 * ```ts
 * gridOf({depth: {kind: "int", low: 1, high: 3}, fast: {kind: "categorical", choices: [true, false]}}, 5).length // → 6
 * ```
 */
export function gridOf(space: SearchSpace, points: number): Parameters[] {
  if (!Number.isSafeInteger(points) || points < 1)
    throw new UserError(`${points} points`, "give a whole number from 1");
  let all: Parameters[] = [{}];
  for (const [name, parameter] of Object.entries(space)) {
    const values = gridValues(parameter, points);
    const active = all.filter((some) => isActive(parameter, some)).length;
    if (all.length + active * (values.length - 1) > 1_000_000)
      throw new UserError("the grid has more than a million combinations", "give steps, or fewer points");
    all = all.flatMap((some) =>
      isActive(parameter, some) ? values.map((value) => ({...some, [name]: value})) : [some]
    );
  }
  return all;
}

function gridValues(parameter: Parameter, points: number): ParameterValue[] {
  if (parameter.kind === "categorical") return [...parameter.choices];
  const {kind, low, high, log = false} = parameter;
  const steps = log ? null : stepCount(parameter);
  if (steps !== null && (kind === "float" || parameter.step !== undefined || steps < points))
    return Array.from({length: steps + 1}, (_, i) => stepValue(parameter, i));
  const at = (share: number) => (log ? low * (high / low) ** share : low + share * (high - low));
  const all = Array.from({length: points}, (_, i) => at(points === 1 ? 0.5 : i / (points - 1)));
  return kind === "float" ? all : Array.from(new Set(all.map(Math.round)));
}
