/**
 * Where a curve first comes to a height for good: the smallest x, interpolated on a logarithmic scale between two
 * points, from which on all points are at least at `height`. The first x where all are; null where the last is not. `x`
 * ascends and is positive. Throws `RangeError` for no points or for lengths that differ.
 */
export function crossing(x: readonly number[], y: readonly number[], height: number): number | null {
  if (x.length === 0 || x.length !== y.length) throw new RangeError(`${x.length} places for ${y.length} heights`);
  let from = x.length;
  while (from > 0 && y[from - 1] >= height) from--;
  if (from === x.length) return null;
  if (from === 0) return x[0];
  const part = (height - y[from - 1]) / (y[from] - y[from - 1]);
  return Math.exp(Math.log(x[from - 1]) + part * (Math.log(x[from]) - Math.log(x[from - 1])));
}
