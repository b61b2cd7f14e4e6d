import {log} from "../../core/portableMath.js";
import {MISSING} from "../../core/table.js";
import type {EventSequences} from "../../features/eventSequences.js";
import {EVENT_TYPES} from "../../sources/events.js";

/** How events become numbers: what was learned from the rows of training. */
export interface EventEncoder {
  /** How many of the latest events are looked at. */
  readonly steps: number;
  /** The departments met most often, ascending; others are not told apart. */
  readonly departments: readonly number[];
  /** A price is in band k where k of these, in cents, are below it. */
  readonly priceEdges: readonly number[];
}

/** The events of some rows as numbers, earlier places without an event first. */
export interface EncodedEvents {
  /** rows × steps × channels */
  readonly x: Float32Array;
  /** rows × steps: 1 where there is an event. */
  readonly mask: Float32Array;
}

const MOST_DEPARTMENTS = 16;
const PRICE_BANDS = 5;
/** Event types, the example's own item, its department, time since the event before, time to the moment. */
const FIXED = EVENT_TYPES.length + 4;

/** A natural logarithm of minutes over this is about one at a month. */
const TIME_SCALE = 10;

/**
 * Numbers for each event: how many.
 *
 * @example
 * ```ts
 * // four types, whether it is the row's item and department, two times; one department and two bands of prices
 * channelsOf({steps: 2, departments: [3], priceEdges: [500]}) // → 11
 * ```
 */
export function channelsOf({departments, priceEdges}: EventEncoder): number {
  return FIXED + departments.length + priceEdges.length + 1;
}

/**
 * Learns, from the events that the rows look back on, which departments there are and where prices are cut into fifths.
 * Throws `RangeError` for steps that are not a whole number from 1 to 32.
 *
 * @example
 * ```ts
 * const events = {
 *   ts_ms: Float64Array.of(0, 60_000, 120_000),
 *   event: Int32Array.of(0, 0, 1),
 *   item_id: Int32Array.of(7, 8, 8),
 *   department_id: Int32Array.of(4, 3, 3),
 *   price_cents: Int32Array.of(100, 500, 500)
 * };
 * const one = Int32Array.of(0);
 * const row = {from: one, until: Int32Array.of(3), item: one, department: one};
 * const sequences = {events, ...row, as_of_ms: Float64Array.of(180_000)};
 * fitEventEncoder(sequences, 3) // → {steps: 3, departments: [3, 4], priceEdges: [100, 500]}
 * fitEventEncoder(sequences, 2).departments // → [3] (the first event is too long ago)
 * fitEventEncoder(sequences, 0) // → throws RangeError: invalid steps: 0
 * ```
 */
export function fitEventEncoder({events, from, until}: EventSequences, steps: number): EventEncoder {
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= 32)) throw new RangeError(`invalid steps: ${steps}`);
  const seen = new Map<number, number>();
  const prices: number[] = [];
  // each event once, however many rows look back on it
  const looked = new Uint8Array(events.event.length);
  for (let row = 0; row < until.length; row++) looked.fill(1, Math.max(from[row], until[row] - steps), until[row]);
  for (let at = 0; at < looked.length; at++) {
    if (looked[at] === 0) continue;
    const department = events.department_id[at];
    if (department !== MISSING) seen.set(department, (seen.get(department) ?? 0) + 1);
    if (events.price_cents[at] !== MISSING) prices.push(events.price_cents[at]);
  }
  const sorted = Float64Array.from(prices).sort();
  const edges = Array.from(
    {length: PRICE_BANDS - 1},
    (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / PRICE_BANDS)]
  );
  return {
    steps,
    departments: [...seen]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, MOST_DEPARTMENTS)
      .map(([department]) => department)
      .sort((a, b) => a - b),
    priceEdges: sorted.length === 0 ? [] : [...new Set(edges)]
  };
}

/**
 * Encodes the events of the rows whose numbers are given, in that order; the latest event of each row stands at its last
 * place. A row without events is zeros throughout.
 *
 * @example
 * ```ts
 * // item 7 of department 3 was viewed two minutes before the moment, and put into the cart one minute before it
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const events = {
 *   ts_ms: Float64Array.of(0, 60_000),
 *   event: codes(0, 1),
 *   item_id: codes(7, 7),
 *   department_id: codes(3, 3),
 *   price_cents: codes(500, 600)
 * };
 * const example = {from: codes(0), until: codes(2), item: codes(7), department: codes(3)};
 * const sequences = {events, ...example, as_of_ms: Float64Array.of(120_000)};
 * const {x, mask} = encodeEvents({steps: 3, departments: [3], priceEdges: [500]}, sequences, [0]);
 * mask // → [0, 1, 1]
 * // type; own item, own department; ln(1 + minutes) / 10 since the event before and to the moment; department; price
 * x.slice(11, 22) // → [1, 0, 0, 0, 1, 1, 0, 0.1098…, 1, 1, 0]
 * x.slice(22, 33) // → [0, 1, 0, 0, 1, 1, 0.06931…, 0.06931…, 1, 0, 1]
 * ```
 */
export function encodeEvents(
  encoder: EventEncoder,
  {events, from, until, item, department, as_of_ms}: EventSequences,
  rows: ArrayLike<number>
): EncodedEvents {
  const {steps, departments, priceEdges} = encoder;
  const channels = channelsOf(encoder);
  const place = new Map(departments.map((code, k) => [code, FIXED + k]));
  const prices = FIXED + departments.length;
  const x = new Float32Array(rows.length * steps * channels);
  const mask = new Float32Array(rows.length * steps);
  const minutes = (ms: number) => log(1 + ms / 60_000) / TIME_SCALE;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    for (let at = Math.max(from[row], until[row] - steps); at < until[row]; at++) {
      const step = i * steps + steps - until[row] + at;
      mask[step] = 1;
      const to = step * channels;
      x[to + events.event[at]] = 1;
      if (item[row] !== MISSING && events.item_id[at] === item[row]) x[to + EVENT_TYPES.length] = 1;
      if (department[row] !== MISSING && events.department_id[at] === department[row])
        x[to + EVENT_TYPES.length + 1] = 1;
      x[to + EVENT_TYPES.length + 2] = at === from[row] ? 0 : minutes(events.ts_ms[at] - events.ts_ms[at - 1]);
      x[to + EVENT_TYPES.length + 3] = minutes(as_of_ms[row] - events.ts_ms[at]);
      const known = place.get(events.department_id[at]);
      if (known !== undefined) x[to + known] = 1;
      const price = events.price_cents[at];
      if (price !== MISSING) x[to + prices + priceEdges.filter((edge) => edge < price).length] = 1;
    }
  }
  return {x, mask};
}
