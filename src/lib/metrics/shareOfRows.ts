import type {Clusters} from "./clusters.js";
import {effectiveWilson} from "./effectiveWilson.js";
import {spread} from "./influence.js";
import type {Interval} from "./interval.js";
import {wilsonInterval} from "./wilsonInterval.js";

export interface ShareOfRows extends Interval {
  readonly value: number;
  /** Rows among which the share was taken. */
  readonly n: number;
}

/**
 * The share of rows with `hit` among the rows with `counted` (both by row), with Wilson's interval; where rows come in clusters, with
 * the number of rows replaced by the effective one. Null where no row is counted.
 */
export function shareOfRows(
  rows: number,
  counted: (row: number) => boolean,
  hit: (row: number) => boolean,
  {clusters = null as Clusters | null, level = 0.95} = {}
): ShareOfRows | null {
  let n = 0;
  let hits = 0;
  for (let i = 0; i < rows; ++i) {
    if (!counted(i)) continue;
    ++n;
    if (hit(i)) ++hits;
  }
  if (n === 0) return null;
  const value = hits / n;
  if (clusters === null) return {value, n, ...wilsonInterval(value, n, {level})};
  const influence = new Float64Array(rows);
  const held = new Uint8Array(clusters.count);
  for (let i = 0; i < rows; ++i) {
    if (!counted(i)) continue;
    influence[i] = (Number(hit(i)) - value) / n;
    held[clusters.of[i]] = 1;
  }
  const units = held.reduce((sum, one) => sum + one, 0);
  return {value, n, ...effectiveWilson(value, n, spread(influence, clusters), {units, level})};
}
