import {pick, type Random} from "../../../src/lib/core/random.js";

/** One of a list, each as likely as the others. */
export function choose<T>(source: Random, list: readonly T[]): T {
  return list[source.below(list.length)];
}

/** One of the keys, in proportion to their weights. */
export function weighted<K extends string>(source: Random, weights: Readonly<Record<K, number>>): K {
  const keys = Object.keys(weights) as K[];
  return keys[
    pick(
      keys.map((key) => weights[key]),
      source
    )
  ];
}

export function chance(source: Random, share: number): boolean {
  return source.uniform() < share;
}

/** A whole number from `low` to `high`, both included. */
export function between(source: Random, low: number, high: number): number {
  return low + source.below(high - low + 1);
}

/** A list in another order. */
export function shuffled<T>(source: Random, list: readonly T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = source.below(i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
