import {DAY_MS} from "../core/time.js";
import {ADD_TO_CART, TRANSACTION} from "../sources/events.js";
import type {Shop} from "./shop.js";
import {rowsByUser, visitsOf} from "./visits.js";

/** What a shop's log holds, counted the slow and plain way. An example is a session and a distinct item in it. */
export interface Census {
  readonly events: number;
  readonly sessions: number;
  readonly buyingSessions: number;
  readonly cartingSessions: number;
  readonly singleEventSessions: number;
  /** Distinct items bought, summed over sessions. */
  readonly purchases: number;
  readonly buyingUsers: number;
  /** Sessions with a later one of the same user, and how many of them have a buying next session. */
  readonly withSuccessor: number;
  readonly successorBuys: number;
  /** Examples by part of the period: train, validation, test. */
  readonly examples: readonly number[];
  /** Those whose item the user buys in the next session, and within the next three. */
  readonly boughtNext: readonly number[];
  readonly boughtNext3: readonly number[];
}

/** Counts a shop. `cutDays` are the days of the period on which validation and test begin. */
export function census(shop: Pick<Shop, "events" | "options">, cutDays: readonly [number, number]): Census {
  const {event, item_id, ts_ms} = shop.events.columns;
  const sum = {events: shop.events.rows, sessions: 0, buyingSessions: 0, cartingSessions: 0, singleEventSessions: 0};
  const more = {purchases: 0, buyingUsers: 0, withSuccessor: 0, successorBuys: 0};
  const examples = [0, 0, 0];
  const boughtNext = [0, 0, 0];
  const boughtNext3 = [0, 0, 0];
  for (const rows of rowsByUser(shop.events, shop.options.users)) {
    const visits = visitsOf(shop.events, rows).map(([from, to]) => {
      const items = new Set<number>();
      const bought = new Set<number>();
      let carted = false;
      for (let k = from; k < to; k++) {
        items.add(item_id[rows[k]]);
        if (event[rows[k]] === TRANSACTION) bought.add(item_id[rows[k]]);
        carted ||= event[rows[k]] === ADD_TO_CART;
      }
      const day = (ts_ms[rows[from]] - shop.options.startMs) / DAY_MS;
      return {items, bought, carted, events: to - from, part: day < cutDays[0] ? 0 : day < cutDays[1] ? 1 : 2};
    });
    visits.forEach((visit, k) => {
      sum.sessions++;
      if (visit.bought.size > 0) sum.buyingSessions++;
      if (visit.carted) sum.cartingSessions++;
      if (visit.events === 1) sum.singleEventSessions++;
      more.purchases += visit.bought.size;
      if (k + 1 < visits.length) {
        more.withSuccessor++;
        if (visits[k + 1].bought.size > 0) more.successorBuys++;
      }
      for (const item of visit.items) {
        examples[visit.part]++;
        if (visits[k + 1]?.bought.has(item)) boughtNext[visit.part]++;
        if (visits.slice(k + 1, k + 4).some((later) => later.bought.has(item))) boughtNext3[visit.part]++;
      }
    });
    if (visits.some((visit) => visit.bought.size > 0)) more.buyingUsers++;
  }
  return {...sum, ...more, examples, boughtNext, boughtNext3};
}
