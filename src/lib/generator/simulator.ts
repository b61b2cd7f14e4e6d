import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import {pick, random, type SeededRandom} from "../core/random.js";
import {MISSING} from "../core/table.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../sources/events.js";
import {VISIT_GAP_MS, eventShares, intentShares, visitContext, weekdayOf, type VisitContext} from "./behaviour.js";
import {runBot} from "./bots.js";
import {plainCatalogue, type Catalogue} from "./catalogue.js";
import {Choice} from "./choice.js";
import {driftOf, populationOf, tasteShift, type DriftKind, type Population} from "./drift.js";
import {EventBuffer} from "./eventBuffer.js";
import {ItemWalk, type WalkPlace} from "./itemWalk.js";
import {assignOffer, drawResponse, offerOdds, purchaseAtOdds} from "./offer.js";
import type {OfferRow} from "./offerLog.js";
import {INTENTS, STAGES, changesItems, plainOptions, type ShopOptions} from "./options.js";
import {PurchaseAhead} from "./purchaseAhead.js";
import {STREAMS} from "./streams.js";

/** A cart is empty, holds something, or takes no more: what the shares of events depend on. */
const FILLS = 3;
const BUY = INTENTS.indexOf("buy");

/** Who a visitor is, as indices of the option tables; all are missing for a machine. */
export interface Visitor {
  readonly persona: number;
  readonly taste: number;
  readonly sensitivity: number;
}

/** A moment inside a visit: everything that going on from there once more takes. */
interface Moment {
  readonly rows: number;
  readonly source: Int32Array;
  readonly items: Int32Array;
  readonly cart: Int32Array;
  readonly shadowCart: Int32Array;
  readonly units: number;
  readonly walk: WalkPlace;
  readonly shadow: WalkPlace | undefined;
}

/** How an event ends: the probability that it is the visit's last, the pause before the next, and whether it bought. */
interface Ending {
  readonly end: number;
  readonly pause: number;
  readonly ordered: boolean;
}

/**
 * Simulates users one by one, each with random numbers of its own, by the hidden Markov model that `posterior.ts` inverts.
 *
 * Options that are off by default leave the draws of a user's main stream as they are. Where they change which items are viewed, a shadow
 * of the plain shop draws its items from the main stream and forgets them, and the items of the log have a stream of their own. Where they change
 * what a visit does, the visit is run twice from the same random numbers, and the user goes on where the unchanged run left the stream.
 */
export class Simulator {
  /** Visitors of every kind, in the order of their ids. */
  readonly population: Population;
  /** The offers so far. */
  readonly offers: OfferRow[] = [];
  /** Events that the tracker has lost, where the truth is kept. */
  readonly lost: EventBuffer | undefined;
  private readonly personas: Choice;
  private readonly trafficPersonas: Choice;
  private readonly tastes: Choice;
  private readonly sensitivities: Choice;
  private readonly days: Choice;
  private readonly trafficDays: Choice | undefined;
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
  private readonly walk: ItemWalk;
  private readonly shadow: ItemWalk | undefined;
  private readonly ahead: PurchaseAhead | undefined;
  private readonly seasonBit: number;
  private readonly tasteBit: number;
  private readonly shockBit: number;
  private readonly lossShare: number;

  private source: SeededRandom = random(0);
  /** Where the items of the log are drawn from: the main stream, or where an option changes them one for each visit. */
  private itemSource: SeededRandom = this.source;
  private user = 0;
  private taste = 0;
  private sensitivity = 0;
  /** Rows of the items in the cart; the first `units` are. */
  private readonly cart: Int32Array;
  private units = 0;
  /** The same of the shadow: what would be in the cart in the plain shop. */
  private readonly shadowCart: Int32Array;
  /** Of the visit at hand. */
  private visitNo = 0;
  private week = 0;
  private left = -1;
  private shadowLeft = -1;
  /** What the shadow's visit has left open, once it has ended. */
  private shadowOpen = -1;
  /** Whether the user may still become eligible for the offer. */
  private eligible = false;
  /** What an offer has changed: the factor on the odds of buying, and per cent off an order. */
  private odds = 1;
  private discount = 0;
  /** Orders and what they bring since these were last set to 0. */
  private orders = 0;
  private revenueCents = 0;

  constructor(
    private readonly o: ShopOptions,
    private readonly catalogue: Catalogue,
    private readonly log: EventBuffer
  ) {
    this.population = populationOf(o);
    this.personas = new Choice(o.personaShares);
    this.trafficPersonas = new Choice(o.trafficPersonas);
    this.tastes = new Choice(o.tasteWeights);
    this.sensitivities = new Choice(o.sensitivityShares);
    const dayWeights = Array.from({length: o.days}, (_, day) => {
      const week = Math.min(Math.floor(day / 7), o.weekWeights.length - 1);
      return o.weekdayWeights[weekdayOf(o.startMs + day * DAY_MS)] * o.weekWeights[week];
    });
    this.days = new Choice(dayWeights);
    const traffic = driftOf(o, "traffic-source");
    if (traffic !== undefined)
      this.trafficDays = new Choice(
        dayWeights.map((weight, day) => (day >= traffic.start && day < traffic.start + traffic.days ? weight : 0))
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
    this.cart = new Int32Array(o.cartLimit);
    this.shadowCart = new Int32Array(o.cartLimit);
    this.walk = new ItemWalk(o, catalogue);
    if (changesItems(o)) this.shadow = new ItemWalk(plainOptions(o), plainCatalogue(catalogue));
    if (o.offer !== null) this.ahead = new PurchaseAhead(o);
    const bit = (kind: DriftKind): number => {
      const place = o.drift.findIndex((scenario) => scenario.kind === kind);
      return place === -1 ? 0 : 1 << place;
    };
    this.seasonBit = bit("season");
    this.tasteBit = bit("taste");
    this.shockBit = bit("price-shock");
    this.lossShare = driftOf(o, "cart-loss")?.size ?? 0;
    if (this.lossShare > 0 && log.keepsTruth) this.lost = new EventBuffer(64, true);
  }

  /** Simulates visitor u + 1 to the log and tells who it is. */
  run(u: number): Visitor {
    const {o, log, population} = this;
    const from = log.rows;
    log.touch = 0;
    if (u >= population.usual + population.traffic) {
      runBot(o, this.catalogue, u - population.usual - population.traffic, u + 1, log);
      return {persona: MISSING, taste: MISSING, sensitivity: MISSING};
    }
    const usual = u < population.usual;
    const source = (this.source = usual
      ? random(o.seed, STREAMS.users, u)
      : random(o.seed, STREAMS.traffic, u - population.usual));
    if (this.shadow === undefined) this.itemSource = source;
    const persona = (usual ? this.personas : this.trafficPersonas).draw(source);
    const taste = (this.taste = this.tastes.draw(source));
    const sensitivity = (this.sensitivity = this.sensitivities.draw(source));
    this.user = u + 1;
    this.units = 0;
    this.eligible = o.offer !== null;
    let start: number | null = this.atHour(o.startMs + (usual ? this.days : this.trafficDays!).draw(source) * DAY_MS);
    this.left = this.shadowLeft = -1;
    for (let visit = 1; start !== null; visit++) {
      this.visitNo = visit;
      this.left = this.visit(persona, start);
      this.shadowLeft = this.shadowOpen;
      start = this.nextStart(persona, log.lastMs());
    }
    if (this.lossShare > 0) this.loseCarts(from);
    return {persona, taste, sensitivity};
  }

  /** What the tracker loses of the user's events from a row on. */
  private loseCarts(from: number): void {
    const {start, days, size} = driftOf(this.o, "cart-loss")!;
    const firstMs = this.o.startMs + start * DAY_MS;
    const endMs = firstMs + days * DAY_MS;
    const source = random(this.o.seed, STREAMS.cartLoss, this.user - 1);
    // one draw for each event that adds, lost or not, so that the draws do not depend on the scenario's size or start
    this.log.lose(
      from,
      (event, ms) => event === ADD_TO_CART && source.uniform() < size && ms >= firstMs && ms < endMs,
      this.lost
    );
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
  private visit(persona: number, startMs: number): number {
    const {o, source, shares} = this;
    if (!o.cartLasts) this.units = 0;
    if (this.shadow !== undefined) this.itemSource = random(o.seed, STREAMS.items, this.user - 1, this.visitNo);
    const context = visitContext(o, startMs, this.units);
    this.week = context.week;
    intentShares(o, persona, this.sensitivity, context.season === 1 ? context : {...context, season: 1}, shares);
    const plain = pick(shares, source);
    const intent = context.season === 1 ? plain : this.seasonIntent(plain, persona, context);
    if (intent === plain) return this.begin(plain, startMs);
    const moment = this.moment();
    const {eligible} = this;
    this.eligible = false;
    this.begin(plain, startMs);
    const after = source.save();
    this.backTo(moment);
    this.eligible = eligible;
    this.log.touch |= this.seasonBit;
    const open = this.begin(intent, startMs);
    this.log.touch &= ~this.seasonBit;
    source.restore(after);
    return open;
  }

  /**
   * The intent in a season of a visit that has another one, or the same, without it: as few visits as can be change, and only to or from
   * buying. `shares` has the plain shares.
   */
  private seasonIntent(plain: number, persona: number, context: VisitContext): number {
    const {o, shares} = this;
    const source = random(o.seed, STREAMS.season, this.user - 1, this.visitNo);
    const before = shares[BUY];
    const after = intentShares(o, persona, this.sensitivity, context, new Float64Array(INTENTS.length))[BUY];
    if (plain !== BUY) return source.uniform() < (1 - after) / (1 - before) ? plain : BUY;
    if (source.uniform() < after / before) return BUY;
    return pick(
      shares.map((share, intent) => (intent === BUY ? 0 : share)),
      source
    );
  }

  /** Begins a visit of an intent, and runs it to its end. */
  private begin(intent: number, startMs: number): number {
    const {taste, sensitivity, week} = this;
    const {share, department} = tasteShift(this.o, startMs);
    this.walk.begin(taste, sensitivity, week, share, department);
    this.shadow?.begin(taste, sensitivity, week, 0, 0);
    return this.steps(intent, this.firstStages[intent].draw(this.source), startMs, 0);
  }

  /**
   * Runs a visit from event `n` (from 0) to its end. Where the event is already written, `ending` says how it ends. Returns what `visit` does.
   */
  private steps(intent: number, stage: number, now: number, n: number, ending?: Ending): number {
    const {o, source, cart, shadowCart, catalogue, ends, walk, shadow, week} = this;
    const {weeks, priceCents} = catalogue;
    const after = this.eligible ? o.offer!.after : 0;
    for (; ; n++) {
      let end: number;
      let pause: number;
      if (ending !== undefined) {
        ({end, pause} = ending);
        ending = undefined;
      } else {
        const fill = this.units === 0 ? 0 : this.units < o.cartLimit ? 1 : 2;
        const at = ((intent * STAGES.length + stage) * FILLS + fill) * 3;
        const u = n === 0 ? 1 : source.uniform();
        end = o.endProbability[intent][stage];
        let added = false;
        let ordered = false;
        if (u < ends[at]) {
          const item = walk.focus;
          if (shadow !== undefined) shadowCart[this.units] = shadow.focus;
          cart[this.units++] = item;
          this.write(now, ADD_TO_CART, item, priceCents[item * weeks + week], MISSING, intent, stage);
          pause = this.dwell(this.pauses);
          added = true;
        } else if (u < ends[at + 1]) {
          const k = source.below(this.units);
          const item = cart[k];
          if (shadow !== undefined) shadowCart.copyWithin(k, k + 1, this.units);
          cart.copyWithin(k, k + 1, this.units--);
          this.write(now, REMOVE_FROM_CART, item, priceCents[item * weeks + week], MISSING, intent, stage);
          pause = this.dwell(this.pauses);
        } else if (u < (this.odds === 1 ? ends[at + 2] : this.purchaseEnd(at))) {
          // One order: a row for each distinct item, all at the same moment.
          for (let k = 0; k < this.units; k++) {
            const item = cart[k];
            if (cart.indexOf(item) < k) continue;
            const full = priceCents[item * weeks + week];
            const price = this.discount === 0 ? full : Math.round((full * (100 - this.discount)) / 100);
            this.revenueCents += price;
            this.write(now, TRANSACTION, item, price, MISSING, intent, stage, this.itemSource);
          }
          // how many rows an order has, and so may repeat, depends on its items: those of the plain shop for the main stream
          if (shadow !== undefined && o.repeatedRows > 0)
            for (let k = 0; k < this.units; k++) if (shadowCart.indexOf(shadowCart[k]) === k) source.uniform();
          this.orders++;
          this.units = 0;
          ordered = true;
          end = o.endAfterPurchase;
          pause = this.dwell(this.pauses);
        } else {
          const item = this.view(intent, stage);
          pause = this.dwell(this.dwells[stage]);
          this.write(now, VIEW, item, priceCents[item * weeks + week], pause, intent, stage);
          if (this.tasteBit !== 0) this.log.touch &= ~this.tasteBit;
        }
        if (this.eligible && (after === "cart" ? added : n + 1 === after))
          return this.bothArms(intent, stage, now, n, {end, pause, ordered});
      }
      if (source.uniform() < end) {
        if (shadow !== undefined) this.shadowOpen = this.units > 0 ? shadowCart[this.units - 1] : shadow.focus;
        return this.units > 0 ? cart[this.units - 1] : walk.focus;
      }
      now += pause;
      stage = this.nextStages[intent * STAGES.length + stage].draw(source);
    }
  }

  /** The item of the next view. With a shadow, the main stream's draws are those of the plain shop. */
  private view(intent: number, stage: number): number {
    const {walk, shadow, left, log} = this;
    if (shadow === undefined) return walk.view(this.source, left, intent, stage);
    shadow.view(this.source, this.shadowLeft, intent, stage);
    const item = walk.view(this.itemSource, left, intent, stage);
    if (walk.shifted) log.touch |= this.tasteBit;
    return item;
  }

  /** The upper end of the share of purchase where an offer has changed it. */
  private purchaseEnd(at: number): number {
    const {ends, odds} = this;
    return ends[at + 1] + purchaseAtOdds(ends[at + 2] - ends[at + 1], 1 - ends[at + 1], odds);
  }

  /**
   * The rest of a visit, right after an event, with and without the offer. Both runs begin with the same random numbers; the one that chance has dealt is
   * the log's, and the user goes on where the run without the offer has left the stream.
   */
  private bothArms(intent: number, stage: number, now: number, n: number, ending: Ending): number {
    const {o, source, log, catalogue, ahead} = this;
    const offer = o.offer!;
    this.eligible = false;
    const {treated, depthPercent} = assignOffer(offer, this.user - 1);
    const response = drawResponse(offer, o.seed, this.user - 1, this.sensitivity);
    let cartCents = 0;
    for (let k = 0; k < this.units; k++) cartCents += catalogue.priceCents[this.cart[k] * catalogue.weeks + this.week];
    const odds = offerOdds(offer, response, this.sensitivity, depthPercent, cartCents);
    const probability = [1, odds].map((factor) =>
      ahead!.after(intent, stage, this.units, ending.ordered, factor)
    ) as unknown as [number, number];
    const moment = this.moment();
    const bought: [boolean, boolean] = [false, false];
    const revenueCents: [number, number] = [0, 0];
    let open = -1;
    // the run of the other arm first; without a truth to keep, only where the stream needs it
    for (const arm of treated ? [0, 1] : log.keepsTruth ? [1, 0] : [0]) {
      this.backTo(moment);
      this.odds = arm === 1 ? odds : 1;
      this.discount = arm === 1 ? depthPercent : 0;
      this.orders = this.revenueCents = 0;
      open = this.steps(intent, stage, now, n, ending);
      bought[arm] = this.orders > 0;
      revenueCents[arm] = this.revenueCents;
      if (arm === 0) source.save(this.afterControl);
    }
    source.restore(this.afterControl);
    this.odds = 1;
    this.discount = 0;
    this.offers.push({
      user: this.user,
      ms: now,
      treated,
      depthPercent,
      cartCents,
      visit: this.visitNo,
      response,
      probability,
      bought,
      revenueCents
    });
    return open;
  }
  private readonly afterControl = new Int32Array(4);

  private moment(): Moment {
    return {
      rows: this.log.rows,
      source: this.source.save(),
      items: this.itemSource.save(),
      cart: this.cart.slice(0, this.units),
      shadowCart: this.shadowCart.slice(0, this.units),
      units: this.units,
      walk: this.walk.place(),
      shadow: this.shadow?.place()
    };
  }

  private backTo({rows, source, items, cart, shadowCart, units, walk, shadow}: Moment): void {
    this.log.rewind(rows);
    // without a shadow the two are one object, and its place the same
    this.itemSource.restore(items);
    this.source.restore(source);
    this.cart.set(cart);
    this.shadowCart.set(shadowCart);
    this.units = units;
    this.walk.backTo(walk);
    if (shadow !== undefined) this.shadow!.backTo(shadow);
  }

  private write(
    ms: number,
    event: number,
    item: number,
    price: number,
    dwell: number,
    intent: number,
    stage: number,
    source = this.source
  ): void {
    const {log, shockBit} = this;
    if (shockBit !== 0) {
      const {shocked, weeks} = this.catalogue;
      log.touch = shocked[item * weeks + this.week] === 1 ? log.touch | shockBit : log.touch & ~shockBit;
    }
    log.push(this.user, ms, event, item, price, dwell, this.visitNo, intent, stage);
    if (this.o.repeatedRows > 0 && source.uniform() < this.o.repeatedRows) log.repeat();
  }

  private dwell(classes: Choice): number {
    const bounds = this.o.dwellBoundsMs;
    const kind = classes.draw(this.source);
    return bounds[kind] + this.source.below(bounds[kind + 1] - bounds[kind]);
  }
}
