import {logChoose} from "./logChoose.js";

/** Rows drawn without replacement: `draws` of `population`, of which `hits` are positive. All whole numbers. */
export interface Draw {
  readonly population: number;
  readonly hits: number;
  readonly draws: number;
}

/**
 * P(exactly k of the drawn rows are positive): what a random ranking puts into its top `draws`.
 * Throws `RangeError` where hits or draws exceed the population.
 */
export function hypergeometric(k: number, {population, hits, draws}: Draw): number {
  if (!(hits <= population)) throw new RangeError(`${hits} hits in a population of ${population}`);
  if (!(draws <= population)) throw new RangeError(`${draws} draws from a population of ${population}`);
  return Math.exp(logChoose(hits, k) + logChoose(population - hits, draws - k) - logChoose(population, draws));
}

/** P(at most k of the drawn rows are positive). */
export function hypergeometricAtMost(k: number, draw: Draw): number {
  let sum = 0;
  for (let i = 0; i <= Math.min(k, draw.hits); ++i) sum += hypergeometric(i, draw);
  return Math.min(1, sum);
}
