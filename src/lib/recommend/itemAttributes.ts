/** What is known of items besides who clicked them, item by item. */
export interface ItemAttributes {
  /** Attributes whose values are alike or not, such as category or colour: a whole number an item, −1 where it is unknown. */
  readonly kinds: readonly {readonly name: string; readonly values: ArrayLike<number>}[];
  /** Attributes whose values are near or far, such as the price: a number an item, NaN where it is unknown. */
  readonly amounts: readonly {readonly name: string; readonly values: ArrayLike<number>}[];
}

/**
 * How alike two items are by their attributes, 0 to 1: the mean over the attributes that are known of both. A kind counts 1 where both have the
 * same value, else 0. An amount counts 1 less the difference of the two ranks over the catalogue, as a share of it. Null where
 * nothing is known of both.
 *
 * @example
 * ```ts
 * const alike = itemSimilarity({
 *   kinds: [{name: "colour", values: [1, 1, 2, -1]}],
 *   amounts: [{name: "price", values: [10, 20, 30, NaN]}]
 * });
 * alike(0, 1) // → 0.75 (the colour is the same, the price one of two places away)
 * alike(0, 2) // → 0
 * alike(0, 3) // → null
 * ```
 */
export function itemSimilarity({kinds, amounts}: ItemAttributes): (a: number, b: number) => number | null {
  const places = amounts.map(({values}) => placesOf(values));
  return (a, b) => {
    let sum = 0;
    let known = 0;
    for (const {values} of kinds) {
      if (values[a] === -1 || values[b] === -1) continue;
      known++;
      if (values[a] === values[b]) sum++;
    }
    for (const place of places) {
      if (Number.isNaN(place[a]) || Number.isNaN(place[b])) continue;
      known++;
      sum += 1 - Math.abs(place[a] - place[b]);
    }
    return known === 0 ? null : sum / known;
  };
}

/** The place of each value among the different ones, 0 the least and 1 the greatest. */
function placesOf(values: ArrayLike<number>): Float64Array {
  const different = [...new Set(Array.from(values))].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const place = new Map(different.map((value, k) => [value, k / Math.max(1, different.length - 1)]));
  return Float64Array.from(values, (value) => place.get(value) ?? NaN);
}
