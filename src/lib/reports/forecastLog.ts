import {dayText} from "../forecast/calendarDay.js";
import {itemCount, seriesOf} from "../forecast/salesGrid.js";
import type {SalesOfLog} from "../forecast/salesOfLog.js";

/** What the Forecast page says of a log. */
export interface ForecastLogSummary {
  readonly items: number;
  /** Items' days, and those with sales. */
  readonly rows: number;
  readonly positive: number;
  readonly firstDay: string;
  readonly lastDay: string;
  /** The best-selling items, by their places in the grid and names. */
  readonly best: readonly {readonly item: number; readonly name: string}[];
  /** Last known days to forecast from: three a horizon apart whose horizon the log covers, and its last day. */
  readonly origins: readonly string[];
  /** What a forecast could use and the log does not have. */
  readonly lacks: readonly string[];
}

/** Items that a page offers at most. */
const OFFERED = 200;

/** No log says these: they are the reader's to bring. */
const NEVER = ["promotions", "stock"];

/** Sums up a log of sales for the Forecast page. */
export function forecastLogSummary({sales, signals}: SalesOfLog, horizon = 28): ForecastLogSummary {
  const count = itemCount(sales);
  const sold = Array.from({length: count}, (_, item) => seriesOf(sales, item).reduce((sum, one) => sum + one, 0));
  const order = sold.map((_, item) => item).sort((a, b) => sold[b] - sold[a] || a - b);
  const firstDay = sales.firstDays.reduce((first, day) => Math.min(first, day), sales.untilDay);
  const last = sales.untilDay - 1;
  const origins = [3, 2, 1, 0].map((k) => last - k * horizon).filter((day) => day >= firstDay);
  const names = {views: "views", carts: "adds to cart", prices: "prices and discounts", categories: "categories"};
  const lacks = (Object.keys(names) as (keyof typeof names)[]).filter((name) => signals[name] === null);
  return {
    items: count,
    rows: sales.sales.length,
    positive: sales.sales.reduce((n, one) => n + (one > 0 ? 1 : 0), 0),
    firstDay: dayText(firstDay),
    lastDay: dayText(last),
    best: order.slice(0, OFFERED).map((item) => ({item, name: String(sales.itemIds[item])})),
    origins: origins.map(dayText),
    lacks: [...lacks.map((name) => names[name]), ...NEVER]
  };
}
