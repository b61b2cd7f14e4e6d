import {DAY_MS} from "../core/time.js";

/** Daily sales of items, each from the day of its first sale to the end of the log: the full grid, with its zeros. */
export interface SalesGrid {
  /** The log's ids. */
  readonly itemIds: ArrayLike<number | string>;
  /** The day of each item's first sale, in days since 1970 UTC. */
  readonly firstDays: Int32Array;
  /** The day after the log's last one. */
  readonly untilDay: number;
  /** Where each item's days start in `sales`, and where the last item's end: items + 1. */
  readonly offsets: Int32Array;
  readonly sales: Float64Array;
}

/** One line of a log of sales. */
export interface SalesLines {
  /** Of each line its item: a place in `itemIds`. */
  readonly items: ArrayLike<number>;
  readonly timesMs: ArrayLike<number>;
  readonly quantities: ArrayLike<number>;
}

/**
 * The grid of some lines. A day's sales are the sum of its quantities, in UTC. Items without a line are left out. Throws
 * `RangeError` for columns that differ in length.
 *
 * @example
 * ```ts
 * const day = 86_400_000;
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1, 0, 0], timesMs: [0, day, 2 * day, 2 * day], quantities: [1, 5, 2, 3]});
 * grid.sales // → [1, 0, 5, 5, 0]
 * grid.offsets // → [0, 3, 5]
 * grid.firstDays // → [0, 1]
 * ```
 */
export function salesGrid(
  itemIds: readonly (number | string)[],
  {items, timesMs, quantities}: SalesLines,
  untilDay?: number
): SalesGrid {
  if (timesMs.length !== items.length || quantities.length !== items.length)
    throw new RangeError(`${items.length} items, ${timesMs.length} times and ${quantities.length} quantities`);
  const first = new Int32Array(itemIds.length).fill(2 ** 31 - 1);
  let last = -(2 ** 31);
  for (let i = 0; i < items.length; i++) {
    const day = Math.floor(timesMs[i] / DAY_MS);
    first[items[i]] = Math.min(first[items[i]], day);
    last = Math.max(last, day);
  }
  const until = untilDay ?? last + 1;
  const kept = itemIds.map((_, item) => item).filter((item) => first[item] < until);
  const places = new Int32Array(itemIds.length).fill(-1);
  const offsets = new Int32Array(kept.length + 1);
  kept.forEach((item, k) => {
    places[item] = k;
    offsets[k + 1] = offsets[k] + until - first[item];
  });
  const sales = new Float64Array(offsets[kept.length]);
  for (let i = 0; i < items.length; i++) {
    const day = Math.floor(timesMs[i] / DAY_MS);
    if (day < until) sales[offsets[places[items[i]]] + day - first[items[i]]] += quantities[i];
  }
  return {
    itemIds: kept.map((item) => itemIds[item]),
    firstDays: Int32Array.from(kept, (item) => first[item]),
    untilDay: until,
    offsets,
    sales
  };
}

/** How many items a grid has. */
export const itemCount = ({offsets}: SalesGrid): number => offsets.length - 1;

/**
 * The grid as it stood when `day` began: the same items, each with its days before it. An item that was first sold later
 * has none.
 *
 * @example
 * ```ts
 * const day = 86_400_000;
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1, 0], timesMs: [0, day, 2 * day], quantities: [1, 5, 2]});
 * gridBefore(grid, 1).sales // → [1]
 * gridBefore(grid, 1).offsets // → [0, 1, 1]
 * ```
 */
export function gridBefore(grid: SalesGrid, day: number): SalesGrid {
  const {itemIds, firstDays, untilDay} = grid;
  const until = Math.min(day, untilDay);
  const offsets = new Int32Array(grid.offsets.length);
  for (let item = 0; item < firstDays.length; item++)
    offsets[item + 1] = offsets[item] + Math.max(0, until - firstDays[item]);
  const sales = new Float64Array(offsets[firstDays.length]);
  for (let item = 0; item < firstDays.length; item++) {
    const from = grid.offsets[item];
    sales.set(grid.sales.subarray(from, from + offsets[item + 1] - offsets[item]), offsets[item]);
  }
  return {itemIds, firstDays, untilDay: until, offsets, sales};
}

/** The days of a series, the first sale first. */
export const seriesOf = ({sales, offsets}: SalesGrid, item: number): Float64Array =>
  sales.subarray(offsets[item], offsets[item + 1]);

/**
 * The grid without the items for which `keeps` is false.
 *
 * @example
 * ```ts
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1], timesMs: [0, 0], quantities: [1, 5]});
 * takeItems(grid, (item) => item === 1).sales // → [5]
 * ```
 */
export function takeItems(grid: SalesGrid, keeps: (item: number) => boolean): SalesGrid {
  const {itemIds, firstDays, untilDay} = grid;
  const kept = Array.from(firstDays, (_, item) => item).filter(keeps);
  const offsets = new Int32Array(kept.length + 1);
  kept.forEach((item, k) => (offsets[k + 1] = offsets[k] + grid.offsets[item + 1] - grid.offsets[item]));
  const sales = new Float64Array(offsets[kept.length]);
  kept.forEach((item, k) => sales.set(seriesOf(grid, item), offsets[k]));
  return {
    itemIds: kept.map((item) => itemIds[item]),
    firstDays: Int32Array.from(kept, (item) => firstDays[item]),
    untilDay,
    offsets,
    sales
  };
}
