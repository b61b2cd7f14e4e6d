import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import {pick, pickFromSums, random, type Random} from "../core/random.js";
import {MISSING} from "../core/table.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../sources/events.js";
import {VISIT_GAP_MS, eventShares, intentShares, itemWeights, visitContext, weekdayOf} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {Choice} from "./choice.js";
import type {EventBuffer} from "./eventBuffer.js";
import {INTENTS, SENSITIVITIES, STAGES, type ShopOptions} from "./options.js";

const STREAM = 2;
/** A cart is empty, holds something, or takes no more: what the shares of events depend on. */
const FILLS = 3;

/** Simulates users one by one, each with random numbers of its own, by the hidden Markov model that `posterior.ts` inverts. */
export class Simulator {
  private readonly shelf: readonly Float64Array[];
  private readonly personas: Choice;
  private readonly tastes: Choice;
  private readonly sensitivities: Choice;
  private readonly days: Choice;
  private readonly hours: Choice;
  private readonly weekendHours: Choice;
  private readonly returns: readonly Choice[];
  private readonly firstStages: readonly Choice[];
  /** At intent × STAGES + stage. */
  private readonly nextStages: readonly Choice[];
  private readonly dwells: readonly Choice[];
  private readonly pauses: Choice;
  /** Upper ends of the shares of add, remove and purchase on the unit interval: at (((intent × STAGES) + stage) × FILLS + fill) × 3. */
  private readonly ends: Float64Array;
  private readonly shares = new Float64Array(INTENTS.length);
  private readonly linkWeights: Float64Array;

  private source: Random = random(0);
  private user = 0;
  private taste = 0;
  /** Rows of the items in the cart; the first `units` are. */
  private readonly cart: Int32Array;
  private units = 0;
  /** Distinct items seen in this visit, in the order of their first views; the first `seenItems` are. */
  private seen = new Int32Array(64);
  private seenItems = 0;
  /** By item: the visit, counted over all users, that has last seen it. */
  private readonly seenIn: Int32Array;
  private visits = 0;

  constructor(
    private readonly o: ShopOptions,
    private readonly catalogue: Catalogue,
    private readonly log: EventBuffer
  ) {
    this.shelf = itemWeights(o, catalogue);
    this.personas = new Choice(o.personaShares);
    this.tastes = new Choice(o.tasteWeights);
    this.sensitivities = new Choice(o.sensitivityShares);
    this.days = new Choice(
      Array.from({length: o.days}, (_, day) => {
        const week = Math.min(Math.floor(day / 7), o.weekWeights.length - 1);
        return o.weekdayWeights[weekdayOf(o.startMs + day * DAY_MS)] * o.weekWeights[week];
      })
    );
    this.hours = new Choice(o.hourWeights);
    this.weekendHours = new Choice(o.weekendHourWeights);
    this.returns = o.returnWeights.map((weights) => new Choice(weights));
    this.firstStages = o.firstStage.map((weights) => new Choice(weights));
    this.nextStages = o.stageTransitions.flatMap((rows) => rows.map((weights) => new Choice(weights)));
    this.dwells = o.dwellWeights.map((weights) => new Choice(weights));
    this.pauses = new Choice(o.pauseWeights);
    this.ends = new Float64Array(INTENTS.length * STAGES.length * FILLS * 3);
    for (let intent = 0, at = 0; intent < INTENTS.length; intent++)
      for (let stage = 0; stage < STAGES.length; stage++)
        for (const units of [0, Math.min(1, o.cartLimit - 1), o.cartLimit]) {
          const p = eventShares(o, intent, stage, units);
          this.ends[at++] = p.add;
          this.ends[at++] = p.add + p.remove;
          this.ends[at++] = p.add + p.remove + p.purchase;
        }
    this.linkWeights = new Float64Array(o.linkWeights.length);
    this.cart = new Int32Array(o.cartLimit);
    this.seenIn = new Int32Array(catalogue.items.rows);
  }

  /** Simulates user u + 1 to the log and tells who it is. */
  run(u: number): {persona: number; taste: number; sensitivity: number} {
    const {o, log} = this;
    const source = (this.source = random(o.seed, STREAM, u));
    const persona = this.personas.draw(source);
    const taste = (this.taste = this.tastes.draw(source));
    const sensitivity = this.sensitivities.draw(source);
    this.user = u + 1;
    this.units = 0;
    let start: number | null = this.atHour(o.startMs + this.days.draw(source) * DAY_MS);
    let left = -1;
    for (let visit = 1; start !== null; visit++) {
      left = this.visit(persona, sensitivity, visit, start, left);
      start = this.nextStart(persona, log.lastMs());
    }
    return {persona, taste, sensitivity};
  }

  /** A time in the day that starts at `midnightMs`, by the hours' weights. */
  private atHour(midnightMs: number): number {
    const hours = weekdayOf(midnightMs) >= 5 ? this.weekendHours : this.hours;
    return midnightMs + hours.draw(this.source) * HOUR_MS + this.source.below(HOUR_MS);
  }

  /** When the user comes back after a last event at `lastMs`; null where not, or not within the period. */
  private nextStart(persona: number, lastMs: number): number | null {
    const {o, source} = this;
    if (source.uniform() >= o.returnProbability[persona]) return null;
    const kind = this.returns[persona].draw(source);
    let start: number;
    if (kind === 0) {
      const [from, to] = o.returnSoonMinutes;
      start = lastMs + from * MINUTE_MS + source.below((to - from) * MINUTE_MS);
    } else {
      const [from, to] = o.returnDays[kind - 1];
      const midnight = Math.floor(lastMs / DAY_MS) * DAY_MS;
      start = this.atHour(midnight + (from + source.below(to - from + 1)) * DAY_MS);
    }
    return start - lastMs > VISIT_GAP_MS && start < o.startMs + o.days * DAY_MS ? start : null;
  }

  /** One visit. Returns the row of the item it leaves open: the last one in its cart, else the last one viewed. */
  private visit(persona: number, sensitivity: number, visit: number, startMs: number, left: number): number {
    const {o, source, cart, catalogue, ends} = this;
    const {weeks, priceCents} = catalogue;
    if (!o.cartLasts) this.units = 0;
    this.seenItems = 0;
    this.visits++;
    const context = visitContext(o, startMs, this.units);
    const intent = pick(intentShares(o, persona, sensitivity, context, this.shares), source);
    const week = context.week;
    const sums = this.shelf[week * SENSITIVITIES.length + sensitivity];
    let focus = -1;
    let stage = this.firstStages[intent].draw(source);
    let now = startMs;
    for (let n = 0; ; n++) {
      const fill = this.units === 0 ? 0 : this.units < o.cartLimit ? 1 : 2;
      const at = ((intent * STAGES.length + stage) * FILLS + fill) * 3;
      const u = n === 0 ? 1 : source.uniform();
      let end = o.endProbability[intent][stage];
      let pause: number;
      if (u < ends[at]) {
        cart[this.units++] = focus;
        this.write(now, ADD_TO_CART, focus, priceCents[focus * weeks + week], MISSING, visit, intent, stage);
        pause = this.dwell(this.pauses);
      } else if (u < ends[at + 1]) {
        const k = source.below(this.units);
        const item = cart[k];
        cart.copyWithin(k, k + 1, this.units--);
        this.write(now, REMOVE_FROM_CART, item, priceCents[item * weeks + week], MISSING, visit, intent, stage);
        pause = this.dwell(this.pauses);
      } else if (u < ends[at + 2]) {
        // One order: a row for each distinct item, all at the same moment.
        for (let k = 0; k < this.units; k++) {
          const item = cart[k];
          if (cart.indexOf(item) < k) continue;
          this.write(now, TRANSACTION, item, priceCents[item * weeks + week], MISSING, visit, intent, stage);
        }
        this.units = 0;
        end = o.endAfterPurchase;
        pause = this.dwell(this.pauses);
      } else {
        focus = this.nextItem(focus, left, intent, stage, week, sums);
        if (this.seenIn[focus] !== this.visits) this.see(focus);
        pause = this.dwell(this.dwells[stage]);
        this.write(now, VIEW, focus, priceCents[focus * weeks + week], pause, visit, intent, stage);
      }
      if (source.uniform() < end) {
        return this.units > 0 ? cart[this.units - 1] : focus;
      }
      now += pause;
      stage = this.nextStages[intent * STAGES.length + stage].draw(source);
    }
  }

  private write(
    ms: number,
    event: number,
    item: number,
    price: number,
    dwell: number,
    visit: number,
    intent: number,
    stage: number
  ): void {
    this.log.push(this.user, ms, event, item, price, dwell, visit, intent, stage);
    if (this.o.repeatedRows > 0 && this.source.uniform() < this.o.repeatedRows) this.log.repeat();
  }

  /** Row of the item viewed next. */
  private nextItem(
    focus: number,
    left: number,
    intent: number,
    stage: number,
    week: number,
    sums: Float64Array
  ): number {
    const {o, source, seen, seenItems, linkWeights, catalogue} = this;
    if (focus === -1) return left !== -1 && source.uniform() < o.resume[intent] ? left : this.shelfItem(sums);
    const u = source.uniform();
    if (u < o.follow[stage]) {
      const {links, inStock, weeks} = catalogue;
      const places = linkWeights.length;
      let any = 0;
      for (let k = 0; k < places; k++)
        any += linkWeights[k] = o.linkWeights[k] * inStock[links[focus * places + k] * weeks + week];
      if (any > 0) return links[focus * places + pick(linkWeights, source)];
    } else if (u < o.follow[stage] + o.revisit[stage] && seenItems > 1) {
      const k = source.below(seenItems - 1);
      return seen[k] === focus ? seen[seenItems - 1] : seen[k];
    }
    return this.shelfItem(sums);
  }

  private shelfItem(sums: Float64Array): number {
    const {departmentStart} = this.catalogue;
    return this.source.uniform() < this.o.tasteShare
      ? pickFromSums(sums, departmentStart[this.taste], departmentStart[this.taste + 1], this.source)
      : pickFromSums(sums, 0, sums.length, this.source);
  }

  private see(item: number): void {
    this.seenIn[item] = this.visits;
    if (this.seenItems === this.seen.length) {
      const wider = new Int32Array(2 * this.seen.length);
      wider.set(this.seen);
      this.seen = wider;
    }
    this.seen[this.seenItems++] = item;
  }

  private dwell(classes: Choice): number {
    const bounds = this.o.dwellBoundsMs;
    const kind = classes.draw(this.source);
    return bounds[kind] + this.source.below(bounds[kind + 1] - bounds[kind]);
  }
}
