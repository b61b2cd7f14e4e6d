import {DAY_MS} from "../core/time.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../sources/events.js";
import type {AggregateInput, Feature} from "./feature.js";
import {usesOf} from "./featuresSql.js";
import type {Timeline} from "./timeline.js";

const TYPES: Readonly<Record<string, number>> = {
  views: VIEW,
  carts: ADD_TO_CART,
  removes: REMOVE_FROM_CART,
  purchases: TRANSACTION,
  last_cart_ms: ADD_TO_CART,
  last_purchase_ms: TRANSACTION,
  last_view_ms: VIEW
};

/**
 * Which events of a timeline a feature's value at a moment comes from, by index, ascending: those that are counted, or the one whose time or price is taken. It is read
 * from the feature's own expression. Throws `RangeError` for a column that it does not know.
 */
export function countedEvents(feature: Feature, line: Timeline, moment: number): number[] {
  const asOfMs = line.moments[moment];
  const {ts_ms} = line.events;
  const sessionNo = line.sessionAt[moment];
  const uses = usesOf(feature);
  const counted = new Set<number>();
  for (const use of uses.filter(({at}) => at === "now" || at === "before")) {
    const fromMs = windowStart(use, uses, asOfMs);
    const ofOwner = ts_ms
      .map((_, i) => i)
      .filter((i) => ts_ms[i] < asOfMs && ts_ms[i] >= fromMs && belongs(use, line, i, sessionNo));
    for (const i of taken(use, line, ofOwner, sessionNo)) counted.add(i);
  }
  return [...counted].sort((a, b) => a - b);
}

/** Where the window begins over which a column is counted; without one it is counted from the beginning. */
function windowStart({from, column}: AggregateInput, uses: readonly AggregateInput[], asOfMs: number): number {
  for (const use of uses)
    if (use.from === from && use.column === column && typeof use.at === "object") return asOfMs - use.at.days * DAY_MS;
  return -Infinity;
}

function belongs({from, at}: AggregateInput, line: Timeline, i: number, sessionNo: number): boolean {
  const own = i < line.own;
  const {item_id, session_no, ts_ms} = line.events;
  switch (from) {
    case "user":
      return own && (at !== "before" || ts_ms[i] < startOf(line, sessionNo));
    case "session":
      return own && session_no[i] === sessionNo;
    case "item":
      return item_id[i] === line.item;
    case "pair":
      return own && item_id[i] === line.item;
    default:
      throw new RangeError(`a timeline does not show what ${from} counts`);
  }
}

function startOf({events}: Timeline, sessionNo: number): number {
  return events.ts_ms[events.session_no.indexOf(sessionNo)];
}

/** Of an owner's events, in the order of time but for others' coming last, those that the column is made of. */
function taken(
  {column}: AggregateInput,
  line: Timeline,
  events: readonly number[],
  sessionNo: number
): readonly number[] {
  const {ts_ms, event, item_id, price_cents, event_no} = line.events;
  const edge = (indices: readonly number[], better: (a: number, b: number) => boolean) =>
    indices.reduce<readonly number[]>((best, i) => (best.length === 0 || better(i, best[0]) ? [i] : best), []);
  const last = (indices: readonly number[]) => edge(indices, (i, best) => ts_ms[i] >= ts_ms[best]);
  const priced = events.filter((i) => price_cents[i] !== null);
  switch (column) {
    case "views":
    case "carts":
    case "removes":
    case "purchases":
      return events.filter((i) => event[i] === TYPES[column]);
    case "last_cart_ms":
    case "last_purchase_ms":
    case "last_view_ms":
      return last(events.filter((i) => event[i] === TYPES[column]));
    case "sessions":
      return events.filter((i) => event_no[i] === 1);
    case "events":
      return events;
    case "items":
      return events.filter((i) => item_id[i] !== null && events.find((other) => item_id[other] === item_id[i]) === i);
    case "first_ms":
      return edge(events, (i, best) => ts_ms[i] < ts_ms[best]);
    case "ts_ms":
      return last(events);
    case "price_cents":
      return edge(
        priced,
        (i, best) => ts_ms[i] > ts_ms[best] || (ts_ms[i] === ts_ms[best] && price_cents[i]! > price_cents[best]!)
      );
    case "top_price_cents":
      return edge(priced, (i, best) => price_cents[i]! > price_cents[best]!);
    default:
      throw new RangeError(`a timeline does not show the column ${column} (session ${sessionNo})`);
  }
}
