import {random} from "../src/lib/core/random.js";
import type {SalesGrid} from "../src/lib/forecast/salesGrid.js";

/** Items, days and rows of the grid of Online Retail at its first origin: what benches of forecasts are about. */
const ITEMS = 2_779;
const DAYS = 374;
const ROWS = 966_178;

/** A drawn grid of that size: weekly rhythm, closed Saturdays, a level of each item, and sales on about a quarter of the days. */
export function benchGrid(): SalesGrid {
  const source = random(1);
  const offsets = new Int32Array(ITEMS + 1);
  const firstDays = new Int32Array(ITEMS);
  // first sales as late as the number of rows wants them: days missing at the beginning, spread over the later items
  const missing = ITEMS * DAYS - ROWS;
  let left = missing;
  for (let item = 0; item < ITEMS; item++) {
    const late = Math.min(
      DAYS - 60,
      item < ITEMS - 1 ? Math.floor((2 * missing * item) / (ITEMS * (ITEMS - 1))) : left,
      left
    );
    firstDays[item] = late;
    left -= late;
  }
  for (let item = ITEMS - 1; left > 0; item = item === 0 ? ITEMS - 1 : item - 1)
    if (firstDays[item] < DAYS - 60) {
      firstDays[item]++;
      left--;
    }
  for (let item = 0; item < ITEMS; item++) offsets[item + 1] = offsets[item] + DAYS - firstDays[item];
  const sales = new Float64Array(offsets[ITEMS]);
  for (let item = 0; item < ITEMS; item++) {
    const level = Math.exp(3 * source.uniform());
    const chance = 0.05 + 0.5 * source.uniform() ** 2;
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      const day = firstDays[item] + at - offsets[item];
      const open = day % 7 === 2 ? 0 : 1;
      if (at === offsets[item] || source.uniform() < 1.3 * chance * open)
        sales[at] = 1 + Math.floor(-Math.log(1 - source.uniform()) * level * (1 + 0.4 * Math.sin(day / 30)));
    }
  }
  return {itemIds: Int32Array.from({length: ITEMS}, (_, item) => item), firstDays, untilDay: DAYS, offsets, sales};
}
