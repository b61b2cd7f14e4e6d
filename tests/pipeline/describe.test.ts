import {DAY_MS} from "../../src/lib/core/time.js";
import {group} from "d3";
import {afterAll, beforeAll, describe as suite, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {rowsOf, table} from "../../src/lib/core/table.js";
import {cleanSql} from "../../src/lib/pipeline/clean.js";
import {
  describe,
  GAP_EDGES,
  prepareDescriptionSql,
  trendDays,
  type Description
} from "../../src/lib/pipeline/describe.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {funnel, pathTypes} from "../../src/lib/pipeline/paths.js";
import {sessionBands} from "../../src/lib/pipeline/sessionBands.js";
import {sessionizeSql} from "../../src/lib/pipeline/sessionize.js";
import {EVENT_TYPES} from "../../src/lib/sources/events.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";

/** The slow, obvious description: row by row, over events that the engine has put into sessions. */
function oracle(events: Record<string, number>[], department: Map<number, number>, fromMs: number, untilMs: number) {
  const inside = events.filter((e) => e.ts_ms >= fromMs && e.ts_ms < untilMs);
  const sessions = [...group(events, (e) => e.session_id).values()]
    .map((rows) => rows.sort((a, b) => a.event_no - b.event_no))
    .filter((rows) => rows[0].ts_ms >= fromMs && rows[0].ts_ms < untilMs);
  const tally = (values: (number | string)[]) => {
    const counts: Record<string, number> = {};
    for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
    return counts;
  };
  const gaps: number[] = [];
  for (const rows of group(events, (e) => e.user_id).values()) {
    rows.sort((a, b) => a.session_no - b.session_no || a.event_no - b.event_no);
    rows.forEach((row, i) => {
      if (i === 0 || row.ts_ms < fromMs || row.ts_ms >= untilMs) return;
      const gap = row.ts_ms - rows[i - 1].ts_ms;
      gaps.push(GAP_EDGES.filter((edge) => edge <= gap).length);
    });
  }
  const loyalty = (groups: Record<string, number>[][]) =>
    tally(
      groups
        .map((rows) => rows.filter((e) => e.event === 0).map((e) => department.get(e.item_id)!))
        .filter((views) => views.length > 1)
        .map((views) => `${views.length}/${Math.max(...Object.values(tally(views)))}`)
    );
  const window = trendDays({fromMs, untilMs}) * DAY_MS;
  return {
    users: new Set(inside.map((e) => e.user_id)).size,
    days: EVENT_TYPES.map((_, code) =>
      tally(inside.filter((e) => e.event === code).map((e) => Math.floor(e.ts_ms / DAY_MS)))
    ),
    starts: tally(sessions.map((rows) => Math.floor(rows[0].ts_ms / DAY_MS))),
    hours: tally(inside.map((e) => ((new Date(e.ts_ms).getUTCDay() + 6) % 7) * 24 + new Date(e.ts_ms).getUTCHours())),
    lengths: tally(sessions.map((rows) => rows.length)),
    buying: tally(sessions.filter((rows) => rows.some((e) => e.event === 3)).map((rows) => rows.length)),
    gaps: tally(gaps),
    paths: tally(sessions.map((rows) => [...new Set(rows.map((e) => EVENT_TYPES[e.event]))].join(" "))),
    sessionLoyalty: loyalty(sessions),
    userLoyalty: loyalty([...group(inside, (e) => e.user_id).values()]),
    recent: tally(inside.filter((e) => e.event === 0 && e.ts_ms >= untilMs - window).map((e) => e.item_id)),
    before: tally(
      inside
        .filter((e) => e.event === 0 && e.ts_ms >= untilMs - 2 * window && e.ts_ms < untilMs - window)
        .map((e) => e.item_id)
    )
  };
}

/** The same shape from a description; zero counts are left out, as a tally has none. */
function told(d: Description) {
  const counts = (keys: readonly (number | string)[], values: readonly number[]) =>
    Object.fromEntries(keys.map((key, i) => [key, values[i]] as const).filter(([, n]) => n > 0));
  const pairs = (l: Description["userLoyalty"]) =>
    counts(
      l.views.map((views, i) => `${views}/${l.top[i]}`),
      l.n
    );
  return {
    users: d.users,
    days: EVENT_TYPES.map((type) => counts(d.daily.day, d.daily[type])),
    starts: counts(d.daily.day, d.daily.sessions),
    hours: counts(d.hours.hour, d.hours.events),
    lengths: counts(d.lengths.events, d.lengths.sessions),
    buying: counts(d.lengths.events, d.lengths.buying),
    gaps: counts(d.gaps.bin, d.gaps.gaps),
    paths: counts(
      d.paths.code.map((code) => pathTypes(code).join(" ")),
      d.paths.sessions
    ),
    sessionLoyalty: pairs(d.sessionLoyalty),
    userLoyalty: pairs(d.userLoyalty),
    recent: counts(d.items.item, d.items.recent),
    before: counts(d.items.item, d.items.before)
  };
}

suite("describe", () => {
  let engine: Engine;
  let events: Record<string, number>[];
  let department: Map<number, number>;
  const shop = generateShop(shopOptions("tiny"));
  const whole = {fromMs: shop.options.startMs, untilMs: shop.options.startMs + (shop.options.days + 1) * DAY_MS};

  beforeAll(async () => {
    engine = await openDuckDB();
    const {item_id, department_id} = shop.catalogue.items.columns;
    department = new Map(Array.from(item_id, (item, i) => [item, department_id[i]]));
    await loadEvents(engine, shop.events);
    await engine.load("item_departments", table({item_id, department_id}));
    await engine.run(cleanSql(SHOP_SOURCE));
    await engine.run(sessionizeSql());
    await engine.run(prepareDescriptionSql());
    events = rowsOf(await engine.read("SELECT * FROM sessionized_events")) as Record<string, number>[];
  });
  afterAll(() => engine.close());

  it.each([
    ["the whole log", 0, 15],
    ["a week, whose edges cut sessions", 3, 10],
    ["a day", 5, 6]
  ])("counts what the slow oracle counts: %s", async (_, from, until) => {
    const range = {fromMs: whole.fromMs + from * DAY_MS, untilMs: whole.fromMs + until * DAY_MS};
    const found = await describe(engine, range);
    expect(told(found)).toEqual(oracle(events, department, range.fromMs, range.untilMs));
    expect(found.daily.day.length).toBe(until - from);
  });

  it("adds up: bands, paths and days hold every session once", async () => {
    const d = await describe(engine, whole);
    const sum = (values: readonly number[]) => values.reduce((total, n) => total + n, 0);
    const sessions = new Set(events.map((e) => e.session_id)).size;
    expect(sum(sessionBands(d.lengths).map((band) => band.sessions))).toBe(sessions);
    expect(sum(d.paths.sessions)).toBe(sessions);
    expect(sum(d.daily.sessions)).toBe(sessions);
    expect(funnel(d.paths)[0].sessions).toBe(sessions);
    const buying = new Set(events.filter((e) => e.event === 3).map((e) => e.session_id)).size;
    expect(funnel(d.paths)[3].anyOrder).toBe(buying);
  });

  it("refuses a range that is none", async () => {
    await expect(describe(engine, {fromMs: 5, untilMs: 5})).rejects.toThrow("invalid range: 5 to 5");
  });
});

suite("paths and bands", () => {
  it("names a path by first occurrences", () => {
    expect(pathTypes(1203)).toEqual(["view", "addtocart", "transaction"]);
    expect(pathTypes(2001)).toEqual(["transaction", "view"]);
  });
  it("takes steps only in order", () => {
    const steps = funnel({code: [1203, 1002, 2103, 1000, 1], sessions: [4, 3, 2, 10, 1]});
    expect(steps.map(({sessions}) => sessions)).toEqual([20, 19, 4, 4]);
    expect(steps.map(({anyOrder}) => anyOrder)).toEqual([20, 19, 6, 10]);
  });
  it("puts the disputed lengths 5 and 15 into the upper band", () => {
    const bands = sessionBands({
      events: [1, 4, 5, 14, 15, 90],
      sessions: [1, 2, 3, 4, 5, 6],
      buying: [0, 1, 1, 1, 1, 1]
    });
    expect(bands.map(({name, sessions, buying}) => [name, sessions, buying])).toEqual([
      ["single", 1, 0], ["quick", 2, 1], ["active", 7, 2], ["deep", 11, 2]
    ]); // prettier-ignore
  });
});
