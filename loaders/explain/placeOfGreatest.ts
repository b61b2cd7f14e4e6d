/** The place of the greatest number, the first of several; 0 where there is none, or no number among them. */
export function placeOfGreatest(values: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at] > values[best] || Number.isNaN(values[best])) best = at;
  return best;
}
