import {EVENT_TYPES} from "../sources/events.js";
import type {Matrix} from "../models/matrix.js";
import {trackSession} from "./sessionState.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";
import {START_COLUMNS, startFeatures} from "./startFeatures.js";

const COLUMNS: readonly string[] = [
  "number",
  "minutes_since_start",
  "pause_seconds",
  "mean_pause_seconds",
  "dwell_seconds",
  ...EVENT_TYPES.map((name) => `${name}s`),
  ...EVENT_TYPES.map((name) => `last_${name}`),
  "units",
  "items",
  "seen",
  "again",
  "returns",
  "return_share",
  "departments",
  "discount",
  "mean_price",
  "views_since_cart"
];

/** The columns of `prefixFeatures`, in their order. */
export const prefixColumns = (withStart: boolean): readonly string[] =>
  withStart ? [...COLUMNS, ...START_COLUMNS] : COLUMNS;

/**
 * One row for every event: counts, times and the last event, as a table of features would have them at that moment, with
 * or without what was known at the session's start. Missing: NaN.
 */
export function prefixFeatures(sequences: SessionSequences, {withStart = false} = {}): Matrix {
  const columns = prefixColumns(withStart);
  const width = columns.length;
  const x = new Float32Array(eventsOf(sequences) * width);
  const starts = withStart ? startFeatures(sequences).x : null;
  const {event} = sequences.events;
  for (let s = 0; s < sequences.sessions; s++) {
    let sinceCart = NaN;
    trackSession(sequences, s, (facts) => {
      const {at, number, counts} = facts;
      if (EVENT_TYPES[event[at]] === "addtocart") sinceCart = 0;
      else if (EVENT_TYPES[event[at]] === "view") sinceCart++;
      const [views] = counts;
      let to = at * width;
      for (const value of [
        number,
        facts.sinceStartMs / 60_000,
        facts.pauseMs / 1000,
        number === 1 ? NaN : facts.sinceStartMs / (number - 1) / 1000,
        facts.dwellMs / 1000,
        ...counts,
        ...EVENT_TYPES.map((_, type) => (event[at] === type ? 1 : 0)),
        facts.units,
        facts.items,
        facts.seen,
        facts.again ? 1 : 0,
        facts.returns,
        views === 0 ? NaN : facts.returns / views,
        facts.departments,
        facts.discount,
        facts.meanPrice,
        sinceCart
      ])
        x[to++] = value;
      if (starts !== null) x.set(starts.subarray(s * START_COLUMNS.length, (s + 1) * START_COLUMNS.length), to);
    });
  }
  return {rows: eventsOf(sequences), columns, x};
}
