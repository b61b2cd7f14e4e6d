/**
 * The items with the highest scores, the best first; of equal scores the item with the lower number. NaN is no score.
 *
 * @param keeps which items may be among them; all by default
 *
 * @example
 * ```ts
 * topItems(Float64Array.of(1, 3, 3, 2), 3) // → [1, 2, 3]
 * topItems(Float64Array.of(1, 3, 3, 2), 2, (item) => item !== 1) // → [2, 3]
 * topItems(Float64Array.of(NaN, 1), 2) // → [1]
 * ```
 */
export function topItems(
  scores: ArrayLike<number>,
  k: number,
  keeps: (item: number) => boolean = () => true
): number[] {
  const best: number[] = [];
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    if (Number.isNaN(score) || (best.length === k && !(score > scores[best[k - 1]])) || !keeps(item)) continue;
    let at = best.length < k ? best.length : k - 1;
    while (at > 0 && scores[best[at - 1]] < score) {
      best[at] = best[at - 1];
      at--;
    }
    best[at] = item;
  }
  return best;
}
