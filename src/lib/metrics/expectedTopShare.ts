/** Beyond this many draws the expectation is that for this many: it falls with n, so the baseline is then a little generous. */
export const MOST_DRAWS = 150;

/**
 * The share of its most frequent class that `n` independent draws from a mix of classes are expected to have, for each of `ns`: what
 * "loyalty" to a class looks like where there is none. Exact: P(no class more than m) is n! times the coefficient of xⁿ in
 * Π_d Σ_{k ≤ m} (p_d x)ᵏ / k!, and the expected maximum is the sum over m of P(maximum > m).
 *
 * Throws `RangeError` for a mix that is empty or holds a negative or no positive weight, and for an n that is not a positive whole
 * number.
 *
 * Source: W. Feller, An Introduction to Probability Theory and Its Applications, vol. 1 (1968), on multinomial allocations.
 */
export function expectedTopShare(mix: ArrayLike<number>, ns: readonly number[]): number[] {
  const weights = Array.from(mix);
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (!(total > 0) || weights.some((w) => !(w >= 0))) throw new RangeError(`invalid mix: ${weights.join(", ")}`);
  for (const n of ns) if (!(Number.isInteger(n) && n > 0)) throw new RangeError(`invalid number of draws: ${n}`);
  const most = Math.min(MOST_DRAWS, Math.max(0, ...ns));
  const factorial = new Float64Array(most + 1).fill(1);
  for (let k = 1; k <= most; k++) factorial[k] = factorial[k - 1] * k;
  const expectedMax = new Float64Array(most + 1);
  for (let m = 0; m < most; m++) {
    let product = new Float64Array(most + 1);
    product[0] = 1;
    for (const weight of weights) {
      const p = weight / total;
      const next = new Float64Array(most + 1);
      let term = 1;
      for (let k = 0; k <= m; k++) {
        if (k > 0) term *= p / k;
        for (let i = 0; i + k <= most; i++) next[i + k] += term * product[i];
      }
      product = next;
    }
    // With n ≤ m draws no class can have more than m.
    for (let n = m + 1; n <= most; n++) expectedMax[n] += 1 - factorial[n] * product[n];
  }
  return ns.map((n) => expectedMax[Math.min(n, most)] / Math.min(n, most));
}
