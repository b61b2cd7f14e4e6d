/** Columns of numbers of equal length. */
export type CurveColumns = Readonly<Record<string, readonly number[]>>;

/**
 * The points of a curve that a drawing needs: the first, the last, and each that lies at least `step` away, along `x`
 * or along `y`, from the last one kept. Values are rounded to `digits` significant digits.
 */
export function simplifyCurve(
  curve: CurveColumns,
  x: string,
  y: string,
  {step = 0.03, digits = 4} = {}
): Record<string, number[]> {
  const n = curve[x].length;
  const kept: number[] = [];
  for (let i = 0; i < n; i++) {
    const last = kept.at(-1);
    const far = (name: string) => Math.abs(curve[name][i] - curve[name][last!]) >= step;
    if (last === undefined || i === n - 1 || far(x) || far(y)) kept.push(i);
  }
  return Object.fromEntries(
    Object.entries(curve).map(([name, values]) => [name, kept.map((i) => Number(values[i].toPrecision(digits)))])
  );
}
