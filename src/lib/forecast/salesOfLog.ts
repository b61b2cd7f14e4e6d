import {UserError} from "../core/errors.js";
import {MISSING, numbers, type Table} from "../core/table.js";
import {DAY_MS} from "../core/time.js";
import {ADD_TO_CART, TRANSACTION, VIEW} from "../sources/events.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {DailyLog} from "./dailyExamples.js";
import {salesGrid, type SalesGrid} from "./salesGrid.js";
import type {SalesCategories} from "./salesLevels.js";

/** Which events of a log count as sales: what was bought, or, where little is, what was put into carts or viewed. */
export const COUNTED_EVENTS = {purchases: TRANSACTION, carts: ADD_TO_CART, views: VIEW} as const;

export type CountedEvents = keyof typeof COUNTED_EVENTS;

/** What a log can say of an item's day besides its sales; it lacks what is null. */
export interface SalesSignals {
  readonly views: Float64Array | null;
  readonly carts: Float64Array | null;
  /** The mean price of the day's events in cents; on a day without one that of the day before, NaN until there is one. */
  readonly prices: Float64Array | null;
  readonly categories: SalesCategories | null;
}

/** Daily sales of a log, and what else it knows of items' days, row by row as `sales.sales`. */
export interface SalesOfLog extends DailyLog {
  readonly signals: SalesSignals;
  /** Lines that were counted. */
  readonly lines: number;
  /** Of these, lines without a quantity where a column of quantities was named; they count as no piece. */
  readonly withoutQuantity: number;
}

/**
 * The daily sales of a log whose stages have run on an engine: events of a kind, each counting as one piece, or as many as
 * `quantity`, a column of `extra_columns`, says. The grid ends with the log and not with its last sale. Throws `UserError`
 * for a log without such an event, and for a column that holds no numbers.
 */
export async function salesOfLog(
  engine: Engine,
  {source, count = "purchases", quantity}: {source: string; count?: CountedEvents; quantity?: string}
): Promise<SalesOfLog> {
  const event = COUNTED_EVENTS[count];
  const lines = await engine.read(
    quantity === undefined
      ? `SELECT item_id, ts_ms FROM sessionized_events WHERE event = ${event} AND item_id IS NOT NULL ORDER BY ts_ms, item_id`
      : `SELECT item_id, ts_ms, ${quoted(quantity)} AS quantity FROM extra_columns WHERE event = ${event} AND item_id IS NOT NULL ORDER BY ts_ms, item_id, line`
  );
  if (lines.rows === 0) {
    const others = Object.keys(COUNTED_EVENTS).filter((name) => name !== count);
    throw new UserError(`${source} has no ${count} of items`, `count something else: ${others.join(" or ")}`);
  }
  const ids = numbers(lines, "item_id");
  const own = Array.from(Int32Array.from(new Set(ids)).sort());
  const place = new Map(own.map((id, k) => [id, k]));
  const items = Int32Array.from(ids, (id) => place.get(id)!);
  const pieces =
    quantity === undefined ? new Float64Array(ids.length).fill(1) : piecesOf(lines.columns.quantity, quantity);
  const quantities = pieces.map(orNothing);
  const {columns} = await engine.read("SELECT max(ts_ms) AS last_ms FROM sessionized_events");
  const until = Math.floor(Number(columns.last_ms[0]) / DAY_MS) + 1;
  const catalogue = await engine.read("SELECT * FROM item_catalog");
  const names = namesOf(catalogue);
  const itemIds = own.map((id) => names.get(id) ?? id);
  const sales = salesGrid(itemIds, {items, timesMs: numbers(lines, "ts_ms"), quantities}, until);
  const known = await engine.read(`SELECT item_id, CAST(floor(ts_ms / ${DAY_MS}) AS INTEGER) AS day,
  CAST(sum(CASE WHEN event = ${VIEW} THEN 1 ELSE 0 END) AS INTEGER) AS views,
  CAST(sum(CASE WHEN event = ${ADD_TO_CART} THEN 1 ELSE 0 END) AS INTEGER) AS carts,
  CAST(avg(price_cents) AS DOUBLE) AS price
FROM sessionized_events WHERE item_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`);
  const daily = (name: string) => byDay(sales, place, known, name);
  const [views, carts, prices] = [daily("views"), daily("carts"), carriedOn(sales, daily("price"))];
  const any = (column: Float64Array) => column.some((value) => value > 0);
  const categories = await categoriesOf(engine, catalogue, own);
  return {
    sales,
    views: views.map(orNothing),
    categories: categories?.of ?? new Int32Array(own.length),
    signals: {
      views: any(views) ? views.map(orNothing) : null,
      carts: any(carts) ? carts.map(orNothing) : null,
      prices: any(prices) ? prices : null,
      categories
    },
    lines: lines.rows,
    withoutQuantity: pieces.reduce((n, value) => n + (Number.isNaN(value) ? 1 : 0), 0)
  };
}

const orNothing = (value: number) => (Number.isNaN(value) ? 0 : value);

/** Numbers of pieces, NaN where a line has none. */
function piecesOf(column: Table["columns"][string], name: string): Float64Array {
  if (Array.isArray(column))
    throw new UserError(`the column ${name} holds text`, "name one whose values are all numbers of pieces");
  return Float64Array.from(column as Int32Array | Float64Array, (value) => (value === MISSING ? NaN : value));
}

/** Own names of items, where the catalogue has them. */
function namesOf(catalogue: Table): Map<number, string> {
  const {item} = catalogue.columns;
  if (!Array.isArray(item)) return new Map();
  const ids = numbers(catalogue, "item_id");
  return new Map((item as readonly (string | null)[]).flatMap((name, k) => (name === null ? [] : [[ids[k], name]])));
}

/** What the log's days say in a column, on the grid's rows; NaN on a day without an event. Days before the first sale count nowhere. */
function byDay(
  {sales, offsets, firstDays, untilDay}: SalesGrid,
  place: ReadonlyMap<number, number>,
  known: Table,
  name: string
): Float64Array {
  const found = new Float64Array(sales.length).fill(NaN);
  const [ids, days, values] = ["item_id", "day", name].map((column) => numbers(known, column));
  ids.forEach((id, row) => {
    const item = place.get(id);
    if (item === undefined || days[row] < firstDays[item] || days[row] >= untilDay) return;
    found[offsets[item] + days[row] - firstDays[item]] = values[row];
  });
  return found;
}

/** A value stays until there is another. */
function carriedOn({offsets}: SalesGrid, values: Float64Array): Float64Array {
  for (let item = 0; item + 1 < offsets.length; item++)
    for (let at = offsets[item] + 1; at < offsets[item + 1]; at++)
      if (Number.isNaN(values[at])) values[at] = values[at - 1];
  return values;
}

/** Categories by the catalogue's number of them, or the part of their name that groups a log of anyone's; items without one have one of their own. */
async function categoriesOf(engine: Engine, catalogue: Table, ids: readonly number[]): Promise<SalesCategories | null> {
  const column = ["category_id", "department_id"].find((name) => name in catalogue.columns);
  if (column === undefined) return null;
  const numbersOf = numbers(catalogue, column);
  const names = new Map<number, string>();
  const texts = column === "category_id" ? catalogue.columns.category : undefined;
  if (Array.isArray(texts)) numbersOf.forEach((id, k) => names.set(id, texts[k] ?? ""));
  if (column === "department_id") {
    const named = await engine.read("SELECT department_id, name FROM department_names");
    numbers(named, "department_id").forEach((id, k) => names.set(id, String(named.columns.name[k])));
  }
  const catalogued = numbers(catalogue, "item_id");
  const of = new Map(Array.from(catalogued, (id, k) => [id, numbersOf[k]]));
  const present = new Set(ids.map((id) => of.get(id) ?? MISSING));
  present.delete(MISSING);
  if (present.size === 0) return null;
  const order = Array.from(present).sort((a, b) => a - b);
  const number = new Map(order.map((id, k) => [id, k + 1]));
  return {
    of: Int32Array.from(ids, (id) => number.get(of.get(id) ?? MISSING) ?? 0),
    titles: ["without a category", ...order.map((id) => names.get(id) || `category ${id}`)]
  };
}
