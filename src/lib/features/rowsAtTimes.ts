import {CLASSES, type CumulativeRows, type EventClass, type FoldPlan} from "./runningTable.js";

/**
 * Cumulative aggregates of one key at a few times that are known in advance. Events come in order of time; of those between two times it is enough to count each class and
 * to remember its first and latest, as long as nothing else of an event matters.
 */
export class RowsAtTimes implements CumulativeRows {
  /** The running row, then one for each time. */
  readonly data: Float64Array;
  private readonly classes: readonly EventClass[];
  private readonly found: Int32Array;
  private times: ArrayLike<number> = [];
  private next = 0;
  private latestMs = NaN;
  // of events that are not in the running row yet, by class
  private readonly counts = new Int32Array(CLASSES);
  private readonly first = new Float64Array(CLASSES);
  private readonly latest = new Float64Array(CLASSES);

  /** @param most times of one run. Throws `RangeError` for a plan that needs more of an event than its class and time. */
  constructor(
    private readonly plan: FoldPlan,
    most: number
  ) {
    if (plan.classes === null) throw new RangeError("these features need more of an event than its type and time");
    this.classes = plan.classes;
    this.data = new Float64Array((1 + most) * plan.width);
    this.found = new Int32Array(most);
  }

  /** Forgets all events. @param times ascending, and not changed before the next start */
  start(times: ArrayLike<number>): void {
    this.times = times;
    this.next = 0;
    this.latestMs = NaN;
    this.counts.fill(0);
    this.data.set(this.plan.initial, 0);
  }

  /** Adds an event of a class. */
  add(ms: number, code: number): void {
    while (this.next < this.times.length && this.times[this.next] <= ms) this.keep();
    if (this.counts[code]++ === 0) this.first[code] = ms;
    this.latest[code] = ms;
    this.latestMs = ms;
  }

  /** Throws `RangeError` for a time that is neither one of those given nor after the latest event. */
  before(ms: number): number {
    for (let k = 0; k < this.next; k++) if (this.times[k] === ms) return this.found[k];
    if (this.latestMs >= ms) throw new RangeError(`no row was kept for ${ms}`);
    this.fold();
    return Number.isNaN(this.latestMs) ? -1 : 0;
  }

  private keep(): void {
    this.fold();
    const {width} = this.plan;
    const none = Number.isNaN(this.latestMs);
    const row = (1 + this.next) * width;
    if (!none) for (let i = 0; i < width; i++) this.data[row + i] = this.data[i];
    this.found[this.next++] = none ? -1 : row;
  }

  /** Brings the running row up to date. */
  private fold(): void {
    const {data, counts} = this;
    data[0] = this.latestMs;
    for (let code = 0; code < CLASSES; code++) {
      const n = counts[code];
      if (n === 0) continue;
      counts[code] = 0;
      const {counts: adds, times} = this.classes[code];
      for (let i = 0; i < adds.length; i++) data[adds[i].place] += n * adds[i].by;
      for (let i = 0; i < times.length; i++) {
        const {place, first} = times[i];
        const before = data[place];
        const ms = first ? this.first[code] : this.latest[code];
        if (!(first ? before <= ms : before >= ms)) data[place] = ms;
      }
    }
  }
}
