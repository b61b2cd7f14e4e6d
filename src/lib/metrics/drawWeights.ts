import type {Random} from "../core/random.js";

/** How often each of `weights.length` units is drawn in as many draws with replacement: overwrites `weights`. */
export function drawWeights(weights: Int32Array, source: Random): void {
  weights.fill(0);
  const n = weights.length;
  for (let i = 0; i < n; ++i) weights[source.below(n)]++;
}
