/** Points in (0, 1) and their weights, which sum to 1. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The Gauss–Legendre rule of n points on (0, 1): the weighted sum of a polynomial's values at the points is its
 * integral, exactly up to rounding, for degrees up to 2n − 1. The points are the zeros of Legendre's polynomial, found by
 * Newton's method.
 *
 * @throws {RangeError} where n is no whole number from 1
 *
 * @example
 * ```ts
 * gaussLegendre(1) // → {points: [0.5], weights: [1]}
 * const {points, weights} = gaussLegendre(2);
 * points // → [0.2113…, 0.7886…]
 * // the integral of t³ from 0 to 1
 * weights[0] * points[0] ** 3 + weights[1] * points[1] ** 3 // → 0.25
 * ```
 */
export function gaussLegendre(n: number): Quadrature {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`${n} points; a rule has a whole number of them from 1`);
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // on (−1, 1), from the largest down
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let round = 0; round < 100; round++) {
      let before = 1;
      let value = x;
      for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = n === 1 ? 1 : (n * (x * value - before)) / (x * x - 1);
      const step = (n === 1 ? x : value) / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    points[n - 1 - i] = (1 + x) / 2;
    weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return {points, weights};
}
