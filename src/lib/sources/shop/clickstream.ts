import {pick, pickFromSums, random, type Random} from "../../core/random.js";
import {MISSING, table, type Table} from "../../core/table.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW, type RawEvents} from "../events.js";
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  VISIT_GAP_MS,
  eventShares,
  intentShares,
  shelves,
  visitContext,
  weekdayOf
} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {SENSITIVITIES, type ShopOptions} from "./options.js";

/**
 * What the generator knows and no feature may use. Rows of `events` are those of the clickstream, in its order; `visit_no` counts
 * a user's visits from 1.
 */
export interface Truth {
  readonly users: Table<{user_id: Int32Array; persona: Int32Array; taste: Int32Array; sensitivity: Int32Array}>;
  readonly events: Table<{visit_no: Int32Array; intent: Int32Array; stage: Int32Array}>;
}

const STREAM = 2;

/**
 * Simulates every user by the hidden Markov model that `posterior.ts` inverts, and puts the events of all in order of time (of
 * equal times: of user, then as they came). `onProgress` hears the share of users done.
 */
export function simulate(
  o: ShopOptions,
  catalogue: Catalogue,
  onProgress?: (share: number) => void
): {events: RawEvents; truth: Truth} {
  const shelf = shelves(o, catalogue);
  const log = new Log();
  const persona = new Int32Array(o.users);
  const taste = new Int32Array(o.users);
  const sensitivity = new Int32Array(o.users);
  const dayWeights = Float64Array.from({length: o.days}, (_, day) => {
    const week = Math.min(Math.floor(day / 7), o.weekWeights.length - 1);
    return o.weekdayWeights[weekdayOf(o.startMs + day * DAY_MS)] * o.weekWeights[week];
  });
  for (let u = 0; u < o.users; u++) {
    const source = random(o.seed, STREAM, u);
    persona[u] = pick(o.personaShares, source);
    taste[u] = pick(o.tasteWeights, source);
    sensitivity[u] = pick(o.sensitivityShares, source);
    const who = {user: u + 1, persona: persona[u], taste: taste[u], sensitivity: sensitivity[u]};
    let start: number | null = atHour(o, o.startMs + pick(dayWeights, source) * DAY_MS, source);
    let left = -1;
    for (let visit = 1; start !== null; visit++) {
      left = simulateVisit(o, catalogue, shelf, who, visit, start, left, source, log);
      start = nextStart(o, who.persona, log.lastMs(), source);
    }
    if (onProgress !== undefined && u % 500 === 0) onProgress(u / o.users);
  }
  const user_id = Int32Array.from({length: o.users}, (_, u) => u + 1);
  return {...log.finish(), truth: {users: table({user_id, persona, taste, sensitivity}), events: log.truth()}};
}

interface Visitor {
  readonly user: number;
  readonly persona: number;
  readonly taste: number;
  readonly sensitivity: number;
}

/** A time in the day that starts at `midnightMs`, by the hours' weights. */
function atHour(o: ShopOptions, midnightMs: number, source: Random): number {
  const hours = weekdayOf(midnightMs) >= 5 ? o.weekendHourWeights : o.hourWeights;
  return midnightMs + pick(hours, source) * HOUR_MS + source.below(HOUR_MS);
}

/** When the user comes back after a last event at `lastMs`; null where not, or not within the period. */
function nextStart(o: ShopOptions, persona: number, lastMs: number, source: Random): number | null {
  if (source.uniform() >= o.returnProbability[persona]) return null;
  const kind = pick(o.returnWeights[persona], source);
  let start: number;
  if (kind === 0) {
    const [from, to] = o.returnSoonMinutes;
    start = lastMs + from * MINUTE_MS + source.below((to - from) * MINUTE_MS);
  } else {
    const [from, to] = o.returnDays[kind - 1];
    const midnight = Math.floor(lastMs / DAY_MS) * DAY_MS;
    start = atHour(o, midnight + (from + source.below(to - from + 1)) * DAY_MS, source);
  }
  return start - lastMs > VISIT_GAP_MS && start < o.startMs + o.days * DAY_MS ? start : null;
}

const shares = new Float64Array(3);

/** One visit. Returns the row of the item it leaves open: the last one in its cart, else the last one viewed. */
function simulateVisit(
  o: ShopOptions,
  catalogue: Catalogue,
  shelf: readonly Float64Array[],
  who: Visitor,
  visit: number,
  startMs: number,
  left: number,
  source: Random,
  log: Log
): number {
  const context = visitContext(o, startMs);
  const intent = pick(intentShares(o, who.persona, who.sensitivity, context, shares), source);
  const sums = shelf[context.week * SENSITIVITIES.length + who.sensitivity];
  const {departmentStart, weeks, priceCents, inStock, links} = catalogue;
  const places = o.linkWeights.length;
  const linkWeights = new Float64Array(places);
  const seen: number[] = [];
  const cart: number[] = [];
  let focus = -1;
  let stage = pick(o.firstStage[intent], source);
  let now = startMs;

  const draw = (): number =>
    source.uniform() < o.tasteShare
      ? pickFromSums(sums, departmentStart[who.taste], departmentStart[who.taste + 1], source)
      : pickFromSums(sums, 0, sums.length, source);
  const nextItem = (): number => {
    if (focus === -1) return left !== -1 && source.uniform() < o.resume[intent] ? left : draw();
    const u = source.uniform();
    if (u < o.follow[stage]) {
      let any = 0;
      for (let k = 0; k < places; k++)
        any += linkWeights[k] = o.linkWeights[k] * inStock[links[focus * places + k] * weeks + context.week];
      if (any > 0) return links[focus * places + pick(linkWeights, source)];
    } else if (u < o.follow[stage] + o.revisit[stage] && seen.length > 1) {
      const k = source.below(seen.length - 1);
      return seen[k] === focus ? seen[seen.length - 1] : seen[k];
    }
    return draw();
  };
  const price = (item: number): number => priceCents[item * weeks + context.week];
  const dwell = (weights: readonly number[]): number => {
    const kind = pick(weights, source);
    return o.dwellBoundsMs[kind] + source.below(o.dwellBoundsMs[kind + 1] - o.dwellBoundsMs[kind]);
  };

  for (let n = 0; ; n++) {
    const p = eventShares(o, intent, stage, cart.length);
    const u = n === 0 ? 1 : source.uniform();
    let end = o.endProbability[intent][stage];
    let pause: number;
    if (u < p.add) {
      cart.push(focus);
      log.push(who.user, now, ADD_TO_CART, focus, price(focus), MISSING, visit, intent, stage);
      pause = dwell(o.pauseWeights);
    } else if (u < p.add + p.remove) {
      const [item] = cart.splice(source.below(cart.length), 1);
      log.push(who.user, now, REMOVE_FROM_CART, item, price(item), MISSING, visit, intent, stage);
      pause = dwell(o.pauseWeights);
    } else if (u < p.add + p.remove + p.purchase) {
      // One order: a row for each distinct item, all at the same moment.
      for (const item of new Set(cart))
        log.push(who.user, now, TRANSACTION, item, price(item), MISSING, visit, intent, stage);
      cart.length = 0;
      end = o.endAfterPurchase;
      pause = dwell(o.pauseWeights);
    } else {
      const item = nextItem();
      if (!seen.includes(item)) seen.push(item);
      focus = item;
      pause = dwell(o.dwellWeights[stage]);
      log.push(who.user, now, VIEW, item, price(item), pause, visit, intent, stage);
    }
    if (source.uniform() < end) return cart.length > 0 ? cart[cart.length - 1] : focus;
    now += pause;
    stage = pick(o.stageTransitions[intent][stage], source);
  }
}

/** Columns that grow by doubling, in the order users are simulated. */
class Log {
  private rows = 0;
  private ms = new Float64Array(1 << 16);
  private readonly ints = ["user", "event", "item", "price", "dwell", "visit", "intent", "stage"] as const;
  private readonly columns: Record<(typeof this.ints)[number], Int32Array> = Object.fromEntries(
    this.ints.map((name) => [name, new Int32Array(1 << 16)])
  ) as never;
  private order = new Uint32Array(0);

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
    const c = this.columns;
    this.ms[row] = ms;
    c.user[row] = user;
    c.event[row] = event;
    c.item[row] = item + 1;
    c.price[row] = price;
    c.dwell[row] = dwell;
    c.visit[row] = visit;
    c.intent[row] = intent;
    c.stage[row] = stage;
  }

  lastMs(): number {
    return this.ms[this.rows - 1];
  }

  finish(): {events: RawEvents} {
    const {ms, rows} = this;
    this.order = Uint32Array.from({length: rows}, (_, i) => i).sort((a, b) => ms[a] - ms[b] || a - b);
    const c = this.columns;
    const ts_ms = new Float64Array(rows);
    for (let i = 0; i < rows; i++) ts_ms[i] = ms[this.order[i]];
    return {
      events: table({
        user_id: this.sorted(c.user),
        ts_ms,
        tick: new Int32Array(rows),
        event: this.sorted(c.event),
        item_id: this.sorted(c.item),
        price_cents: this.sorted(c.price),
        dwell_ms: this.sorted(c.dwell),
        session_key: new Int32Array(rows).fill(MISSING)
      })
    };
  }

  truth(): Truth["events"] {
    const c = this.columns;
    return table({visit_no: this.sorted(c.visit), intent: this.sorted(c.intent), stage: this.sorted(c.stage)});
  }

  private sorted(column: Int32Array): Int32Array {
    const out = new Int32Array(this.rows);
    for (let i = 0; i < this.rows; i++) out[i] = column[this.order[i]];
    return out;
  }

  private grow(): void {
    const ms = new Float64Array(this.ms.length * 2);
    ms.set(this.ms);
    this.ms = ms;
    for (const name of this.ints) {
      const wider = new Int32Array(ms.length);
      wider.set(this.columns[name]);
      this.columns[name] = wider;
    }
  }
}
