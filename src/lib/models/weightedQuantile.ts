/**
 * The least of the values at or below which at least the share `level` of the weight lies; 1 each without weights. 0
 * for no values. Throws `RangeError` for a level outside [0, 1].
 *
 * @example
 * ```ts
 * weightedQuantile([3, 1, 2], 0.5) // → 2
 * weightedQuantile([3, 1, 2], 0.5, [8, 1, 1]) // → 3
 * weightedQuantile([], 0.5) // → 0
 * ```
 */
export function weightedQuantile(values: ArrayLike<number>, level: number, weights?: ArrayLike<number>): number {
  if (!(level >= 0 && level <= 1)) throw new RangeError(`invalid level: ${level}`);
  if (weights === undefined) {
    const sorted = Float64Array.from(values).sort();
    return sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(level * sorted.length) - 1)];
  }
  const order = Uint32Array.from({length: values.length}, (_, i) => i).sort((a, b) => values[a] - values[b]);
  let whole = 0;
  for (const i of order) whole += weights[i];
  let sum = 0;
  for (const i of order) {
    sum += weights[i];
    if (sum > 0 && sum >= level * whole) return values[i];
  }
  return 0;
}
