import {table, type Table} from "../core/table.js";
import {DAY_MS} from "../core/time.js";
import type {RawEvents} from "../sources/events.js";
import type {Catalogue} from "./catalogue.js";
import {driftOf, populationOf, type DriftKind} from "./drift.js";
import type {EventBuffer} from "./eventBuffer.js";
import type {ShopOptions} from "./options.js";

/** What a scenario did: a record that JSON can hold. */
export interface DriftRecord {
  readonly kind: DriftKind;
  readonly size: number;
  readonly startMs: number;
  /** End, excluded. */
  readonly endMs: number;
  /** Of `taste`: when it is at its full size. */
  readonly fullMs: number | null;
  readonly department: string | null;
  /** Ids of the items whose price or stock it changed; none for other scenarios. */
  readonly items: readonly number[];
  /** Ids of the users with a touched event, in rising order. */
  readonly users: readonly number[];
  /** Events that it touched; of `cart-loss` those that were lost. */
  readonly events: number;
}

/** What the generator knows of its scenarios and no monitor may use. */
export interface DriftTruth {
  /** In the order of the option. */
  readonly scenarios: readonly DriftRecord[];
  /** For every event of the log, in its order: bit k is set where the k-th scenario touches it, as `DRIFT_MEANINGS` has it. */
  readonly touched: Int32Array;
  /** The events that the tracker lost, in the order of users. */
  readonly lost: Table<{user_id: Int32Array; ts_ms: Float64Array; event: Int32Array; item_id: Int32Array}>;
}

/**
 * Says what each scenario touched. `bits` are those that were set while events were simulated (season, price shock, taste), in the order of `events`; they
 * become `touched`. What the others touch can be told from who did what.
 */
export function driftTruth(
  o: ShopOptions,
  catalogue: Catalogue,
  events: RawEvents,
  bits: Int32Array,
  lost: EventBuffer | undefined
): DriftTruth {
  const {user_id, item_id} = events.columns;
  const population = populationOf(o);
  const {weeks, shocked, isNew} = catalogue;
  const touched = bits;
  const gone = lost === undefined ? undefined : lost.events().columns;
  const scenarios = o.drift.map(({kind}, k): DriftRecord => {
    const scenario = driftOf(o, kind)!;
    const startMs = o.startMs + scenario.start * DAY_MS;
    const told: Partial<Record<DriftKind, (row: number) => boolean>> = {
      "new-items": (row) => isNew[item_id[row] - 1] === 1,
      "traffic-source": (row) =>
        user_id[row] > population.usual && user_id[row] <= population.usual + population.traffic,
      bots: (row) => user_id[row] > population.usual + population.traffic
    };
    const test = told[kind];
    const isTouched = new Uint8Array(population.all + 1);
    const bit = 1 << k;
    let count = 0;
    for (let row = 0; row < events.rows; row++) {
      if (test?.(row)) touched[row] |= bit;
      if ((touched[row] & bit) === 0) continue;
      isTouched[user_id[row]] = 1;
      count++;
    }
    if (kind === "cart-loss" && gone !== undefined) {
      for (const user of gone.user_id) isTouched[user] = 1;
      count = gone.user_id.length;
    }
    const users: number[] = [];
    isTouched.forEach((is, user) => {
      if (is === 1) users.push(user);
    });
    const items: number[] = [];
    const changed: Partial<Record<DriftKind, (item: number) => boolean>> = {
      "new-items": (item) => isNew[item] === 1,
      "price-shock": (item) => shocked.subarray(item * weeks, (item + 1) * weeks).includes(1)
    };
    for (let item = 0; item < catalogue.items.rows; item++) if (changed[kind]?.(item)) items.push(item + 1);
    const about = kind === "taste" || kind === "price-shock";
    return {
      kind,
      size: scenario.size,
      startMs,
      endMs: startMs + scenario.days * DAY_MS,
      fullMs: kind === "taste" ? startMs + scenario.ramp * DAY_MS : null,
      department: about ? catalogue.departments[scenario.department] : null,
      items,
      users,
      events: count
    };
  });
  return {
    scenarios,
    touched,
    lost: table({
      user_id: gone?.user_id ?? new Int32Array(0),
      ts_ms: gone?.ts_ms ?? new Float64Array(0),
      event: gone?.event ?? new Int32Array(0),
      item_id: gone?.item_id ?? new Int32Array(0)
    })
  };
}
