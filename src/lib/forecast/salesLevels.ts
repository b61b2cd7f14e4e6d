import {seriesOf, type SalesGrid} from "./salesGrid.js";

/** A sum of items: all of them, or those of one category. */
export interface SalesAggregate {
  readonly level: "total" | "category";
  readonly title: string;
  /** The places of its items in the grid. */
  readonly items: Int32Array;
}

/** Of each item the number of its category, and what categories are called; null where a log has none. */
export interface SalesCategories {
  readonly of: Int32Array;
  readonly titles: readonly string[];
}

/**
 * The sums above items: the total first, then each category that has an item, in the order of their numbers. Without
 * categories, or with one alone, there is the total.
 *
 * @example
 * ```ts
 * salesAggregates(3, {of: Int32Array.of(0, 1, 0), titles: ["tea", "cups"]}).map(({title}) => title)
 * // → ["total", "tea", "cups"]
 * salesAggregates(3, null).length // → 1
 * ```
 */
export function salesAggregates(items: number, categories: SalesCategories | null): SalesAggregate[] {
  const total: SalesAggregate = {level: "total", title: "total", items: Int32Array.from({length: items}, (_, k) => k)};
  if (categories === null) return [total];
  const members = new Map<number, number[]>();
  categories.of.forEach((category, item) => {
    const known = members.get(category);
    if (known === undefined) members.set(category, [item]);
    else known.push(item);
  });
  if (members.size < 2) return [total];
  return [
    total,
    ...Array.from(members)
      .sort(([a], [b]) => a - b)
      .map(([category, own]): SalesAggregate => ({
        level: "category",
        title: categories.titles[category],
        items: Int32Array.from(own)
      }))
  ];
}

/**
 * The daily sales of sums of items as a grid of its own, each from the first sale of its items on.
 *
 * @example
 * ```ts
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1, 0], timesMs: [0, day, day], quantities: [1, 5, 2]});
 * aggregateGrid(grid, salesAggregates(2, null)).sales // → [1, 7]
 * ```
 */
export function aggregateGrid(grid: SalesGrid, aggregates: readonly SalesAggregate[]): SalesGrid {
  const firstDays = Int32Array.from(aggregates, ({items}) =>
    items.reduce((first, item) => Math.min(first, grid.firstDays[item]), grid.untilDay)
  );
  const offsets = new Int32Array(aggregates.length + 1);
  firstDays.forEach((first, k) => (offsets[k + 1] = offsets[k] + grid.untilDay - first));
  const sales = new Float64Array(offsets[aggregates.length]);
  aggregates.forEach(({items}, k) => {
    for (const item of items) {
      const from = offsets[k] + grid.firstDays[item] - firstDays[k];
      seriesOf(grid, item).forEach((sold, d) => (sales[from + d] += sold));
    }
  });
  return {itemIds: aggregates.map(({title}) => title), firstDays, untilDay: grid.untilDay, offsets, sales};
}

/**
 * Forecasts of items added up: aggregates × horizon, row-major. Throws `RangeError` where there are not as many forecasts as
 * items have days.
 *
 * @example
 * ```ts
 * addUp(Float64Array.of(1, 2, 30, 40), salesAggregates(2, null), 2) // → [31, 42]
 * ```
 */
export function addUp(ofItems: Float64Array, aggregates: readonly SalesAggregate[], horizon: number): Float64Array {
  const [{items}] = aggregates;
  if (ofItems.length !== items.length * horizon)
    throw new RangeError(`${ofItems.length} forecasts of ${items.length} items on ${horizon} days`);
  const sums = new Float64Array(aggregates.length * horizon);
  aggregates.forEach((one, k) => {
    for (const item of one.items)
      for (let h = 0; h < horizon; h++) sums[k * horizon + h] += ofItems[item * horizon + h];
  });
  return sums;
}
