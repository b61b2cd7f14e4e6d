import {table, type Table} from "../core/table.js";
import type {RawEvents} from "../sources/events.js";
import type {Catalogue} from "./catalogue.js";
import {driftTruth, type DriftTruth} from "./driftTruth.js";
import {EventBuffer, type EventTruth} from "./eventBuffer.js";
import {offersTable, offerTruthTable, type Offers, type OfferTruth} from "./offerLog.js";
import type {ShopOptions} from "./options.js";
import {Simulator} from "./simulator.js";

/** What the generator knows and no feature may use. Rows of `events` are those of the clickstream, in its order. */
export interface Truth {
  readonly users: Table<{user_id: Int32Array; persona: Int32Array; taste: Int32Array; sensitivity: Int32Array}>;
  readonly events: EventTruth;
  /** Both potential outcomes of every offer; null in a shop without offers. */
  readonly offers: OfferTruth | null;
  /** What changed when, and what that touched; null in a shop without drift. */
  readonly drift: DriftTruth | null;
}

/** All events of some successive users, user by user, each user's in order of time. */
export interface ShopBlock {
  /** Users done with this block, of all. */
  readonly users: number;
  readonly events: RawEvents;
  /** Their offers; null in a shop without. */
  readonly offers: Offers | null;
}

/** Rows of a block: enough that what a block costs beside its rows does not show, few enough to lie in memory beside a database. */
const BLOCK_ROWS = 262_144;

/**
 * Simulates every user and puts the events of all in order of time (of equal times: of user, then as they came). `onProgress` hears
 * the share of users done.
 */
export function simulate(
  o: ShopOptions,
  catalogue: Catalogue,
  onProgress?: (share: number) => void
): {events: RawEvents; offers: Offers | null; truth: Truth} {
  const log = new EventBuffer(1 << 16, true);
  const simulator = new Simulator(o, catalogue, log);
  const users = simulator.population.all;
  const user_id = Int32Array.from({length: users}, (_, u) => u + 1);
  const persona = new Int32Array(users);
  const taste = new Int32Array(users);
  const sensitivity = new Int32Array(users);
  for (let u = 0; u < users; u++) {
    const who = simulator.run(u);
    persona[u] = who.persona;
    taste[u] = who.taste;
    sensitivity[u] = who.sensitivity;
    if (onProgress !== undefined && u % 500 === 0) onProgress(u / users);
  }
  const order = log.timeOrder();
  const events = log.events(order);
  return {
    events,
    offers: o.offer === null ? null : offersTable(simulator.offers),
    truth: {
      users: table({user_id, persona, taste, sensitivity}),
      events: log.truth(order),
      offers: o.offer === null ? null : offerTruthTable(simulator.offers),
      drift: o.drift.length === 0 ? null : driftTruth(o, catalogue, events, log.touchedBits(order), simulator.lost)
    }
  };
}

/**
 * The same events without the truth, in blocks of at least `rows` rows (the last one may be shorter) that end where a user's events end. What has been
 * handed out is forgotten, so that a log of any length takes the memory of one block.
 */
export function* simulateBlocks(o: ShopOptions, catalogue: Catalogue, rows = BLOCK_ROWS): Generator<ShopBlock, void> {
  const log = new EventBuffer(rows + (rows >> 3), false);
  const simulator = new Simulator(o, catalogue, log);
  const users = simulator.population.all;
  for (let u = 0; u < users; u++) {
    simulator.run(u);
    if (log.rows < rows && u + 1 < users) continue;
    yield {
      users: u + 1,
      events: log.events(),
      offers: o.offer === null ? null : offersTable(simulator.offers.splice(0))
    };
    log.clear();
  }
}
