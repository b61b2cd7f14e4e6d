/**
 * p values corrected for their number: the chance that any test of the family is called significant although none
 * should be stays below the level at which the corrected ones are read. In the order given. Throws `RangeError` for a p
 * outside [0, 1].
 *
 * Source: S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics
 * 6, 65–70.
 */
export function holm(ps: readonly number[]): number[] {
  const bad = ps.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new RangeError(`invalid p: ${bad}`);
  const order = ps.map((_, i) => i).sort((a, b) => ps[a] - ps[b]);
  const corrected = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((test, place) => {
    largest = Math.max(largest, Math.min(1, (ps.length - place) * ps[test]));
    corrected[test] = largest;
  });
  return corrected;
}
