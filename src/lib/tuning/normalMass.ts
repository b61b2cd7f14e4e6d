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
  const h = to - from;
  const m = (from + to) / 2;
  if (h < 0.2 && h * Math.abs(m) < 0.8) return narrow(m * m, h * h) * h * Math.exp(-0.5 * m * m);
  if (from > 0) return tailBetween(from, to);
  if (to < 0) return tailBetween(-to, -from);
  const whole = from < -GONE ? 1 : 1 - upperTail(-from);
  return to > GONE ? whole : whole - upperTail(to);
}

/** The tail beyond this, 1e-19, is less than half the last digit of what it is taken from. */
const GONE = 9;

/** The probability between two numbers, the nearer of which is above 0. */
function tailBetween(near: number, far: number): number {
  // beyond, the further tail is less than half the last digit of the nearer one
  return far * far - near * near > 80 ? upperTail(near) : upperTail(near) - upperTail(far);
}

/** Taylor's series of the mean density around a middle over the density there without its constant, by the squares of middle and width. */
function narrow(mm: number, hh: number): number {
  const second = mm - 1;
  const fourth = (mm - 6) * mm + 3;
  const sixth = ((mm - 15) * mm + 45) * mm - 15;
  return (1 + hh * (second / 24 + hh * (fourth / 1920 + (hh * sixth) / 322560))) * 0.3989422804014327;
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
