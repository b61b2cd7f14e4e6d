import {ADD_TO_CART, TRANSACTION, VIEW} from "../sources/events.js";
import type {Shop} from "./shop.js";
import {INTENTS} from "./options.js";
import {rowsByUser, visitsOf} from "./visits.js";

/** What a visit of each intent brings on average, in the order of `INTENTS`. */
export interface VisitYields {
  /** Distinct items bought, and put into the cart. */
  readonly bought: Float64Array;
  readonly carted: Float64Array;
  /** The share of visits in which the item that they open with is bought, and put into the cart. */
  readonly boughtFirst: Float64Array;
  readonly cartedFirst: Float64Array;
}

/**
 * Counts what visits bring on a shop whose hidden intents are known. The rates of a shop say it exactly, but not in a
 * form that can be worked out by hand; another shop of the same rates, with a seed of its own, gives it to within a
 * counting error and knows nothing of the shop that is judged.
 */
export function visitYields({options, events, truth}: Pick<Shop, "options" | "events" | "truth">): VisitYields {
  const visits = new Float64Array(INTENTS.length);
  const yields = {
    bought: new Float64Array(INTENTS.length),
    carted: new Float64Array(INTENTS.length),
    boughtFirst: new Float64Array(INTENTS.length),
    cartedFirst: new Float64Array(INTENTS.length)
  };
  const {event, item_id} = events.columns;
  const {intent} = truth.events.columns;
  for (const rows of rowsByUser(events, options.users))
    for (const [from, to] of visitsOf(events, rows)) {
      const kind = intent[rows[from]];
      const bought = new Set<number>();
      const carted = new Set<number>();
      let first = -1;
      for (let k = from; k < to; k++) {
        const item = item_id[rows[k]];
        if (first === -1 && event[rows[k]] === VIEW) first = item;
        if (event[rows[k]] === TRANSACTION) bought.add(item);
        if (event[rows[k]] === ADD_TO_CART) carted.add(item);
      }
      visits[kind]++;
      yields.bought[kind] += bought.size;
      yields.carted[kind] += carted.size;
      if (bought.has(first)) yields.boughtFirst[kind]++;
      if (carted.has(first)) yields.cartedFirst[kind]++;
    }
  for (const sums of Object.values(yields)) for (let i = 0; i < INTENTS.length; i++) sums[i] /= Math.max(1, visits[i]);
  return yields;
}
