import type {BoostingOptions} from "./boostingOptions.js";
import type {Layout} from "./kernel/kernel.js";

/** Bytes of a pair (gradient, hessian) of 64-bit reals. */
export const PAIR = 16;

/** Where in the kernel's memory everything is that boosting works on, as byte offsets. */
export interface BoostingBuffers {
  /** A byte a row, one place a column. */
  readonly bins: readonly number[];
  /** Pairs of all rows, and those of one leaf in the order of its index. */
  readonly pairs: number;
  readonly gathered: number;
  /** Numbers of rows, those of a leaf side by side; and room to take them apart. */
  readonly index: number;
  readonly spare: number;
  /** 64-bit reals, one a row; `values` is one column while it is cut into bins. */
  readonly scores: number;
  readonly labels: number;
  readonly weights: number;
  /** What each row counts as, where rows weigh differently; else 0. */
  readonly rowWeights: number;
  readonly values: number;
  readonly edges: number;
  /** A histogram of one column that is added to another. */
  readonly other: number;
  /** What each cut gains all leaves of a level together. */
  readonly gains: number;
  readonly total: number;
  readonly cut: number;
  /**
   * Histograms of a leaf: all columns, `stride` bytes apart. Where rows are counted, a column's pairs are followed by
   * numbers of rows, 64-bit reals, `counts` bytes from its first pair.
   */
  readonly histograms: readonly number[];
  readonly stride: number;
  readonly counts: number | null;
}

/**
 * Takes the room for so many rows and columns. Throws what `Layout.take` throws.
 *
 * @example
 * ```ts
 * import {BOOSTING_OPTIONS} from "./boostingOptions.js";
 * import {Layout} from "./kernel/kernel.js";
 *
 * const {bins, stride, histograms} = boostingBuffers(new Layout(), 100, 2, BOOSTING_OPTIONS);
 * bins // → [64, 192] (100 bytes each, from multiples of 64)
 * stride // → 4096 (256 pairs)
 * histograms.length // → 32 (31 leaves that may be cut, and one more)
 * ```
 */
export function boostingBuffers(
  layout: Layout,
  rows: number,
  width: number,
  o: BoostingOptions,
  weighted = false
): BoostingBuffers {
  const most = o.bins + 1;
  const pairs = most * PAIR;
  const stride = o.countRows ? (pairs + most * 8 + PAIR - 1) & -PAIR : pairs;
  // level by level goes down before it goes on, and so holds one a level; the others hold one a leaf that may still be
  // cut
  const held = o.growth === "level" ? o.depth + 1 : o.growth === "leaf" ? o.leaves : 1 << (o.depth - 1);
  return {
    bins: Array.from({length: width}, () => layout.take(rows)),
    pairs: layout.take(rows * PAIR),
    gathered: layout.take(rows * PAIR),
    index: layout.take(rows * 4),
    spare: layout.take(rows * 4 + 4),
    scores: layout.take(rows * 8),
    labels: layout.take(rows * 8),
    weights: layout.take(rows * 8),
    rowWeights: weighted ? layout.take(rows * 8) : 0,
    values: layout.take(rows * 8),
    edges: layout.take(most * 8),
    other: layout.take(pairs),
    gains: layout.take(2 * most * 8),
    total: layout.take(PAIR),
    cut: layout.take(64),
    histograms: Array.from({length: held + 1}, () => layout.take(width * stride)),
    stride,
    counts: o.countRows ? pairs : null
  };
}
