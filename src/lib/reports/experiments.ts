import type {Figure, StudyResult} from "../core/result.js";
import {crossingProbabilities, equalLooks} from "../experiments/groupSequential.js";
import {PEEKING_RULES, type PeekingOptions, type PeekingRule, peekingBoundaries} from "../experiments/peeking.js";

/** Rates of the study, the one that the answer states first. */
export const CLAIM_RATES = ["assumed", "shop", "retailrocket"] as const;
export type ClaimRate = (typeof CLAIM_RATES)[number];

export interface ExperimentsHeadline {
  /** Visitors of both arms to find the lower end of the claimed lift where 5 % buy. */
  readonly needed: number;
  /** Share of A/A experiments that peeking declares different. */
  readonly peeking: Figure;
  /** Whether its interval lies above the level that was promised. */
  readonly raised: boolean;
  /** Users of the small shop. */
  readonly shopUsers: number;
}

/** What the page says first. Throws `RangeError` naming a figure that the study does not have. */
export function experimentsHeadline({figures, options}: StudyResult): ExperimentsHeadline {
  const of = (name: string) => {
    const found = figures[name];
    if (found === undefined) throw new RangeError(`the study has no figure ${name}`);
    return found;
  };
  const peeking = of("aa-peeking");
  return {
    needed: of("needed-assumed-15").value,
    peeking,
    raised: peeking.low! > peeking.baseline!.value,
    shopUsers: (options as {shopUsers: number}).shopUsers
  };
}

/** Simulated or computed shares of experiments that each rule has declared different, by look. */
export interface PeekingRow {
  readonly rule: PeekingRule;
  readonly look: number;
  readonly computed: number | null;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * What the recursion computes for each rule, look by look: the chance to have declared a difference by then.
 *
 * @example
 * ```ts
 * computedPeeking({rate: 0.05, lift: 0, perArm: 10_000, looks: 5}).find(({rule, look}) => rule === "peeking" && look === 5)!.computed
 * // → 0.1416…
 * ```
 */
export function computedPeeking(options: PeekingOptions): PeekingRow[] {
  const {rate, lift, perArm, looks} = options;
  const boundaries = peekingBoundaries(options);
  const treated = rate * (1 + lift);
  const error = Math.sqrt((rate * (1 - rate) + treated * (1 - treated)) / perArm);
  return PEEKING_RULES.flatMap((rule) => {
    const {upper, lower} = crossingProbabilities(
      // a look that a rule leaves out is passed by nobody
      boundaries[rule].map((boundary) => boundary ?? 40),
      equalLooks(looks),
      {drift: (treated - rate) / error}
    );
    let sum = 0;
    return upper.map((above, k) => {
      sum += above + lower[k];
      return {rule, look: k + 1, computed: sum, share: null, low: null, high: null};
    });
  });
}
