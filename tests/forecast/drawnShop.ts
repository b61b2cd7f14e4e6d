import {random} from "../../src/lib/core/random.js";
import {salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";

const DAY = 86_400_000;

/** Sales by item and date, as a person would write them down. */
export type Book = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** A made-up shop whose items are sold now and then, as a grid and as a book; the first item has large orders. */
export function drawnShop(seed: number, items = 6, days = 90): {readonly book: Book; readonly grid: SalesGrid} {
  const source = random(seed);
  const book = new Map<string, Map<number, number>>();
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < items; item++) {
    const own = new Map<number, number>();
    const first = source.below(20);
    for (let day = first; day < days; day++)
      for (let n = source.below(3); n > 0 && source.uniform() < 0.5; n--) {
        const sold = 1 + source.below(item === 0 ? 40 : 4);
        own.set(day, (own.get(day) ?? 0) + sold);
        lines.items.push(item);
        lines.timesMs.push(day * DAY + source.below(DAY));
        lines.quantities.push(sold);
      }
    if (own.size > 0) book.set(`item ${item}`, own);
  }
  const names = Array.from({length: items}, (_, item) => `item ${item}`);
  return {book, grid: salesGrid(names, lines, days)};
}

/** A grid whose days after `day` hold other sales. */
export function changedAfter(grid: SalesGrid, day: number): SalesGrid {
  const sales = grid.sales.slice();
  for (let item = 0; item < grid.firstDays.length; item++)
    for (let at = grid.offsets[item]; at < grid.offsets[item + 1]; at++)
      if (grid.firstDays[item] + at - grid.offsets[item] > day) sales[at] = 1000 + at;
  return {...grid, sales};
}
