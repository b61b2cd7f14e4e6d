import {compileCondition, compileExpression} from "../sql/compileExpression.js";
import {inputsOf, type Condition, type Expression} from "../sql/expression.js";
import {EVENT_TYPES} from "../sources/events.js";
import {cumulativeColumn, ofLeftPages, type Counted, type Fold} from "./cumulativeAggregates.js";

/** What an event is to a fold, in memory: the columns of `sessionized_events` and the derived ones that folds read. Missing: NaN. */
interface FoldedEvent {
  ts_ms: number;
  event: number;
  price_cents: number;
  first_of_session: number;
  first_of_item: number;
}

/** Folds one event into a row of cumulative values. */
type FoldStep = (data: Float64Array, row: number) => void;

/** What events of a class do to a row, however many there are. */
export interface EventClass {
  /** Places to which each event adds the same. */
  readonly counts: readonly {readonly place: number; readonly by: number}[];
  /** Places that hold the time of the first event, or of the latest. */
  readonly times: readonly {readonly place: number; readonly first: boolean}[];
}

/**
 * How cumulative aggregates of one kind are kept in memory: made once from the definitions behind `cumulativeAggregatesSql`, for all keys. An event belongs to one of few
 * classes (its type, and whether it is the first of its session, and of its item there), and for each class it is worked out in advance which columns it changes and how.
 */
export interface FoldPlan {
  /** Numbers of a row: its time, the columns, and what folds keep beside them. */
  readonly width: number;
  /** The place of each column in a row. */
  readonly places: Readonly<Record<string, number>>;
  /** A row before any event. */
  readonly initial: Float64Array;
  /** By `eventClass`. */
  readonly steps: readonly (readonly FoldStep[])[];
  /** The same where what events do depends on nothing but their class and time, so that many events can be folded in at once; else null. */
  readonly classes: readonly EventClass[] | null;
  /** The event at hand, which is read by folds that depend on more than its class. */
  readonly current: FoldedEvent;
}

/** The class of an event, see `FoldPlan`. */
export const eventClass = (event: number, firstOfSession: boolean, firstOfItem: boolean): number =>
  event + (firstOfSession ? TYPES : 0) + (firstOfItem ? 2 * TYPES : 0);

const TYPES = EVENT_TYPES.length;

/** How many classes of events there are. */
export const CLASSES = 4 * TYPES;

/**
 * The plan for some columns. Throws `RangeError` for a column that there is not, and for one that cannot be kept event by event: of pages that were left, or of
 * what may still change when a later event comes at the same time.
 */
export function foldPlan(counted: Counted, columns: readonly string[]): FoldPlan {
  if (ofLeftPages(counted)) throw new RangeError(`${counted} is not kept online`);
  const current: FoldedEvent = {ts_ms: NaN, event: NaN, price_cents: NaN, first_of_session: NaN, first_of_item: NaN};
  const leaf = (name: string) => {
    if (!Object.hasOwn(current, name)) throw new RangeError(`${name} is not kept online`);
    return () => current[name as keyof FoldedEvent];
  };
  const places: Record<string, number> = {ts_ms: 0};
  const chosen = columns.filter((name) => name !== "ts_ms");
  const initial = [NaN];
  const steps: FoldStep[][] = Array.from({length: CLASSES}, () => []);
  const classes = steps.map(() => ({
    counts: [] as {place: number; by: number}[],
    times: [] as {place: number; first: boolean}[]
  }));
  let byClass = true;
  for (const name of chosen) {
    const {fold, value} = cumulativeColumn(counted, name);
    const place = (places[name] = initial.length);
    initial.push(NaN);
    // of the last value, the time at which it was said
    if (fold === "last") initial.push(NaN);
    const evaluate = compileExpression(value, leaf);
    const simple = steps.map((_, code) =>
      simplified(value, {
        event: code % TYPES,
        first_of_session: Math.floor(code / TYPES) % 2,
        first_of_item: Math.floor(code / (2 * TYPES))
      })
    );
    // a sum of values that are always there may begin with 0; one of others is missing until there is a value
    const counts = fold === "sum" && simple.every((of) => of.op === "number" && !Number.isNaN(of.value));
    if (counts) initial[place] = 0;
    steps.forEach((list, code) => {
      const step = counts ? countStep(simple[code], place) : foldStep(fold, simple[code], evaluate, place);
      if (step === null) return;
      list.push(step);
      const value = simple[code];
      if (counts && value.op === "number") classes[code].counts.push({place, by: value.value});
      else if (isTime(value) && fold !== "sum") classes[code].times.push({place, first: fold === "min"});
      else byClass = false;
    });
  }
  return {
    width: initial.length,
    places,
    initial: Float64Array.from(initial),
    steps,
    classes: byClass ? classes : null,
    current
  };
}

/** Adds the constant that an event of a class counts for; null where that is 0. */
function countStep(value: Expression, place: number): FoldStep | null {
  const constant = value.op === "number" ? value.value : NaN;
  return constant === 0
    ? null
    : (data, row) => {
        data[row + place] += constant;
      };
}

const isTime = (value: Expression): boolean => value.op === "input" && value.input === "ts_ms";

/** What an event of a class does to a column; null where that is nothing. */
function foldStep(fold: Fold, value: Expression, evaluate: () => number, place: number): FoldStep | null {
  if (value.op === "number" && Number.isNaN(value.value)) return null;
  // times come in order: the latest is the greatest, the first the least
  if (isTime(value) && fold !== "sum") {
    return fold === "min"
      ? (data, row) => {
          if (Number.isNaN(data[row + place])) data[row + place] = data[row];
        }
      : (data, row) => {
          data[row + place] = data[row];
        };
  }
  return (data, row) => {
    const next = evaluate();
    if (Number.isNaN(next)) return;
    const at = row + place;
    const before = data[at];
    const none = Number.isNaN(before);
    switch (fold) {
      case "sum":
        data[at] = none ? next : before + next;
        break;
      case "min":
        data[at] = none || next < before ? next : before;
        break;
      case "max":
        data[at] = none || next > before ? next : before;
        break;
      case "last":
        // of several at one time the greatest
        if (data[at + 1] !== data[row] || next > before) data[at] = next;
        data[at + 1] = data[row];
    }
  };
}

/** An expression of which some inputs are known, as far as that decides it; NULL is NaN. */
function simplified(expression: Expression, known: Readonly<Record<string, number>>): Expression {
  const isKnown = (name: string) => Object.hasOwn(known, name);
  if (expression.op === "case") {
    const holds = decided(expression.when, known);
    if (holds === null) return expression;
    if (holds) return simplified(expression.then, known);
    return expression.otherwise === null ? {op: "number", value: NaN} : simplified(expression.otherwise, known);
  }
  if (!inputsOf(expression).every(isKnown)) return expression;
  return {op: "number", value: compileExpression(expression, (name) => () => known[name])()};
}

/** Whether a condition holds, as far as it is known; else null. */
function decided(condition: Condition, known: Readonly<Record<string, number>>): boolean | null {
  if (condition.op === "and" || condition.op === "or") {
    const parts = condition.conditions.map((part) => decided(part, known));
    const settles = condition.op === "or";
    if (parts.includes(settles)) return settles;
    return parts.includes(null) ? null : !settles;
  }
  const read = "value" in condition ? inputsOf(condition.value) : [condition.left, condition.right].flatMap(inputsOf);
  if (!read.every((name) => Object.hasOwn(known, name))) return null;
  return compileCondition(condition, (name) => () => known[name])();
}

/** Rows of cumulative values, see `FoldPlan`, that are found by time. */
export interface CumulativeRows {
  readonly data: Float64Array;
  /** Where the last row strictly before a time begins; −1 where there is none. */
  before(ms: number): number;
}

/**
 * Cumulative aggregates of one key: a row for each time at which it has events, with the values over all its events up to and with that time. Events come in order
 * of time. Rows that no lookup can ask for any more are forgotten when room is short.
 */
export class RunningTable implements CumulativeRows {
  /** Row after row, see `FoldPlan`. */
  data: Float64Array;
  /** Where the latest row begins; −1 without one. */
  private last = -1;
  private forgotten = false;

  /** @param keepMs how far back from the latest event a lookup may go */
  constructor(
    private readonly plan: FoldPlan,
    private readonly keepMs: number,
    rows = 4
  ) {
    this.data = new Float64Array(rows * plan.width);
  }

  /** The time of the latest event; NaN without one. */
  get latestMs(): number {
    return this.last < 0 ? NaN : this.data[this.last];
  }

  /** Forgets all events; the room stays. */
  clear(): void {
    this.last = -1;
    this.forgotten = false;
  }

  /** Adds an event of a class. Throws `RangeError` for a time before that of the latest. */
  add(ms: number, code: number): void {
    const {width} = this.plan;
    let row = this.last;
    if (row < 0 || this.data[row] !== ms) {
      if (row >= 0 && !(ms > this.data[row]))
        throw new RangeError(`an event at ${ms} comes after one at ${this.data[row]}; add events in order of time`);
      if (row + 2 * width > this.data.length && row >= 0) {
        this.makeRoom();
        row = this.last;
      }
      const next = row < 0 ? 0 : row + width;
      const {data} = this;
      if (row < 0) data.set(this.plan.initial, 0);
      else for (let i = 1; i < width; i++) data[next + i] = data[row + i];
      data[next] = ms;
      this.last = row = next;
    }
    const steps = this.plan.steps[code];
    for (let i = 0; i < steps.length; i++) steps[i](this.data, row);
  }

  /** Where the last row strictly before a time begins; −1 where there is none. Throws `RangeError` for a time so early that its row is forgotten. */
  before(ms: number): number {
    const {data, last} = this;
    if (last < 0 || data[last] < ms) return last;
    const {width} = this.plan;
    // rows [0, low) are before the time, rows [high, …) are not
    let low = 0;
    let high = last / width;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (data[middle * width] < ms) low = middle + 1;
      else high = middle;
    }
    if (low === 0 && this.forgotten)
      throw new RangeError(
        `what was known before ${ms} is forgotten; ask within ${this.keepMs} ms of the latest event`
      );
    return (low - 1) * width;
  }

  private makeRoom(): void {
    const {width} = this.plan;
    const rows = this.last / width + 1;
    const kept = this.before(this.data[this.last] - this.keepMs) / width;
    if (kept >= rows / 2) {
      this.data.copyWithin(0, kept * width, rows * width);
      this.last -= kept * width;
      this.forgotten = true;
      return;
    }
    const larger = new Float64Array(2 * this.data.length);
    larger.set(this.data);
    this.data = larger;
  }
}
