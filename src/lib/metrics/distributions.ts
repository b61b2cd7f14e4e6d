/**
 * ln Γ(x) for x > 0, relative error below 1e-14 away from its zeros at 1 and 2, where the absolute error is below 1e-14.
 * Throws `RangeError` for x ≤ 0 and NaN.
 *
 * Source: Stirling's series (DLMF 5.11.1) after the recurrence Γ(x + 1) = x Γ(x) has raised x to at least 12.
 *
 * @example
 * ```ts
 * logGamma(5) // → 3.178053… (ln 4!)
 * logGamma(0.5) // → 0.572364… (ln √π)
 * ```
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

/**
 * ln of the number of ways to choose k of n, −∞ where there is none. n and k are whole numbers.
 *
 * Throws `RangeError` for numbers that are not whole, and for a negative n.
 *
 * @example
 * ```ts
 * logChoose(5, 2) // → 2.302585… (ln 10)
 * logChoose(2, 3) // → −Infinity
 * ```
 */
export function logChoose(n: number, k: number): number {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`invalid n: ${n}`);
  if (!Number.isInteger(k)) throw new RangeError(`invalid k: ${k}`);
  if (k < 0 || k > n) return -Infinity;
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/**
 * The regularised incomplete beta function I_x(a, b): the share of a Beta(a, b) variable at or below x.
 * Throws `RangeError` for x outside [0, 1] or a shape that is not positive.
 *
 * Source: DLMF 8.17.22, the continued fraction evaluated by Lentz's method as modified by I. J. Thompson and A. R. Barnett (1986),
 * on the side of the mean where it converges fast.
 *
 * @example
 * ```ts
 * incompleteBeta(0.25, 1, 2) // → 0.4375 (1 − 0.75²)
 * incompleteBeta(0.5, 3, 3) // → 0.5
 * ```
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`invalid x: ${x}`);
  if (!(a > 0)) throw new RangeError(`invalid shape a: ${a}`);
  if (!(b > 0)) throw new RangeError(`invalid shape b: ${b}`);
  if (x === 0 || x === 1) return x;
  return x > (a + 1) / (a + b + 2) ? 1 - lowerTail(1 - x, x, b, a) : lowerTail(x, 1 - x, a, b);
}

function lowerTail(x: number, y: number, a: number, b: number): number {
  const logFactor = a * Math.log(x) + b * Math.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(logFactor) / a) * continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  const nonZero = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; ++m) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) return fraction;
  }
  return fraction;
}

/**
 * The x at or below which a Beta(a, b) variable lies with probability p, by bisection of the distribution function to the last bit.
 * Throws `RangeError` for p outside [0, 1] or a shape that is not positive.
 *
 * @example
 * ```ts
 * betaQuantile(0.4375, 1, 2) // → 0.25
 * ```
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`invalid probability: ${p}`);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

/**
 * P(Z ≤ z) of the standard normal distribution, relative error below 1e-12 also in the tails.
 *
 * Source: up to |z| = 3 the series of G. Marsaglia (2004), Evaluating the normal distribution, Journal of Statistical Software 11(4);
 * beyond it the continued fraction of Mills' ratio (DLMF 7.9.3). Throws `RangeError` for NaN.
 *
 * @example
 * ```ts
 * normalCdf(1.96) // → 0.975002…
 * normalCdf(0) // → 0.5
 * ```
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) throw new RangeError(`invalid z: ${z}`);
  const x = Math.abs(z);
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const upper = x <= 3 ? 0.5 - density * series(x) : density * millsRatio(x);
  return z < 0 ? upper : 1 - upper;
}

/** x + x³/3 + x⁵/(3·5) + …: the integral of the density from 0 to x, over the density at x. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return sum;
}

/** 1/(x + 1/(x + 2/(x + 3/(x + …)))), evaluated from a depth that leaves no error for x > 3. */
function millsRatio(x: number): number {
  let below = x;
  for (let i = 120; i >= 1; --i) below = x + i / below;
  return 1 / below;
}

/**
 * The quantile of the standard normal distribution: the z with P(Z ≤ z) = p. Exact to about 1e-15 relative.
 *
 * p = 0 gives -∞ and p = 1 gives ∞. Throws `RangeError` for p outside [0, 1] and for NaN.
 *
 * Source: M. J. Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37, 477–484.
 *
 * @example
 * ```ts
 * normalQuantile(0.975) // → 1.959963…
 * normalQuantile(0) // → −Infinity
 * ```
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`invalid probability: ${p}`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const z = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -z : z;
}

/** Numerator and denominator of a rational approximation, lowest power first. */
type Rational = readonly [readonly number[], readonly number[]];

function ratio([above, below]: Rational, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; --i) sum = sum * x + coefficients[i];
  return sum;
}

const CENTRE: Rational = [
  [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727
  ],
  [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852545925
  ]
];
const MIDDLE: Rational = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9
  ]
];
const FAR: Rational = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7
  ],
  [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15
  ]
];

/**
 * The t with P(T ≤ t) = p for Student's distribution with `df` degrees of freedom, which need not be whole; the normal quantile for an
 * infinite df. Throws `RangeError` for p outside (0, 1) or df that is not positive.
 *
 * Source: DLMF 8.17 with T² = df (1 − B) / B, B a Beta(df/2, 1/2) variable.
 *
 * @example
 * ```ts
 * studentQuantile(0.975, 3) // → 3.182446… (3.182 in the tables)
 * studentQuantile(0.975, Infinity) // → 1.959963…
 * ```
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`invalid probability: ${p}`);
  if (!(df > 0)) throw new RangeError(`invalid degrees of freedom: ${df}`);
  // beyond this the difference is below 1e-12 and the beta function's shape too large to be worth its time
  if (df > 1e12) return normalQuantile(p);
  if (p === 0.5) return 0;
  const b = betaQuantile(2 * Math.min(p, 1 - p), df / 2, 0.5);
  const t = Math.sqrt((df * (1 - b)) / b);
  return p < 0.5 ? -t : t;
}

/** Rows drawn without replacement: `draws` of `population`, of which `hits` are positive. All whole numbers. */
export interface Draw {
  readonly population: number;
  readonly hits: number;
  readonly draws: number;
}

/**
 * P(exactly k of the drawn rows are positive): what a random ranking puts into its top `draws`.
 * Throws `RangeError` where hits or draws exceed the population.
 *
 * @example
 * ```ts
 * hypergeometric(2, {population: 52, hits: 4, draws: 5}) // → 0.039929… (two aces in a hand of five)
 * ```
 */
export function hypergeometric(k: number, {population, hits, draws}: Draw): number {
  if (!(hits <= population)) throw new RangeError(`${hits} hits in a population of ${population}`);
  if (!(draws <= population)) throw new RangeError(`${draws} draws from a population of ${population}`);
  return Math.exp(logChoose(hits, k) + logChoose(population - hits, draws - k) - logChoose(population, draws));
}

/**
 * P(at most k of the drawn rows are positive).
 *
 * Throws `RangeError` as `hypergeometric`.
 *
 * @example
 * ```ts
 * hypergeometricAtMost(1, {population: 52, hits: 4, draws: 5}) // → 0.958315… (no ace, or one)
 * ```
 */
export function hypergeometricAtMost(k: number, draw: Draw): number {
  let sum = 0;
  for (let i = 0; i <= Math.min(k, draw.hits); ++i) sum += hypergeometric(i, draw);
  return Math.min(1, sum);
}
