import {table, type Table} from "../core/table.js";

/** What the shop itself knows of its offers: one row for each user who became eligible, in the order of their ids. */
export type Offers = Table<{
  user_id: Int32Array;
  /** Time of the event after which the offer was, or would have been, shown. */
  ts_ms: Float64Array;
  /** 1 where it was shown. */
  treated: Int32Array;
  /** Of the offer that was shown; 0 where none was. */
  depth_percent: Int32Array;
  /** Value of the cart at the time, at the prices of the log. */
  cart_cents: Int32Array;
}>;

/**
 * Both potential outcomes of every offer, a row for each of `Offers`, and what no log holds: `0` is without and `1` with it. A visit's two runs
 * share their random numbers, event by event, until one of them buys where the other does not.
 */
export type OfferTruth = Table<{
  user_id: Int32Array;
  visit_no: Int32Array;
  /** Index of `RESPONSES`. */
  response: Int32Array;
  /** Depth that was dealt, whether shown or not. */
  depth_percent: Int32Array;
  /** Probability, for somebody who knows every hidden state, that the visit buys after this time. */
  probability_0: Float64Array;
  probability_1: Float64Array;
  bought_0: Int32Array;
  bought_1: Int32Array;
  /** What the visit's orders after this time bring, discount taken off. */
  revenue_cents_0: Int32Array;
  revenue_cents_1: Int32Array;
  /** Index of `STRATA`. */
  stratum: Int32Array;
}>;

/** One offer, as it is simulated. */
export interface OfferRow {
  readonly user: number;
  readonly ms: number;
  readonly treated: boolean;
  readonly depthPercent: number;
  readonly cartCents: number;
  readonly visit: number;
  readonly response: number;
  readonly probability: readonly [number, number];
  readonly bought: readonly [boolean, boolean];
  readonly revenueCents: readonly [number, number];
}

/** The shop's own table of offers. */
export function offersTable(rows: readonly OfferRow[]): Offers {
  const ints = (of: (row: OfferRow) => number): Int32Array => Int32Array.from(rows, of);
  return table({
    user_id: ints(({user}) => user),
    ts_ms: Float64Array.from(rows, ({ms}) => ms),
    treated: ints(({treated}) => (treated ? 1 : 0)),
    depth_percent: ints(({treated, depthPercent}) => (treated ? depthPercent : 0)),
    cart_cents: ints(({cartCents}) => cartCents)
  });
}

/** The potential outcomes of the same rows. */
export function offerTruthTable(rows: readonly OfferRow[]): OfferTruth {
  const ints = (of: (row: OfferRow) => number): Int32Array => Int32Array.from(rows, of);
  const bit = (yes: boolean): number => (yes ? 1 : 0);
  return table({
    user_id: ints(({user}) => user),
    visit_no: ints(({visit}) => visit),
    response: ints(({response}) => response),
    depth_percent: ints(({depthPercent}) => depthPercent),
    probability_0: Float64Array.from(rows, ({probability}) => probability[0]),
    probability_1: Float64Array.from(rows, ({probability}) => probability[1]),
    bought_0: ints(({bought}) => bit(bought[0])),
    bought_1: ints(({bought}) => bit(bought[1])),
    revenue_cents_0: ints(({revenueCents}) => revenueCents[0]),
    revenue_cents_1: ints(({revenueCents}) => revenueCents[1]),
    stratum: ints(({bought}) => bit(bought[0]) + 2 * bit(bought[1]))
  });
}
