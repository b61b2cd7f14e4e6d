import {UserError} from "../core/errors.js";
import {log} from "../core/portableMath.js";
import {MISSING} from "../core/table.js";
import {EVENT_TYPES} from "../sources/events.js";
import {trackSession} from "./sessionState.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";
import {START_COLUMNS, startFeatures} from "./startFeatures.js";

/** How the events of a session become numbers: what was learned from the sessions of training. */
export interface SessionEncoder {
  /** The departments met most often, ascending; others are not told apart. */
  readonly departments: readonly number[];
  /** A price is in band k where k of these, in cents, are below it. */
  readonly priceEdges: readonly number[];
  /** A pause is in band k where k of these, in milliseconds, are below it. */
  readonly pauseEdges: readonly number[];
  /** Whether each event also tells what was known at the session's start, see `startFeatures`. */
  readonly withStart: boolean;
}

const MOST_DEPARTMENTS = 16;
const PRICE_BANDS = 5;
const PAUSE_BANDS = 8;

/** Events so far and all that goes with it are near one at a few thousand. */
const COUNT_SCALE = 8;
/** Logarithms of seconds are near one at half an hour. */
const SECONDS_SCALE = 8;

const FIXED = [
  ...EVENT_TYPES,
  "first",
  "log_pause",
  "log_dwell",
  "dwell_known",
  "log_since_start",
  "log_mean_pause",
  "seen",
  "log_seen",
  "again",
  "discount",
  "log_number",
  "log_items",
  "log_departments",
  "log_returns",
  "return_share",
  "carted",
  "log_units",
  "log_carts",
  "log_removes",
  "log_transactions"
] as const;

/** The names of the numbers of an event, in their order. */
export function sessionChannels({departments, priceEdges, pauseEdges, withStart}: SessionEncoder): readonly string[] {
  return [
    ...FIXED,
    ...departments.map((code) => `department_${code}`),
    ...bands("price", priceEdges),
    ...bands("pause", pauseEdges),
    ...(withStart ? START_COLUMNS : [])
  ];
}

const bands = (name: string, edges: readonly number[]) =>
  Array.from({length: edges.length + 1}, (_, k) => `${name}_band_${k}`);

/**
 * Learns, from the sessions of training, which departments there are and where prices and pauses are cut into bands of
 * equal size. Throws `UserError` where there is no event.
 */
export function fitSessionEncoder(sequences: SessionSequences, {withStart = false} = {}): SessionEncoder {
  const {sessions, from, events} = sequences;
  if (eventsOf(sequences) === 0) throw new UserError("no session has an event", "choose sessions that have some");
  const counted = new Map<number, number>();
  const prices: number[] = [];
  const pauses: number[] = [];
  for (let s = 0; s < sessions; s++)
    for (let at = from[s]; at < from[s + 1]; at++) {
      const department = events.department_id[at];
      if (department !== MISSING) counted.set(department, (counted.get(department) ?? 0) + 1);
      if (events.price_cents[at] !== MISSING) prices.push(events.price_cents[at]);
      if (at > from[s]) pauses.push(events.ts_ms[at] - events.ts_ms[at - 1]);
    }
  return {
    departments: [...counted]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, MOST_DEPARTMENTS)
      .map(([department]) => department)
      .sort((a, b) => a - b),
    priceEdges: equalBands(prices, PRICE_BANDS),
    pauseEdges: equalBands(pauses, PAUSE_BANDS),
    withStart
  };
}

function equalBands(values: readonly number[], count: number): number[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  const edges = Array.from({length: count - 1}, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / count)]);
  return [...new Set(edges)];
}

/**
 * The numbers of every event, events × channels, row-major. Those of an event depend on it and on earlier events of its
 * session alone, and on what was known at the session's start where the encoder tells that.
 */
export function encodeSessions(encoder: SessionEncoder, sequences: SessionSequences): Float32Array {
  const {departments, priceEdges, pauseEdges, withStart} = encoder;
  const width = sessionChannels(encoder).length;
  const x = new Float32Array(eventsOf(sequences) * width);
  const fixed = Object.fromEntries(FIXED.map((name, k) => [name, k])) as Record<(typeof FIXED)[number], number>;
  const departmentAt = new Map(departments.map((code, k) => [code, FIXED.length + k]));
  const prices = FIXED.length + departments.length;
  const pauses = prices + priceEdges.length + 1;
  const starts = withStart ? startFeatures(sequences) : null;
  const startsAt = pauses + pauseEdges.length + 1;
  const seconds = (ms: number) => log(1 + ms / 1000) / SECONDS_SCALE;
  const count = (n: number) => (n === 0 ? 0 : log(1 + n) / COUNT_SCALE);
  const {event, department_id, price_cents} = sequences.events;
  for (let s = 0; s < sequences.sessions; s++)
    trackSession(sequences, s, (facts) => {
      const {at, counts} = facts;
      const row = x.subarray(at * width, (at + 1) * width);
      row[event[at]] = 1;
      if (Number.isNaN(facts.pauseMs)) row[fixed.first] = 1;
      else {
        row[fixed.log_pause] = seconds(facts.pauseMs);
        row[pauses + band(pauseEdges, facts.pauseMs)] = 1;
      }
      if (!Number.isNaN(facts.dwellMs)) {
        row[fixed.log_dwell] = seconds(facts.dwellMs);
        row[fixed.dwell_known] = 1;
      }
      row[fixed.log_since_start] = seconds(facts.sinceStartMs);
      if (facts.number > 1) row[fixed.log_mean_pause] = seconds(facts.sinceStartMs / (facts.number - 1));
      row[fixed.seen] = facts.seen > 0 ? 1 : 0;
      row[fixed.log_seen] = count(facts.seen);
      row[fixed.again] = facts.again ? 1 : 0;
      row[fixed.discount] = Number.isNaN(facts.discount) ? 0 : facts.discount;
      row[fixed.log_number] = count(facts.number);
      row[fixed.log_items] = count(facts.items);
      row[fixed.log_departments] = count(facts.departments);
      row[fixed.log_returns] = count(facts.returns);
      if (counts[0] > 0) row[fixed.return_share] = facts.returns / counts[0];
      row[fixed.carted] = facts.units > 0 ? 1 : 0;
      row[fixed.log_units] = count(facts.units);
      row[fixed.log_carts] = count(counts[1]);
      row[fixed.log_removes] = count(counts[2]);
      row[fixed.log_transactions] = count(counts[3]);
      const department = departmentAt.get(department_id[at]);
      if (department !== undefined) row[department] = 1;
      if (price_cents[at] !== MISSING) row[prices + band(priceEdges, price_cents[at])] = 1;
      if (starts !== null)
        row.set(starts.x.subarray(s * START_COLUMNS.length, (s + 1) * START_COLUMNS.length), startsAt);
    });
  return x;
}

/** How many edges, ascending, are below a value. */
function band(edges: readonly number[], value: number): number {
  let k = 0;
  while (k < edges.length && edges[k] < value) k++;
  return k;
}
