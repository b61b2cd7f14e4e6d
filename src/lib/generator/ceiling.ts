import {random} from "../core/random.js";
import {TRANSACTION} from "../sources/events.js";
import type {Shop} from "./shop.js";
import {STREAMS} from "./streams.js";
import {rowsByUser, visitsOf} from "./visits.js";

/** A moment at which to ask: does this session, which has not bought yet, still buy? */
export interface CeilingExample {
  /** 1-based place of the event in its session. */
  readonly eventNumber: number;
  readonly probability: number;
  readonly buys: boolean;
  /**
   * Whether this is the one moment of its session that statistics use which want independent rows. It is drawn without a look at
   * what follows, so that a session too short to reach it has none: drawing among the events a session turns out to have would
   * favour moments of short sessions, and no forecast is calibrated under such a choice.
   */
  readonly chosen: boolean;
}

/** The chosen moment is one of this many first events. */
const CHOICES = 20;

/** Every event before a session's first purchase, with what the posterior `buysLater` (one value a row) says and what came true. */
export function ceilingExamples(shop: Pick<Shop, "events" | "options">, buysLater: Float64Array): CeilingExample[] {
  const {event} = shop.events.columns;
  const examples: CeilingExample[] = [];
  const source = random(shop.options.seed, STREAMS.ceiling);
  for (const rows of rowsByUser(shop.events, shop.options.users))
    for (const [from, to] of visitsOf(shop.events, rows)) {
      let first = from;
      while (first < to && event[rows[first]] !== TRANSACTION) first++;
      const chosen = from + source.below(CHOICES);
      for (let k = from; k < first; k++)
        examples.push({
          eventNumber: k - from + 1,
          probability: buysLater[rows[k]],
          buys: first < to,
          chosen: k === chosen
        });
    }
  return examples;
}
