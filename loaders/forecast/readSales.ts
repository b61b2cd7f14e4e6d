import {UserError} from "../../src/lib/core/errors.js";
import {numbers} from "../../src/lib/core/table.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import type {DailyLog} from "../../src/lib/forecast/dailyExamples.js";
import {salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {ADD_TO_CART, TRANSACTION, VIEW} from "../../src/lib/sources/events.js";
import {openDuckDB} from "../engines/duckdb.js";
import {onlineRetail, type OnlineRetailOptions} from "../sources/onlineRetail.js";
import {stagedSource, type StagedSourceOptions} from "../sources/stagedSource.js";

/** Which events of a log count as sales: what was bought, or, where little is, what was put into carts or viewed. */
export const COUNTED_EVENTS = {purchases: TRANSACTION, carts: ADD_TO_CART, views: VIEW} as const;

export interface ReadSalesOptions extends StagedSourceOptions {
  readonly count?: keyof typeof COUNTED_EVENTS;
}

/** Daily sales of a source, with what a result says of them. */
export interface SalesOfSource extends DailyLog {
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
export async function readSales({count = "purchases", ...options}: ReadSalesOptions = {}): Promise<SalesOfSource> {
  if (options.source === "online-retail") return readOnlineRetail({mirror: options.mirror});
  return stagedSource(options, async (engine, {source, generated}) => {
    const lines = await engine.read(`SELECT item_id, ts_ms FROM sessionized_events
WHERE event = ${COUNTED_EVENTS[count]} AND item_id IS NOT NULL ORDER BY ts_ms, item_id`);
    if (lines.rows === 0)
      throw new UserError(
        `${source} has no ${count} of items`,
        `count something else with --count ${Object.keys(COUNTED_EVENTS).join(" or ")}`
      );
    const ids = numbers(lines, "item_id");
    const itemIds = Array.from(Int32Array.from(new Set(ids)).sort());
    const place = new Map(itemIds.map((id, k) => [id, k]));
    const items = Int32Array.from(ids, (id) => place.get(id)!);
    const quantities = new Float64Array(ids.length).fill(1);
    // the grid ends with the log and not with the last sale
    const {columns} = await engine.read("SELECT max(ts_ms) AS last_ms FROM sessionized_events");
    const until = Math.floor(Number(columns.last_ms[0]) / DAY_MS) + 1;
    const sales = salesGrid(itemIds, {items, timesMs: numbers(lines, "ts_ms"), quantities}, until);
    const viewed = await engine.read(`SELECT item_id, ts_ms FROM sessionized_events
WHERE event = ${VIEW} AND item_id IS NOT NULL`);
    const views = countByDay(
      sales,
      Array.from(numbers(viewed, "item_id"), (id) => place.get(id)),
      numbers(viewed, "ts_ms")
    );
    const known = await engine.read("SELECT * FROM item_catalog");
    const category = new Map<number, number>();
    if ("category_id" in known.columns) {
      const of = numbers(known, "category_id");
      numbers(known, "item_id").forEach((id, k) => category.set(id, Math.max(0, of[k])));
    }
    const categories = Int32Array.from(itemIds, (id) => category.get(id) ?? 0);
    return {source, generated, sales, views, categories, steps: [{step: count, rows: lines.rows}]};
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
    const lines = await engine.read(`SELECT stock_code, quantity, ts_ms FROM sales_lines
WHERE ${conditions.join(" AND ")} ORDER BY line`);
    const codes = lines.columns.stock_code as readonly string[];
    const itemIds = [...new Set(codes)].sort();
    const place = new Map(itemIds.map((code, k) => [code, k]));
    const items = Int32Array.from(codes, (code) => place.get(code)!);
    const timesMs = numbers(lines, "ts_ms");
    const sales = salesGrid(itemIds, {items, timesMs, quantities: numbers(lines, "quantity")});
    const views = countByDay(sales, Array.from(items), timesMs);
    const categories = Int32Array.from(itemIds, (code) => Number(code.slice(0, 2)));
    return {source: "online-retail", generated: false, sales, views, categories, steps};
  } finally {
    await engine.close();
  }
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
