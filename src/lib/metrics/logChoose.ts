import {logGamma} from "./logGamma.js";

/** ln of the number of ways to choose k of n, −∞ where there is none. n and k are whole numbers. */
export function logChoose(n: number, k: number): number {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`invalid n: ${n}`);
  if (!Number.isInteger(k)) throw new RangeError(`invalid k: ${k}`);
  if (k < 0 || k > n) return -Infinity;
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
