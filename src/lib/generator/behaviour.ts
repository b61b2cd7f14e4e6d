import {exp, log} from "../core/portableMath.js";
import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import type {Catalogue} from "./catalogue.js";
import {driftOf, seasonFactor} from "./drift.js";
import {purchaseAtOdds} from "./offer.js";
import {INTENTS, SENSITIVITIES, STAGES, type ShopOptions} from "./options.js";

/** Visits of one user are further apart than this, and pauses within one are shorter: the 30-minute rule finds true visits. */
export const VISIT_GAP_MS = 30 * MINUTE_MS;

/** What a visit's start alone says: known to the shop, not hidden. */
export interface VisitContext {
  /** Of the period, 0-based. */
  readonly week: number;
  readonly sale: boolean;
  readonly weekend: boolean;
  readonly evening: boolean;
  /** Something is in the cart from an earlier visit. */
  readonly cartWaits: boolean;
  /** Factor of a season on the weight of intent "buy"; 1 outside one. */
  readonly season: number;
}

/** 0 is Monday; 1 January 1970 was a Thursday. */
export function weekdayOf(ms: number): number {
  return (Math.floor(ms / DAY_MS) + 3) % 7;
}

/** Hour of the day, UTC, 0 to 23. */
export function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) % 24;
}

/** The context of a visit that starts at `startMs` with this many units in the cart. */
export function visitContext(o: ShopOptions, startMs: number, units: number): VisitContext {
  const day = Math.floor((startMs - o.startMs) / DAY_MS);
  const week = Math.floor(day / 7);
  const hour = hourOf(startMs);
  return {
    week,
    sale: o.saleWeeks.includes(week),
    weekend: weekdayOf(startMs) >= 5,
    evening: hour >= o.eveningHours[0] && hour < o.eveningHours[1],
    cartWaits: units > 0,
    season: seasonFactor(o, startMs)
  };
}

/** Distribution of a visit's intent given who visits and when. Writes to `out`, one share an intent. */
export function intentShares(
  o: ShopOptions,
  persona: number,
  sensitivity: number,
  at: VisitContext,
  out: Float64Array
): Float64Array {
  let total = 0;
  for (let intent = 0; intent < INTENTS.length; intent++) {
    let weight = o.intentWeights[persona][intent];
    if (intent === BUY) {
      if (at.sale) weight *= o.saleLift[sensitivity];
      if (at.weekend) weight *= o.weekendLift;
      if (at.evening) weight *= o.eveningLift;
      if (at.cartWaits) weight *= o.waitingCartLift;
      weight *= at.season;
    }
    total += out[intent] = weight;
  }
  for (let intent = 0; intent < INTENTS.length; intent++) out[intent] /= total;
  return out;
}
const BUY = INTENTS.indexOf("buy");

/** Probability of each event type given the hidden intent and stage and the units in the cart. */
export interface EventShares {
  readonly view: number;
  readonly add: number;
  readonly remove: number;
  readonly purchase: number;
}

/**
 * The shares of the next event's type; they sum to 1. An empty cart can only be added to, a full one takes nothing more. `odds` is the factor
 * of an offer on the odds of buying.
 */
export function eventShares(o: ShopOptions, intent: number, stage: number, units: number, odds = 1): EventShares {
  const add = units === 0 ? o.addFirst[intent][stage] : units < o.cartLimit ? o.addMore[intent][stage] : 0;
  const remove = units === 0 ? 0 : o.remove[intent][stage];
  const purchase = units === 0 ? 0 : purchaseAtOdds(o.purchase[intent][stage], 1 - add - remove, odds);
  return {view: 1 - add - remove - purchase, add, remove, purchase};
}

/**
 * Weights of items on the shelves, as running sums over the catalogue's rows: one array for each week and sensitivity, at
 * `[week × SENSITIVITIES.length + sensitivity]`. An item out of stock weighs nothing.
 */
export function itemWeights(o: ShopOptions, catalogue: Catalogue): Float64Array[] {
  const n = catalogue.items.rows;
  const {popularity_rank: rank, rating_tenths: rating} = catalogue.items.columns;
  const {trending, shocked} = catalogue;
  const shock = driftOf(o, "price-shock");
  const byPrice = o.priceElasticity.map((by) => (shock === undefined ? 1 : exp(-by * log(1 + shock.size))));
  const all: Float64Array[] = [];
  for (let week = 0; week < catalogue.weeks; week++)
    for (let v = 0; v < SENSITIVITIES.length; v++) {
      const sums = new Float64Array(n);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const cell = i * catalogue.weeks + week;
        if (catalogue.inStock[cell] === 1) {
          let weight =
            (o.discountAppeal[v][catalogue.discount[cell]] *
              o.priceAppeal[v][catalogue.priceQuartile[i]] *
              (1 + (o.ratingAppeal * (rating[i] - 40)) / 10)) /
            (rank[i] + o.popularityShift);
          if (trending.length > 0 && trending[cell] === 1) weight *= o.trendLift;
          if (shocked.length > 0 && shocked[cell] === 1) weight *= byPrice[v];
          sum += weight;
        }
        sums[i] = sum;
      }
      all.push(sums);
    }
  return all;
}

/**
 * Probability that a visit now in a given intent, stage and cart size still buys: the fixed point of the chain of events, found by
 * sweeps until nothing moves. At `[(intent × STAGES + stage) × (cartLimit + 1) + units]`.
 */
export function purchaseProbabilityAhead(o: ShopOptions): Float64Array {
  const width = o.cartLimit + 1;
  const cells = INTENTS.length * STAGES.length * width;
  const ahead = new Float64Array(cells);
  const [view, add, remove, purchase] = Array.from({length: 4}, () => new Float64Array(cells));
  for (let cell = 0; cell < cells; cell++) {
    const p = eventShares(
      o,
      Math.floor(cell / (STAGES.length * width)),
      Math.floor(cell / width) % STAGES.length,
      cell % width
    );
    view[cell] = p.view;
    add[cell] = p.add;
    remove[cell] = p.remove;
    purchase[cell] = p.purchase;
  }
  for (let sweep = 0; sweep < 100_000; sweep++) {
    let change = 0;
    for (let intent = 0; intent < INTENTS.length; intent++)
      for (let stage = 0; stage < STAGES.length; stage++)
        for (let units = 0; units < width; units++) {
          let sum = 0;
          for (let next = 0; next < STAGES.length; next++) {
            const to = (intent * STAGES.length + next) * width + units;
            sum +=
              o.stageTransitions[intent][stage][next] *
              (purchase[to] +
                view[to] * ahead[to] +
                (add[to] > 0 ? add[to] * ahead[to + 1] : 0) +
                (remove[to] > 0 ? remove[to] * ahead[to - 1] : 0));
          }
          const cell = (intent * STAGES.length + stage) * width + units;
          const value = (1 - o.endProbability[intent][stage]) * sum;
          change = Math.max(change, Math.abs(value - ahead[cell]));
          ahead[cell] = value;
        }
    if (change < 1e-15) return ahead;
  }
  throw new RangeError("the chance of a purchase ahead does not settle: some stage never ends; raise endProbability");
}
