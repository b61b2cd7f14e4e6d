/**
 * ln Γ(x) for x > 0, relative error below 1e-14 away from its zeros at 1 and 2, where the absolute error is below 1e-14.
 * Throws `RangeError` for x ≤ 0 and NaN.
 *
 * Source: Stirling's series (DLMF 5.11.1) after the recurrence Γ(x + 1) = x Γ(x) has raised x to at least 12.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`invalid argument of log-gamma: ${x}`);
  if (x === 1 || x === 2) return 0;
  let product = 1;
  let y = x;
  for (; y < 12; ++y) product *= y;
  const t = 1 / (y * y);
  let correction = 0;
  for (let i = STIRLING.length - 1; i >= 0; --i) correction = correction * t + STIRLING[i];
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + correction / y - Math.log(product);
}

const HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
/** Bernoulli numbers B(2k) / (2k (2k − 1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
