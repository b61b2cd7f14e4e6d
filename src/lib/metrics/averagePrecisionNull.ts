import type {Interval} from "./interval.js";

export interface AveragePrecisionNull extends Interval {
  /** The exact expectation, not the mean of the draws. */
  readonly mean: number;
  /** The simulated values, ascending. */
  readonly draws: Float64Array;
}

/**
 * What average precision a random ranking of `rows` rows with `positives` positives reaches: its exact mean, and the central
 * interval of `draws` simulated rankings. `random` gives numbers in [0, 1); the same generator gives the same result.
 *
 * The mean exceeds the share of positives when positives are few, because the precision at a high rank is large and never negative.
 *
 * Source: Y. Bestgen (2015), Exact expected average precision of the random baseline for system evaluation, Prague Bulletin of
 * Mathematical Linguistics 103, 131–138; simulation by drawing the positives' ranks without replacement.
 */
export function averagePrecisionNull(
  positives: number,
  rows: number,
  random: () => number,
  {draws = 4000, level = 0.95} = {}
): AveragePrecisionNull {
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`invalid rows: ${rows}`);
  if (!Number.isInteger(positives) || positives < 1 || positives > rows) {
    throw new RangeError(`invalid positives: ${positives} of ${rows}`);
  }
  if (!(draws >= 1)) throw new RangeError(`invalid draws: ${draws}`);
  const values = Float64Array.from({length: draws}, () => ofRanks(distinctRanks(positives, rows, random))).sort();
  const at = (share: number) => values[Math.min(draws - 1, Math.max(0, Math.round(share * draws - 0.5)))];
  let harmonic = 0;
  for (let i = rows; i >= 1; --i) harmonic += 1 / i;
  const others = rows === 1 ? 0 : (positives - 1) / (rows - 1);
  return {
    mean: (harmonic + others * (rows - harmonic)) / rows,
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    draws: values
  };
}

/** The average precision when the positives stand at these ranks, ascending from 1. */
function ofRanks(ranks: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < ranks.length; ++i) sum += (i + 1) / ranks[i];
  return sum / ranks.length;
}

/** `count` of the ranks 1 to `rows`, each set equally likely, ascending (Floyd's sampling, Bentley and Floyd 1987). */
function distinctRanks(count: number, rows: number, random: () => number): number[] {
  const taken = new Set<number>();
  for (let last = rows - count + 1; last <= rows; ++last) {
    const rank = 1 + Math.floor(random() * last);
    taken.add(taken.has(rank) ? last : rank);
  }
  return [...taken].sort((a, b) => a - b);
}
