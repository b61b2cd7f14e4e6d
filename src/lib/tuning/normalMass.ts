/**
 * The probability that a standard normal variable lies between two numbers, to 1e-12 of the tail beyond the nearer one within four standard
 * deviations and 1e-8 of it further out; a suggestion takes it a hundred thousand times, which is too often for the exact series of `normalCdf`.
 *
 * Source: G. West (2005), Better approximations to cumulative normal functions, Wilmott, after J. F. Hart (1968), Computer approximations.
 *
 * @example
 * ```ts
 * normalMass(-1.96, 1.96) // → 0.950004…
 * normalMass(8, 9) // → 6.219…e-16
 * ```
 */
export function normalMass(from: number, to: number): number {
  if (from > 0) return upperTail(from) - upperTail(to);
  if (to < 0) return upperTail(-to) - upperTail(-from);
  return 1 - upperTail(-from) - upperTail(to);
}

/** The probability of more than `x`, which is not negative. */
function upperTail(x: number): number {
  if (x > 38) return 0;
  const density = Math.exp(-0.5 * x * x);
  if (x < 7.07106781186547) {
    const above =
      (((((0.0352624965998911 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
        112.079291497871) *
        x +
        221.213596169931) *
        x +
      220.206867912376;
    const below =
      ((((((0.0883883476483184 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
        296.564248779674) *
        x +
        637.333633378831) *
        x +
        793.826512519948) *
        x +
      440.413735824752;
    return (density * above) / below;
  }
  let below = x;
  for (let i = 16; i >= 1; i--) below = x + i / below;
  return density / below / 2.5066282746310002;
}
