import {random} from "../core/random.js";
import {MISSING} from "../core/table.js";
import {DAY_MS} from "../core/time.js";
import {VIEW} from "../sources/events.js";
import type {Catalogue} from "./catalogue.js";
import {driftOf} from "./drift.js";
import type {EventBuffer} from "./eventBuffer.js";
import type {ShopOptions} from "./options.js";
import {STREAMS} from "./streams.js";

/** Pages of one run of a machine, from … to, and the pause after each in ms, from … to. */
const PAGES = [60, 180] as const;
const PAUSE_MS = [300, 1_500] as const;

/**
 * Writes the visits of machine `k` (from 0) of the scenario of bots: one a day at a time of its own, through the items in stock in the order of
 * their numbers, on from where it stopped the day before. Its pauses are shorter than any visitor's. Hidden states are missing.
 */
export function runBot(
  o: ShopOptions,
  {items, inStock, priceCents, weeks}: Catalogue,
  k: number,
  user: number,
  log: EventBuffer
): void {
  const {start, days} = driftOf(o, "bots")!;
  const source = random(o.seed, STREAMS.bots, k);
  const pausesMs = PAUSE_MS[1] - PAUSE_MS[0];
  // over by midnight, so that no run outlives the scenario
  const timeOfDay = source.below(DAY_MS - PAGES[1] * PAUSE_MS[1]);
  let item = source.below(items.rows);
  for (let day = start; day < start + days; day++) {
    const week = Math.floor(day / 7);
    let now = o.startMs + day * DAY_MS + timeOfDay;
    for (let pages = PAGES[0] + source.below(PAGES[1] - PAGES[0]); pages > 0; pages--) {
      do item = (item + 1) % items.rows;
      while (inStock[item * weeks + week] === 0);
      const pause = PAUSE_MS[0] + source.below(pausesMs);
      log.push(user, now, VIEW, item, priceCents[item * weeks + week], pause, day - start + 1, MISSING, MISSING);
      now += pause;
    }
  }
}
