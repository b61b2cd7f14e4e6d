/** Columns by the size of their contribution, the largest first. */
export function bySize(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, f) => f).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
}
