/** An item of a session beside another one. */
export interface NearItem {
  readonly item: number;
  /** Its clicks in the session, counted from 1. */
  readonly places: readonly number[];
  /** The cosine of the two items' vectors: 1 where they point the same way, 0 at right angles. */
  readonly cosine: number;
}

/**
 * The items of a session by how near their vectors are to an item's own, the nearest first: the item itself where it was
 * clicked. An item whose vector is zero is at right angles to all.
 *
 * @param vectors catalogue × width
 *
 * @example
 * ```ts
 * const vectors = Float32Array.of(1, 0, 0, 2, 3, 4);
 * nearestClicked({vectors, width: 2}, [0, 1, 0], 2)
 * // → [{item: 1, places: [2], cosine: 0.8}, {item: 0, places: [1, 3], cosine: 0.6}]
 * ```
 */
export function nearestClicked(
  {vectors, width}: {readonly vectors: Float32Array; readonly width: number},
  clicked: readonly number[],
  item: number
): NearItem[] {
  const product = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += vectors[a * width + i] * vectors[b * width + i];
    return sum;
  };
  const cosine = (other: number) => {
    const lengths = Math.sqrt(product(item, item) * product(other, other));
    return lengths === 0 ? 0 : product(item, other) / lengths;
  };
  return [...new Set(clicked)]
    .map((other) => ({
      item: other,
      places: clicked.flatMap((one, k) => (one === other ? [k + 1] : [])),
      cosine: cosine(other)
    }))
    .sort((a, b) => b.cosine - a.cosine);
}
