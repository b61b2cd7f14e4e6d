import {MISSING, table, type Table} from "../core/table.js";
import type {RawEvents} from "../sources/events.js";

/** What the generator knows of each event and no feature may use, in the order of the events; `visit_no` counts a user's visits from 1. */
export type EventTruth = Table<{visit_no: Int32Array; intent: Int32Array; stage: Int32Array}>;

/** Events in the order in which they are simulated: columns that grow by doubling and can be emptied and filled anew. */
export class EventBuffer {
  rows = 0;
  /** Scenarios that touch the next events, a bit each: part of what is kept beside them. */
  touch = 0;
  private ms: Float64Array;
  private user: Int32Array;
  private event: Int32Array;
  private item: Int32Array;
  private price: Int32Array;
  private dwell: Int32Array;
  private visit: Int32Array;
  private intent: Int32Array;
  private stage: Int32Array;
  private touched: Int32Array;

  /** @param capacity rows to begin with; @param keepsTruth without it the hidden states of events are forgotten at once. */
  constructor(
    capacity: number,
    readonly keepsTruth: boolean
  ) {
    this.ms = new Float64Array(capacity);
    [this.user, this.event, this.item, this.price, this.dwell] = Array.from(
      {length: 5},
      () => new Int32Array(capacity)
    );
    [this.visit, this.intent, this.stage, this.touched] = Array.from(
      {length: 4},
      () => new Int32Array(keepsTruth ? capacity : 0)
    );
  }

  /** Adds an event. `item` is the item's row in the catalogue; everything else is as the columns have it. */
  push(
    user: number,
    ms: number,
    event: number,
    item: number,
    price: number,
    dwell: number,
    visit: number,
    intent: number,
    stage: number
  ): void {
    const row = this.rows++;
    if (row === this.ms.length) this.grow();
    this.ms[row] = ms;
    this.user[row] = user;
    this.event[row] = event;
    this.item[row] = item + 1;
    this.price[row] = price;
    this.dwell[row] = dwell;
    if (!this.keepsTruth) return;
    this.visit[row] = visit;
    this.intent[row] = intent;
    this.stage[row] = stage;
    if (this.touch !== 0 || this.touched[row] !== 0) this.touched[row] = this.touch;
  }

  /** Adds the last event once more. */
  repeat(): void {
    const row = this.rows - 1;
    this.push(
      this.user[row],
      this.ms[row],
      this.event[row],
      this.item[row] - 1,
      this.price[row],
      this.dwell[row],
      this.visit[row],
      this.intent[row],
      this.stage[row]
    );
  }

  /** Takes back every event from a row on. */
  rewind(rows: number): void {
    this.rows = rows;
  }

  /** Drops the events from a row on that `isLost` names, to another buffer where one is given. */
  lose(from: number, isLost: (event: number, ms: number) => boolean, lost?: EventBuffer): void {
    let kept = from;
    for (let row = from; row < this.rows; row++) {
      if (isLost(this.event[row], this.ms[row])) {
        lost?.push(
          this.user[row],
          this.ms[row],
          this.event[row],
          this.item[row] - 1,
          this.price[row],
          this.dwell[row],
          this.visit[row],
          this.intent[row],
          this.stage[row]
        );
        continue;
      }
      if (kept !== row) this.copyRow(row, kept);
      kept++;
    }
    this.rows = kept;
  }

  /** Time of the last event. */
  lastMs(): number {
    return this.ms[this.rows - 1];
  }

  /** The rows that sort the events by time, those of equal times as they came. */
  timeOrder(): Float64Array {
    const {ms, rows} = this;
    let first = Infinity;
    let last = 0;
    for (let i = 0; i < rows; i++) {
      if (ms[i] < first) first = ms[i];
      if (ms[i] > last) last = ms[i];
    }
    // Time and row as one whole number, where a double holds it exactly: sorting numbers needs no calls of a comparison.
    if ((last - first + 1) * rows <= Number.MAX_SAFE_INTEGER) {
      const keys = new Float64Array(rows);
      for (let i = 0; i < rows; i++) keys[i] = (ms[i] - first) * rows + i;
      keys.sort();
      for (let i = 0; i < rows; i++) keys[i] %= rows;
      return keys;
    }
    return Float64Array.from({length: rows}, (_, i) => i).sort((a, b) => ms[a] - ms[b] || a - b);
  }

  /** A copy of the events, in this order of rows or as they came. */
  events(order?: Float64Array): RawEvents {
    const {rows} = this;
    return table({
      user_id: this.copy(this.user, order),
      ts_ms: order === undefined ? this.ms.slice(0, rows) : order.map((row) => this.ms[row]),
      tick: new Int32Array(rows),
      event: this.copy(this.event, order),
      item_id: this.copy(this.item, order),
      price_cents: this.copy(this.price, order),
      dwell_ms: this.copy(this.dwell, order),
      session_key: new Int32Array(rows).fill(MISSING)
    });
  }

  /** The hidden states of the same events. Throws `RangeError` where they were not kept. */
  truth(order?: Float64Array): EventTruth {
    if (!this.keepsTruth) throw new RangeError("the hidden states of these events were not kept");
    return table({
      visit_no: this.copy(this.visit, order),
      intent: this.copy(this.intent, order),
      stage: this.copy(this.stage, order)
    });
  }

  /** Which scenarios touch each of the same events, a bit each; as `truth`. */
  touchedBits(order?: Float64Array): Int32Array {
    if (!this.keepsTruth) throw new RangeError("what touches these events was not kept");
    return this.copy(this.touched, order);
  }

  clear(): void {
    this.rows = 0;
  }

  private copyRow(from: number, to: number): void {
    this.ms[to] = this.ms[from];
    for (const column of [this.user, this.event, this.item, this.price, this.dwell]) column[to] = column[from];
    if (this.keepsTruth)
      for (const column of [this.visit, this.intent, this.stage, this.touched]) column[to] = column[from];
  }

  private copy(column: Int32Array, order?: Float64Array): Int32Array {
    if (order === undefined) return column.slice(0, this.rows);
    const out = new Int32Array(this.rows);
    for (let i = 0; i < out.length; i++) out[i] = column[order[i]];
    return out;
  }

  private grow(): void {
    const ms = new Float64Array(2 * this.ms.length);
    ms.set(this.ms);
    this.ms = ms;
    const wider = (column: Int32Array): Int32Array => {
      const grown = new Int32Array(2 * column.length);
      grown.set(column);
      return grown;
    };
    this.user = wider(this.user);
    this.event = wider(this.event);
    this.item = wider(this.item);
    this.price = wider(this.price);
    this.dwell = wider(this.dwell);
    this.visit = wider(this.visit);
    this.intent = wider(this.intent);
    this.stage = wider(this.stage);
    this.touched = wider(this.touched);
  }
}
