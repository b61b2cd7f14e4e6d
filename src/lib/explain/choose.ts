/**
 * In how many ways k of n can be chosen, exactly while the answer is below 2⁵³.
 *
 * @example
 * ```ts
 * choose(5, 2) // → 10
 * choose(4, 0) // → 1
 * ```
 */
export function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
