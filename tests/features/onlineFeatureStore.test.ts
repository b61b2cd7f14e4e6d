import {describe, expect, test} from "vitest";
import {random, type Random} from "../../src/lib/core/random.js";
import {MISSING, numbers, table} from "../../src/lib/core/table.js";
import {DAY_MS, HOUR_MS, MINUTE_MS} from "../../src/lib/core/time.js";
import {DWELL_FEATURES} from "../../src/lib/features/dwellFeatures.js";
import type {Feature} from "../../src/lib/features/feature.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {ITEM_ATTRIBUTES} from "../../src/lib/features/itemAttributes.js";
import {NEIGHBOURS} from "../../src/lib/features/neighbourFeatures.js";
import {OnlineFeatureStore, type OnlineEvent} from "../../src/lib/features/onlineFeatureStore.js";
import {PRICE_FEATURES} from "../../src/lib/features/priceFeatures.js";
import {SEASON_FEATURES} from "../../src/lib/features/seasonFeatures.js";
import {sessionizeSql} from "../../src/lib/pipeline/sessionize.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {useEngine} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";
import {runs} from "../thorough.js";

const db = useEngine();

const START = Date.UTC(2025, 0, 20, 7);
const [USERS, ITEMS, EVENTS, PREFIXES] = [5, 8, 400, 100];
const GAP_MS = 30 * MINUTE_MS;

/** The 37 and whatever else can be kept online. */
const ALL: readonly Feature[] = [
  ...FEATURES,
  ...SEASON_FEATURES,
  ...PRICE_FEATURES.filter(({name}) => name !== "discounted_views_30d")
];

/** How far apart times are that a log knows, and how long it is: ties, gaps of exactly the limit and windows that end on an event are common. */
const GRIDS = [
  {stepMs: 10 * MINUTE_MS, steps: 300},
  {stepMs: 6 * HOUR_MS, steps: 480},
  {stepMs: DAY_MS, steps: 40},
  {stepMs: 1000, steps: 9000}
];

interface Log {
  readonly events: readonly Row[];
  readonly attributes: readonly (Row & {item_id: number; from_ms: number})[];
}

function randomLog(draw: Random, grid: (typeof GRIDS)[number]): Log {
  const time = () => START + draw.below(grid.steps) * grid.stepMs + (draw.below(4) === 0 ? 1 : 0);
  const orNull = (value: number) => (draw.below(6) === 0 ? null : value);
  const events = Array.from({length: EVENTS}, () => ({
    user_id: 1 + draw.below(USERS),
    ts_ms: time(),
    tick: 0,
    event: [0, 0, 0, 1, 1, 2, 3][draw.below(7)],
    item_id: orNull(1 + draw.below(ITEMS)),
    price_cents: orNull(draw.below(5) * 99_999),
    dwell_ms: null,
    session_key: 1
  }));
  const said = new Map<string, Log["attributes"][number]>();
  for (let i = 0; i < 12; i++) {
    const row = {item_id: 1 + draw.below(ITEMS), from_ms: time(), department_id: orNull(draw.below(3))};
    said.set(`${row.item_id} ${row.from_ms}`, row);
  }
  return {events, attributes: [...said.values()]};
}

interface Prefix {
  readonly user_id: number;
  readonly item_id: number | null;
  readonly as_of_ms: number;
}

/** Moments just at, just after and exactly a window after events, and midnights. */
function randomPrefixes(draw: Random, {events}: Log): Prefix[] {
  const found: Prefix[] = [];
  while (found.length < PREFIXES) {
    const at = events[draw.below(events.length)].ts_ms!;
    const later = [0, 1, 1, 1000, GAP_MS, GAP_MS + 1, DAY_MS, 7 * DAY_MS, 7 * DAY_MS + 1, 30 * DAY_MS, 60 * DAY_MS];
    const as_of_ms =
      draw.below(8) === 0 ? (Math.floor(at / DAY_MS) + 1) * DAY_MS : at + later[draw.below(later.length)];
    const user_id = 1 + draw.below(USERS);
    if (!events.some((event) => event.user_id === user_id && event.ts_ms! < as_of_ms)) continue;
    found.push({user_id, item_id: draw.below(10) === 0 ? null : 1 + draw.below(ITEMS), as_of_ms});
  }
  return found.sort((a, b) => a.as_of_ms - b.as_of_ms);
}

/** The features of prefixes from SQL over the whole log, row after row. */
async function inBatch(engine: Engine, log: Log, prefixes: readonly Prefix[]): Promise<number[][]> {
  await engine.load("clean_events", tableOf(log.events));
  await engine.run(sessionizeSql({gapMs: GAP_MS, sessions: "gap"}));
  const column = (name: string) => Int32Array.from(log.attributes, (row) => row[name] ?? MISSING);
  await engine.load(
    "item_attributes",
    table({
      from_ms: Float64Array.from(log.attributes, ({from_ms}) => from_ms),
      item_id: column("item_id"),
      ...Object.fromEntries(ITEM_ATTRIBUTES.map((name) => [name, column(name)]))
    })
  );
  await engine.load(
    "asked",
    table({
      example_id: Int32Array.from(prefixes.keys()),
      user_id: Int32Array.from(prefixes, ({user_id}) => user_id),
      item_id: Int32Array.from(prefixes, ({item_id}) => item_id ?? MISSING),
      as_of_ms: Float64Array.from(prefixes, ({as_of_ms}) => as_of_ms)
    })
  );
  // the session that began last, as the moment has it
  await engine.run(`CREATE OR REPLACE TABLE examples AS
SELECT example_id, (SELECT max(session_id) FROM sessions AS s WHERE s.user_id = a.user_id AND s.start_ms < a.as_of_ms) AS session_id, user_id, item_id, as_of_ms
FROM asked AS a`);
  await featureTable(engine, {features: ALL});
  const found = await engine.read("SELECT * FROM features ORDER BY example_id");
  return prefixes.map((_, row) => ALL.map(({name}) => numbers(found, name)[row]));
}

const eventOf = (row: Row): OnlineEvent => ({
  user_id: row.user_id!,
  ts_ms: row.ts_ms!,
  event: row.event!,
  item_id: row.item_id ?? MISSING,
  price_cents: row.price_cents ?? MISSING
});

function storeOf({attributes}: Log): OnlineFeatureStore {
  const store = new OnlineFeatureStore({features: ALL, gapMs: GAP_MS});
  for (const row of attributes.toSorted((a, b) => a.from_ms - b.from_ms))
    store.describe(row.item_id, row.from_ms, {department_id: row.department_id ?? NaN});
  return store;
}

/** The same from a store that is given nothing but the events before each moment, in a random order where times are equal. */
function online(draw: Random, log: Log, prefixes: readonly Prefix[]): number[][] {
  const order = log.events.map((row) => ({row, place: draw.below(1e6)}));
  order.sort((a, b) => a.row.ts_ms! - b.row.ts_ms! || a.place - b.place);
  const store = storeOf(log);
  let next = 0;
  return prefixes.map(({user_id, item_id, as_of_ms}) => {
    for (; next < order.length && order[next].row.ts_ms! < as_of_ms; next++) store.add(eventOf(order[next].row));
    return [...store.read(user_id, item_id ?? MISSING, as_of_ms)];
  });
}

test(
  "online and in batch a feature is the same in every cell, on random prefixes of random logs",
  {timeout: 900_000},
  async () => {
    const draw = random(13);
    const logs = runs(6, 100);
    const differing: string[] = [];
    const met = ALL.map(() => new Set<number>());
    for (let k = 0; k < logs; k++) {
      const log = randomLog(draw, GRIDS[k % GRIDS.length]);
      const prefixes = randomPrefixes(draw, log);
      const batch = await inBatch(db.engine, log, prefixes);
      const found = online(draw, log, prefixes);
      batch.forEach((row, i) =>
        row.forEach((value, j) => {
          met[j].add(value);
          if (found[i][j] !== value)
            differing.push(`log ${k}, ${JSON.stringify(prefixes[i])}, ${ALL[j].name}: ${found[i][j]}, not ${value}`);
        })
      );
    }
    expect(differing.slice(0, 5)).toEqual([]);
    // no feature is the same throughout: a cell that is always 0 compares nothing
    expect(ALL.filter((_, j) => met[j].size < 2).map(({name}) => name)).toEqual([]);
  }
);

describe("a store", () => {
  const event = (user_id: number, ts_ms: number, more: Partial<OnlineEvent> = {}): OnlineEvent => ({
    user_id,
    ts_ms,
    event: 0,
    item_id: 7,
    price_cents: MISSING,
    ...more
  });
  const value = (store: OnlineFeatureStore, name: string, ...asked: [number, number, number]) =>
    store.read(...asked)[store.features.findIndex((feature) => feature.name === name)];

  test("counts what came strictly before the moment, of the window and of others too", () => {
    const store = new OnlineFeatureStore();
    store.add(event(1, START));
    store.add(event(2, START + 10));
    expect(value(store, "view_count_1d", 1, 7, START + 11)).toBe(1);
    expect(value(store, "item_view_count_1d", 1, 7, START + 10)).toBe(1);
    expect(value(store, "item_view_count_1d", 1, 7, START + 11)).toBe(2);
    expect(value(store, "user_item_view_count_1d", 1, 7, START + 11)).toBe(1);
    expect(value(store, "view_count_1d", 1, 7, START + DAY_MS)).toBe(1);
    expect(value(store, "view_count_1d", 1, 7, START + DAY_MS + 1)).toBe(0);
    expect(value(store, "view_count_7d", 1, 7, START + DAY_MS + 1)).toBe(1);
  });

  test("has fill values for whom it does not know, and the calendar", () => {
    const store = new OnlineFeatureStore();
    const row = store.read(5, 9, Date.UTC(2025, 0, 6, 14));
    FEATURES.forEach(({name, fill}, i) =>
      expect([name, row[i]]).toEqual([name, name === "session_hour" ? 13 : name === "session_weekday" ? 0 : fill])
    );
  });

  test("writes into a larger array from a place on", () => {
    const store = new OnlineFeatureStore({features: FEATURES.slice(0, 2)});
    store.add(event(1, START, {event: 1}));
    const out = new Float32Array(5).fill(-1);
    store.write(1, 7, START + 3 * MINUTE_MS, out, 2);
    expect([...out]).toEqual([-1, -1, 129_600, 3, -1]);
  });

  test("keeps as many rows as its windows need, however many events come", () => {
    const store = new OnlineFeatureStore({features: FEATURES});
    let last = START;
    for (let day = 0; day < 400; day++)
      for (let k = 0; k < 10; k++) store.add(event(1, (last = START + day * DAY_MS + k * HOUR_MS)));
    expect(value(store, "view_count_30d", 1, 7, last + 1)).toBe(300);
    expect(value(store, "item_view_count_7d", 1, 7, last + 1)).toBe(70);
    // four thousand rows would need forty thousand numbers
    const {users} = store as unknown as {users: Map<number, {counts: {data: Float64Array}}>};
    expect(users.get(1)!.counts.data.length).toBeLessThan(10 * 1024);
    expect(() => value(store, "view_count_30d", 2, 7, last - 100 * DAY_MS)).toThrow(/is forgotten/);
  });

  test("refuses what it cannot take, and is then as it was", () => {
    const store = new OnlineFeatureStore();
    store.add(event(1, START));
    store.add(event(2, START + 100));
    const before = [...store.read(1, 7, START + 200)];
    expect(() => store.add(event(1, START - 1, {item_id: 8}))).toThrow("an event of user 1 at");
    expect(() => store.add(event(1, START + 50))).toThrow("an event of item 7 at");
    expect(() => store.add(event(1, START + 50, {event: 4}))).toThrow("there is no type of event 4");
    expect(() => store.read(2, 7, START + 100)).toThrow("user 2 has begun a session at");
    expect([...store.read(1, 7, START + 200)]).toEqual(before);
    store.describe(7, 10, {department_id: 1});
    expect(() => store.describe(7, 10, {department_id: 2})).toThrow("item 7 was described at 10");
  });

  test.each([
    ["pages that were left", DWELL_FEATURES, "is not kept online"],
    ["other sessions", NEIGHBOURS.features, "extra_neighbours is not kept online"],
    ["other items' prices", PRICE_FEATURES, "discounted is not kept online"]
  ] as const)("refuses features of %s", (_, features, message) => {
    expect(() => new OnlineFeatureStore({features})).toThrow(message);
  });
});
