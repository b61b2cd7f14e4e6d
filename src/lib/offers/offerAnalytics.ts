import {HOUR_MS} from "../core/time.js";
import {wilsonInterval, type Interval} from "../metrics/intervals.js";
import type {Offer} from "./offer.js";
import type {OfferStore} from "./offerStore.js";
import type {Refusal} from "./policy.js";
import {readDecision, readOffer, readOrder, type DecisionRecord, type OrderRecord} from "./shopRecords.js";

/** All that the shop has kept of its decisions, offers and orders, in order of time. */
export interface ShopLog {
  readonly decisions: readonly DecisionRecord[];
  readonly offers: readonly Offer[];
  readonly orders: readonly OrderRecord[];
  /** Records that could not be read, and are in none of these. */
  readonly damaged: number;
}

/** Reads all records of a store. Throws what the store throws. */
export async function readShopLog(store: OfferStore): Promise<ShopLog> {
  let damaged = 0;
  const all = async <T>(prefix: string, read: (value: unknown) => T | null): Promise<T[]> =>
    (await store.list(prefix)).flatMap(({value}) => {
      const found = read(value);
      if (found === null) damaged++;
      return found === null ? [] : [found];
    });
  const [decisions, offers, orders] = [
    await all("decision/", readDecision),
    await all("offer/", readOffer),
    await all("order/", readOrder)
  ];
  return {
    decisions: decisions.sort((a, b) => a.ms - b.ms),
    offers: offers.sort((a, b) => a.shownMs - b.shownMs),
    orders: orders.sort((a, b) => a.ms - b.ms),
    damaged
  };
}

/** How often each reason stood against an offer first, and how often none did. */
export function countDecisions(decisions: readonly DecisionRecord[]): ReadonlyMap<Refusal | "offer", number> {
  const counts = new Map<Refusal | "offer", number>();
  for (const {refusal} of decisions) {
    const key = refusal ?? "offer";
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** What an hour came to, or all hours together. */
export interface OfferTotals {
  readonly decisions: number;
  /** Offers shown, offers for which an e-mail address was given, and orders with a code. */
  readonly interventions: number;
  readonly claims: number;
  readonly conversions: number;
  readonly orders: number;
  /** What was paid, and what was given away, in cents. */
  readonly revenueCents: number;
  readonly discountCents: number;
}

/** The totals with the share of offers that came to an order; null where there was no offer. */
export interface OfferSummary extends OfferTotals {
  readonly conversion: (Interval & {readonly value: number}) | null;
}

/** Totals of what the shop has kept; a conversion is an order with a code, so that what is kept once is counted once. */
function totals({decisions, offers, orders}: Pick<ShopLog, "decisions" | "offers" | "orders">): OfferTotals {
  return {
    decisions: decisions.length,
    interventions: offers.length,
    claims: offers.filter(({emailGiven}) => emailGiven).length,
    conversions: orders.filter(({offerId}) => offerId !== null).length,
    orders: orders.length,
    revenueCents: orders.reduce((sum, {cents, discountCents}) => sum + cents - discountCents, 0),
    discountCents: orders.reduce((sum, order) => sum + order.discountCents, 0)
  };
}

/**
 * All hours together. The interval of the conversion is Wilson's, of offers as if they were independent; offers of one visitor are not, so that it
 * is rather too short.
 *
 * @example
 * ```ts
 * summarizeOffers({decisions: [], offers: [], orders: [], damaged: 0}).conversion // → null
 * ```
 */
export function summarizeOffers(log: ShopLog): OfferSummary {
  const all = totals(log);
  // an offer that is redeemed was shown in this log, whatever has been forgotten since
  const n = Math.max(all.interventions, all.conversions);
  const value = all.conversions / n;
  return {...all, conversion: n === 0 ? null : {value, ...wilsonInterval(value, n)}};
}

/** The same by hour, UTC: of decisions by their time, of offers by when they were shown, of orders by when they were placed. */
export function offersByHour({decisions, offers, orders}: ShopLog): (OfferTotals & {readonly hourMs: number})[] {
  const hourOf = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;
  const hours = new Set([
    ...decisions.map(({ms}) => hourOf(ms)),
    ...offers.map(({shownMs}) => hourOf(shownMs)),
    ...orders.map(({ms}) => hourOf(ms))
  ]);
  return [...hours]
    .sort((a, b) => a - b)
    .map((hourMs) => ({
      hourMs,
      ...totals({
        decisions: decisions.filter(({ms}) => hourOf(ms) === hourMs),
        offers: offers.filter(({shownMs}) => hourOf(shownMs) === hourMs),
        orders: orders.filter(({ms}) => hourOf(ms) === hourMs)
      })
    }));
}
