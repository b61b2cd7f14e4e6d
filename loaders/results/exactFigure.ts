import type {Figure} from "../../src/lib/core/result.js";

/**
 * A study's figure that has no interval: a count of all there is, `n` of what it was counted in (itself where not
 * given), or a setting.
 */
export function exactFigure(dataset: string): (value: number, unit: string, protocol: string, n?: number) => Figure {
  return (value, unit, protocol, n = value) => ({value, low: null, high: null, n, unit, dataset, protocol});
}
