import {UserError} from "../../src/lib/core/errors.js";
import {numbers} from "../../src/lib/core/table.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import type {DailyLog} from "../../src/lib/forecast/dailyExamples.js";
import {salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {salesOfLog, type CountedEvents, type SalesOfLog} from "../../src/lib/forecast/salesOfLog.js";
import {openDuckDB} from "../engines/duckdb.js";
import {onlineRetail, type OnlineRetailOptions} from "../sources/onlineRetail.js";
import {stagedSource, type StagedSourceOptions} from "../sources/stagedSource.js";

export interface ReadSalesOptions extends StagedSourceOptions {
  readonly count?: CountedEvents;
  /** Of anyone's log the column that says how many pieces a line is; by default each is one. */
  readonly quantity?: string;
}

/** Daily sales of a source, with what a result says of them. */
export interface SalesOfSource extends DailyLog, Pick<SalesOfLog, "signals"> {
  readonly source: string;
  readonly generated: boolean;
  /** Views of the same items on the same days, as `sales.sales`; of Online Retail, which has none, invoice lines. */
  readonly views: Float64Array;
  /** Of each item a number; of Online Retail the first two digits of the article's, all alike where a log has none. */
  readonly categories: Int32Array;
  /** Lines left after each step of cleaning, by what the step leaves out. */
  readonly steps: readonly {readonly step: string; readonly rows: number}[];
}

/** The steps of cleaning of Online Retail's lines. */
const ONLINE_RETAIL_STEPS: readonly (readonly [step: string, condition: string])[] = [
  ["no cancelled invoice", "invoice NOT LIKE 'C%'"],
  ["a quantity above 0 and a price of a cent or more", "quantity > 0 AND unit_price > 0"],
  ["articles with a number", "regexp_full_match(upper(stock_code), '[0-9]{5}[A-Z]*')"],
  ["quantity below 50,000", "quantity < 50000"]
];

/**
 * The daily sales of a source: quantities of invoice lines of Online Retail, else events of the given kind. Throws what
 * `openSource` throws, and `UserError` for a log without such an event.
 */
export async function readSales({
  count = "purchases",
  quantity,
  ...options
}: ReadSalesOptions = {}): Promise<SalesOfSource> {
  if (options.source === "online-retail") {
    if (quantity !== undefined)
      throw new UserError(`the quantities of online-retail are known`, "leave out the column of quantities");
    return readOnlineRetail({mirror: options.mirror});
  }
  const columns = quantity === undefined ? undefined : [quantity];
  return stagedSource({...options, columns}, async (engine, {source, generated}) => {
    const {lines, withoutQuantity, ...log} = await salesOfLog(engine, {source, count, quantity});
    if (withoutQuantity > 0)
      options.onNote?.(`${withoutQuantity} of ${lines} lines have no ${quantity}; they count as nothing sold`);
    return {source, generated, ...log, steps: [{step: count, rows: lines}]};
  });
}

/**
 * Daily quantities of Online Retail, from its invoice lines themselves: cleaning for visits drops lines without a customer
 * and equal ones, which sales keep. Throws what `onlineRetail` throws.
 */
export async function readOnlineRetail(place: Pick<OnlineRetailOptions, "path" | "mirror">): Promise<SalesOfSource> {
  const source = await onlineRetail({...place, anonymous: "invoice", duplicates: "keep"});
  const engine = await openDuckDB();
  try {
    await source.load(engine);
    await engine.run(`CREATE TABLE sales_lines AS
SELECT line, invoice, upper(i.item) AS stock_code, quantity, price_cents / 100.0 AS unit_price, ts_ms
FROM invoice_lines JOIN item_catalog AS i USING (item_id)`);
    const steps: {step: string; rows: number}[] = [];
    const conditions: string[] = ["true"];
    for (const [step, condition] of [["lines with a number of items", "true"] as const, ...ONLINE_RETAIL_STEPS]) {
      conditions.push(condition);
      const {columns} = await engine.read(
        `SELECT CAST(count(*) AS INTEGER) AS n FROM sales_lines WHERE ${conditions.join(" AND ")}`
      );
      steps.push({step, rows: Number(columns.n[0])});
    }
    const lines = await engine.read(`SELECT stock_code, quantity, unit_price, ts_ms FROM sales_lines
WHERE ${conditions.join(" AND ")} ORDER BY line`);
    const codes = lines.columns.stock_code as readonly string[];
    const itemIds = [...new Set(codes)].sort();
    const place = new Map(itemIds.map((code, k) => [code, k]));
    const items = Int32Array.from(codes, (code) => place.get(code)!);
    const timesMs = numbers(lines, "ts_ms");
    const sales = salesGrid(itemIds, {items, timesMs, quantities: numbers(lines, "quantity")});
    const views = countByDay(sales, Array.from(items), timesMs);
    const categories = Int32Array.from(itemIds, (code) => Number(code.slice(0, 2)));
    const prices = pricesByDay(sales, items, timesMs, numbers(lines, "unit_price"));
    const signals = {views: null, carts: null, prices, categories: null};
    return {source: "online-retail", generated: false, sales, views, categories, signals, steps};
  } finally {
    await engine.close();
  }
}

/** The mean price of each item's lines of a day in cents; on a day without one that of the day before. */
function pricesByDay(
  grid: SalesGrid,
  items: Int32Array,
  timesMs: ArrayLike<number>,
  prices: ArrayLike<number>
): Float64Array {
  const sums = new Float64Array(grid.sales.length);
  const lines = new Float64Array(grid.sales.length);
  items.forEach((item, line) => {
    const at = grid.offsets[item] + Math.floor(timesMs[line] / DAY_MS) - grid.firstDays[item];
    sums[at] += 100 * prices[line];
    lines[at]++;
  });
  // an item's first day has a line
  for (let at = 0; at < sums.length; at++) sums[at] = lines[at] > 0 ? sums[at] / lines[at] : sums[at - 1];
  return sums;
}

/** How many lines each item has on each day of a grid; lines of no item of it, or before its first sale, count nowhere. */
function countByDay(
  {sales, offsets, firstDays, untilDay}: SalesGrid,
  items: readonly (number | undefined)[],
  timesMs: ArrayLike<number>
): Float64Array {
  const counts = new Float64Array(sales.length);
  items.forEach((item, line) => {
    if (item === undefined) return;
    const day = Math.floor(timesMs[line] / DAY_MS);
    if (day >= firstDays[item] && day < untilDay) counts[offsets[item] + day - firstDays[item]]++;
  });
  return counts;
}
