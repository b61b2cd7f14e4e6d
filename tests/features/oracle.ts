import type {Row} from "../pipeline/oracle.js";

/**
 * The 37 features once more, each by looking through the whole log, written from their definitions. Nothing here is shared with src/lib/features. A missing value is null.
 */
export interface OracleExample {
  readonly session_id: number;
  readonly user_id: number;
  readonly item_id: number;
  readonly as_of_ms: number;
}

/** What a catalogue says of an item from a time on. */
export interface OracleAttribute {
  readonly item_id: number;
  readonly from_ms: number;
  readonly department_id: number | null;
  readonly category_id?: number | null;
  readonly rating_tenths?: number | null;
  readonly reviews?: number | null;
  readonly tags?: number | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEVER = 129_600;

/** Every example at the end of every session: each distinct item, at the moment just after the session's last event. */
export function examplesAtEnd(events: readonly Row[], tick: number): OracleExample[] {
  return examplesOf(events, (own) => Math.max(...own.map((event) => event.ts_ms!)) + tick);
}

/** The same just after the n-th event of the sessions that have so many. */
export function examplesAfter(events: readonly Row[], tick: number, n: number): OracleExample[] {
  return examplesOf(events, (own) => {
    const nth = own.find((event) => event.event_no === n);
    return nth === undefined ? null : nth.ts_ms! + tick;
  });
}

function examplesOf(events: readonly Row[], momentOf: (own: Row[]) => number | null): OracleExample[] {
  const found: OracleExample[] = [];
  for (const session_id of ascending(events.map((event) => event.session_id!))) {
    const own = events.filter((event) => event.session_id === session_id);
    const as_of_ms = momentOf(own);
    if (as_of_ms === null) continue;
    const met = own.filter((event) => event.ts_ms! < as_of_ms && event.item_id !== null).map((event) => event.item_id!);
    for (const item_id of ascending(met)) found.push({session_id, user_id: own[0].user_id!, item_id, as_of_ms});
  }
  return found;
}

/** The coarsest of day, minute, second and millisecond that every time is a multiple of. */
export function tickOf(events: readonly Row[]): number {
  return [DAY, MINUTE, 1000].find((size) => events.every((event) => event.ts_ms! % size === 0)) ?? 1;
}

export function featuresOf(
  log: readonly Row[],
  {session_id, user_id, item_id, as_of_ms}: OracleExample,
  attributes: readonly OracleAttribute[] = []
): Record<string, number> {
  const known = log.filter((event) => event.ts_ms! < as_of_ms);
  const session = known.filter((event) => event.session_id === session_id);
  const user = known.filter((event) => event.user_id === user_id);
  const item = known.filter((event) => event.item_id === item_id);
  const pair = user.filter((event) => event.item_id === item_id);

  const count = (events: readonly Row[], days: number, is: (event: Row) => boolean) =>
    events.filter((event) => is(event) && event.ts_ms! >= as_of_ms - days * DAY).length;
  const view = ({event}: Row) => event === 0;
  const cart = ({event}: Row) => event === 1;
  const remove = ({event}: Row) => event === 2;
  const purchase = ({event}: Row) => event === 3;
  const begins = ({event_no}: Row) => event_no === 1;
  const minutesSince = (times: readonly number[]) =>
    times.length === 0 ? NEVER : Math.min(NEVER, Math.floor((as_of_ms - Math.max(...times)) / MINUTE));
  const timesOf = (events: readonly Row[]) => events.map((event) => event.ts_ms!);

  const sessionStart = Math.min(...timesOf(session));
  const beforeSession = timesOf(user).filter((ms) => ms < sessionStart);
  const firstEver = timesOf(user).reduce((a, b) => Math.min(a, b), Infinity);
  const views30 = count(user, 30, view);
  const date = new Date(as_of_ms - 1);

  const prices = item.filter(({price_cents}) => price_cents !== null);
  const latest = timesOf(prices).reduce((a, b) => Math.max(a, b), -Infinity);
  const price = prices.filter(({ts_ms}) => ts_ms === latest).reduce((most, e) => Math.max(most, e.price_cents!), 0);
  const top = prices.reduce((most, e) => Math.max(most, e.price_cents!), 0);

  const said = attributes
    .filter((attribute) => attribute.item_id === item_id && attribute.from_ms < as_of_ms)
    .sort((a, b) => a.from_ms - b.from_ms);

  return {
    minutes_since_previous_session:
      beforeSession.length === 0
        ? NEVER
        : Math.min(NEVER, Math.floor((sessionStart - Math.max(...beforeSession)) / MINUTE)),
    minutes_since_cart: minutesSince(timesOf(user.filter(cart))),
    minutes_since_purchase: minutesSince(timesOf(user.filter(purchase))),
    minutes_since_first_event: minutesSince(firstEver === Infinity ? [] : [firstEver]),

    view_count_1d: count(user, 1, view),
    view_count_7d: count(user, 7, view),
    view_count_30d: views30,
    session_count_7d: count(user, 7, begins),
    session_count_30d: count(user, 30, begins),
    purchase_count_7d: count(user, 7, purchase),
    purchase_count_30d: count(user, 30, purchase),

    cart_count_1d: count(user, 1, cart),
    cart_count_7d: count(user, 7, cart),
    cart_count_30d: count(user, 30, cart),
    remove_count_30d: count(user, 30, remove),
    carts_per_view_30d: views30 === 0 ? 0 : Math.floor((1000 * count(user, 30, cart)) / views30),

    session_events: session.length,
    session_carts: session.filter(cart).length,
    session_items: ascending(session.filter((e) => e.item_id !== null).map((e) => e.item_id!)).length,
    session_seconds: Math.floor((Math.max(...timesOf(session)) - sessionStart) / 1000),
    session_hour: date.getUTCHours(),
    session_weekday: (date.getUTCDay() + 6) % 7,

    user_item_view_count_1d: count(pair, 1, view),
    user_item_view_count_7d: count(pair, 7, view),
    user_item_view_count_30d: count(pair, 30, view),
    user_item_cart_count_30d: count(pair, 30, cart),
    user_item_purchase_count_30d: count(pair, 30, purchase),
    user_item_minutes_since_view: minutesSince(timesOf(pair.filter(view))),

    item_view_count_1d: count(item, 1, view),
    item_view_count_7d: count(item, 7, view),
    item_view_count_30d: count(item, 30, view),
    item_cart_count_30d: count(item, 30, cart),
    item_purchase_count_30d: count(item, 30, purchase),
    item_price: price,
    item_base_price: top,
    item_discount: top === 0 ? 0 : Math.floor((1000 * (top - price)) / top),
    item_category: said.at(-1)?.department_id ?? -1
  };
}

export function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
