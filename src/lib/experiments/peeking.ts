import {log} from "../core/portableMath.js";
import type {Random} from "../core/random.js";
import {normalQuantile} from "../metrics/distributions.js";
import {sequenceBoundary, TUNING_UNITS} from "./confidenceSequence.js";
import {equalLooks, sequentialBoundaries} from "./groupSequential.js";

/** Ways to read an experiment that is looked at again and again. */
export const PEEKING_RULES = ["peeking", "pocock", "obrien-fleming", "sequence", "once"] as const;
/** `peeking` stops at the first look with p below alpha; `once` looks at the end only. */
export type PeekingRule = (typeof PEEKING_RULES)[number];

export interface PeekingOptions {
  /** Share of the control's visitors who buy, in (0, 1). */
  readonly rate: number;
  /** Relative lift of the treatment; 0 is an A/A test. */
  readonly lift: number;
  /** Visitors of each arm at the end. */
  readonly perArm: number;
  /** Looks at equal distances, the last at the end. */
  readonly looks: number;
  readonly alpha?: number;
  /** Visitors of both arms at which the confidence sequence is narrowest. */
  readonly tuning?: number;
}

/** A simulated experiment, look by look. */
export interface PeekingRun {
  /** z of the difference, pooled. */
  readonly z: Float64Array;
  /** The first look, from 0, at which a rule declares a difference; −1 where none does. */
  readonly stopped: Readonly<Record<PeekingRule, number>>;
  /** Relative lift that is seen at each look. */
  readonly seen: Float64Array;
}

/**
 * A sampler of binomial numbers: hits among `n` trials with probability `p`. It draws the distances between hits, so that rare ones are cheap.
 *
 * Throws `RangeError` for p outside [0, 1].
 *
 * Source: L. Devroye (1986), Non-Uniform Random Variate Generation, section X.4.3, first waiting time algorithm.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * drawBinomial(10, 1, random(1)) // → 10
 * drawBinomial(10, 0, random(1)) // → 0
 * ```
 */
export function drawBinomial(n: number, p: number, source: Random): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`invalid probability: ${p}`);
  if (p > 0.5) return n - drawBinomial(n, 1 - p, source);
  if (p === 0) return 0;
  const scale = log(1 - p);
  let hits = -1;
  for (let left = n; left >= 0; hits++) left -= Math.floor(log(1 - source.uniform()) / scale) + 1;
  return hits;
}

/** Boundaries of |z| at each look, by rule; null where the rule does not look. They do not depend on what is drawn. */
export type PeekingBoundaries = Readonly<Record<PeekingRule, readonly (number | null)[]>>;

/**
 * The boundaries of all rules. Throws `RangeError` for fewer than one look and fewer visitors than looks.
 *
 * @example
 * ```ts
 * peekingBoundaries({rate: 0.05, lift: 0, perArm: 5000, looks: 2}).once // → [null, 1.959…]
 * ```
 */
export function peekingBoundaries({
  perArm,
  looks,
  alpha = 0.05,
  tuning = TUNING_UNITS
}: PeekingOptions): PeekingBoundaries {
  if (!(perArm >= looks)) throw new RangeError(`${perArm} visitors for ${looks} looks`);
  const fractions = equalLooks(looks);
  const z = normalQuantile(1 - alpha / 2);
  return {
    peeking: fractions.map(() => z),
    pocock: sequentialBoundaries("pocock", fractions, {alpha}),
    "obrien-fleming": sequentialBoundaries("obrien-fleming", fractions, {alpha}),
    sequence: fractions.map((share) => sequenceBoundary(2 * share * perArm, {alpha, tuning})),
    once: fractions.map((_, k) => (k === looks - 1 ? z : null))
  };
}

/**
 * Simulates an experiment with two arms that is looked at `looks` times, and what each rule makes of it.
 *
 * @example
 * ```ts
 * import {random} from "../core/random.js";
 *
 * const options = {rate: 0.05, lift: 1, perArm: 5000, looks: 5};
 * simulatePeeking(options, peekingBoundaries(options), random(1)).stopped.once // → 4 (a doubled rate is found)
 * ```
 */
export function simulatePeeking(
  {rate, lift, perArm, looks}: PeekingOptions,
  boundaries: PeekingBoundaries,
  source: Random
): PeekingRun {
  const z = new Float64Array(looks);
  const seen = new Float64Array(looks);
  let control = 0;
  let treated = 0;
  let n = 0;
  for (let k = 0; k < looks; k++) {
    const visitors = Math.round(((k + 1) * perArm) / looks) - n;
    control += drawBinomial(visitors, rate, source);
    treated += drawBinomial(visitors, rate * (1 + lift), source);
    n += visitors;
    const pooled = (control + treated) / (2 * n);
    const error = Math.sqrt((pooled * (1 - pooled) * 2) / n);
    z[k] = error === 0 ? 0 : (treated - control) / n / error;
    seen[k] = control === 0 ? NaN : treated / control - 1;
  }
  const first = (rule: PeekingRule) =>
    z.findIndex((value, k) => boundaries[rule][k] !== null && Math.abs(value) >= boundaries[rule][k]!);
  return {
    z,
    seen,
    stopped: Object.fromEntries(PEEKING_RULES.map((rule) => [rule, first(rule)])) as Record<PeekingRule, number>
  };
}
