import {describe, expect, test} from "vitest";
import {readResult} from "../../loaders/results/results.js";
import {UserError} from "../../src/lib/core/errors.js";
import {MISSING} from "../../src/lib/core/table.js";
import {generateShop, SHOP_SOURCE, shopOptions, shopSource, streamShop} from "../../src/lib/generator/shop.js";
import {purchaseProbabilityAhead} from "../../src/lib/generator/behaviour.js";
import {census} from "../../src/lib/generator/census.js";
import {PUBLISHED_RETAILROCKET} from "../../src/lib/generator/publishedRetailrocket.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";

const tiny = generateShop(shopOptions("tiny"));

describe("the profile paper", () => {
  const counted = census(generateShop(shopOptions("paper")), [63, 76]);
  const within = (value: number, target: number, share: number): void =>
    expect(Math.abs(value / target - 1), `${value} against ${target}`).toBeLessThanOrEqual(share);

  test("has the published totals within 2 %", () => {
    within(counted.events, 313_036, 0.02);
    within(counted.sessions, 15_858, 0.02);
  });
  test("sells in 5 ± 0.5 % of sessions", () => {
    const conversion = counted.buyingSessions / counted.sessions;
    expect(conversion).toBeGreaterThanOrEqual(0.045);
    expect(conversion).toBeLessThanOrEqual(0.055);
  });
  test("leaves the item-level target 5 to 40 training positives", () => {
    expect(counted.boughtNext3[0]).toBeGreaterThanOrEqual(5);
    expect(counted.boughtNext3[0]).toBeLessThanOrEqual(40);
  });
});

describe("the twin of RetailRocket", () => {
  // A tenth of its users, and of its items so that popularity is the same curve.
  const part = 10;
  const options = shopOptions("retailrocket", {
    users: Math.round(PUBLISHED_RETAILROCKET.visitors / part),
    items: 26_600,
    popularityShift: 10
  });
  const {events} = generateShop(options);
  const {event, ts_ms, item_id} = events.columns;
  const counts = {events: 0, sessions: 0, single: 0, several: 0, buying: 0, carting: 0, both: 0, repeated: 0};
  const byType = [0, 0, 0, 0];
  let broughtAlong = 0;
  for (const rows of rowsByUser(events, options.users)) {
    for (const [from, to] of visitsOf(events, rows)) {
      let length = 0;
      const types = new Set<number>();
      for (let k = from; k < to; k++) {
        const again = k > from && ts_ms[rows[k]] === ts_ms[rows[k - 1]] && item_id[rows[k]] === item_id[rows[k - 1]];
        byType[event[rows[k]]]++;
        counts.events++;
        if (again) counts.repeated++;
        else length++;
        types.add(event[rows[k]]);
      }
      counts.sessions++;
      counts[length === 1 ? "single" : "several"]++;
      if (types.has(3)) counts.buying++;
      if (types.has(1)) counts.carting++;
      if (types.has(1) && types.has(3)) counts.both++;
      if (types.has(3) && !types.has(1)) broughtAlong++;
    }
  }
  // 2 % as for the whole twin, and four standard deviations of a count in a part of it.
  const near = (count: number, published: number): void => {
    const expected = published / part;
    expect(Math.abs(count - expected), `${count} against ${expected}`).toBeLessThan(
      0.02 * expected + 4 * Math.sqrt(expected)
    );
  };
  test("has the published numbers of events by type", () => {
    near(counts.events, PUBLISHED_RETAILROCKET.events);
    near(byType[0], PUBLISHED_RETAILROCKET.views);
    near(byType[1], PUBLISHED_RETAILROCKET.carts);
    expect(byType[2]).toBe(PUBLISHED_RETAILROCKET.removes);
    near(byType[3], PUBLISHED_RETAILROCKET.transactions);
    near(counts.repeated, PUBLISHED_RETAILROCKET.duplicates);
  });
  test("has the published numbers of sessions, most of them of one event", () => {
    near(counts.sessions, PUBLISHED_RETAILROCKET.sessions);
    near(counts.single, PUBLISHED_RETAILROCKET.singleEventSessions);
    near(counts.several, PUBLISHED_RETAILROCKET.sessionsOfSeveral);
    expect(counts.single / counts.sessions).toBeCloseTo(PUBLISHED_RETAILROCKET.singleEventShare, 2);
  });
  test("buys in the published numbers of sessions, some of them from a cart filled before", () => {
    near(counts.buying, PUBLISHED_RETAILROCKET.buyingSessions);
    near(counts.carting, PUBLISHED_RETAILROCKET.cartingSessions);
    near(counts.both, PUBLISHED_RETAILROCKET.cartingSessionsThatBuy);
    near(broughtAlong, PUBLISHED_RETAILROCKET.buyingSessions - PUBLISHED_RETAILROCKET.cartingSessionsThatBuy);
  });
  test("has, as a whole, every published total within 2 %, by the committed study", () => {
    const {published, generated, total} = readResult("twin-retailrocket")!.tables.totals;
    expect(published).toEqual(Object.values(PUBLISHED_RETAILROCKET));
    published.forEach((value, i) =>
      expect(Math.abs(Number(generated[i]) - Number(value)), String(total[i])).toBeLessThanOrEqual(0.02 * Number(value))
    );
  });
  test("lies in the original's days", () => {
    const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    expect(day(ts_ms[0])).toBe("2015-05-03");
    expect(["2015-09-17", "2015-09-18"]).toContain(day(ts_ms[ts_ms.length - 1]));
  });
  test("is de-duplicated by its spec, which says what it is; other shops are not", () => {
    expect(shopSource(options)).toMatchObject({deduplicate: true, generated: true});
    expect(shopSource(options).title).toMatch(/generated twin/);
    expect(shopSource(shopOptions("paper"))).toEqual(SHOP_SOURCE);
  });
});

test("medium and large are ten and a hundred times paper in users, and nothing else", () => {
  const {profile: _paper, users, ...paper} = shopOptions("paper");
  for (const [name, times] of [
    ["medium", 10],
    ["large", 100]
  ] as const) {
    const {profile: _profile, users: more, ...rest} = shopOptions(name);
    expect(more).toBe(times * users);
    expect(rest).toEqual(paper);
  }
});

describe("a shop in blocks", () => {
  const blocks = [...streamShop(shopOptions("tiny")).blocks(300)];

  test("has the events of the whole", () => {
    const names = Object.keys(tiny.events.columns) as (keyof typeof tiny.events.columns)[];
    const rows = blocks.flatMap(({events}) =>
      Array.from({length: events.rows}, (_, i) => names.map((name) => events.columns[name][i]))
    );
    // In order of time; of equal times as they came, which is how the whole log is put in order.
    rows.sort((a, b) => a[names.indexOf("ts_ms")] - b[names.indexOf("ts_ms")]);
    names.forEach((name, k) => expect(rows.map((row) => row[k])).toEqual(Array.from(tiny.events.columns[name])));
  });
  test("gives every user's events in one block, and no more rows than asked for and one user's", () => {
    let done = 0;
    blocks.forEach(({events, users}, k) => {
      const ids = events.columns.user_id;
      expect([ids[0], ids[ids.length - 1]]).toEqual([done + 1, users]);
      const rowsOfLast = ids.filter((id) => id === users).length;
      if (k + 1 < blocks.length) expect(events.rows).toBeGreaterThanOrEqual(300);
      expect(events.rows - rowsOfLast).toBeLessThan(300);
      done = users;
    });
    expect(done).toBe(tiny.options.users);
    expect(blocks.length).toBeGreaterThan(10);
  });
});

describe("the log of a shop", () => {
  const {user_id, ts_ms, event, item_id, price_cents, dwell_ms} = tiny.events.columns;

  test("is the same for the same seed and another for another", () => {
    expect(generateShop(shopOptions("tiny")).events).toEqual(tiny.events);
    expect(generateShop(shopOptions("tiny", {seed: 2})).events).not.toEqual(tiny.events);
  });
  test("does not depend on how many users there are besides", () => {
    const fewer = generateShop(shopOptions("tiny", {users: 50}));
    const rows = [...tiny.events.columns.user_id.keys()].filter((i) => user_id[i] <= 50);
    expect(Array.from(fewer.events.columns.ts_ms)).toEqual(rows.map((i) => ts_ms[i]));
    expect(Array.from(fewer.events.columns.item_id)).toEqual(rows.map((i) => item_id[i]));
  });
  test("is in order of time and within its period", () => {
    for (let i = 1; i < ts_ms.length; i++) expect(ts_ms[i]).toBeGreaterThanOrEqual(ts_ms[i - 1]);
    expect(ts_ms[0]).toBeGreaterThanOrEqual(tiny.options.startMs);
  });
  test("tells the hidden visits apart by half an hour, exactly", () => {
    const {visit_no} = tiny.truth.events.columns;
    for (const rows of rowsByUser(tiny.events, tiny.options.users))
      visitsOf(tiny.events, rows).forEach(([from, to], k) => {
        for (let r = from; r < to; r++) expect(visit_no[rows[r]]).toBe(k + 1);
      });
  });
  test("buys and removes only what is in the cart, and carts only the page's item", () => {
    for (const rows of rowsByUser(tiny.events, tiny.options.users))
      for (const [from, to] of visitsOf(tiny.events, rows)) {
        let cart: number[] = [];
        let page = -1;
        for (let r = from; r < to; r++) {
          const [row, item] = [rows[r], item_id[rows[r]]];
          if (event[row] === 0) page = item;
          else if (event[row] === 1) {
            expect(item).toBe(page);
            cart.push(item);
          } else {
            expect(cart).toContain(item);
            if (event[row] === 2) cart.splice(cart.indexOf(item), 1);
            else cart = cart.filter((other) => other !== item);
          }
        }
      }
  });
  test("prices every event at the item's price of the week its visit began, and times views only", () => {
    const {priceCents, weeks} = tiny.catalogue;
    for (const rows of rowsByUser(tiny.events, tiny.options.users))
      for (const [from, to] of visitsOf(tiny.events, rows)) {
        const week = Math.floor((ts_ms[rows[from]] - tiny.options.startMs) / (7 * 86_400_000));
        for (let r = from; r < to; r++) {
          const row = rows[r];
          expect(price_cents[row]).toBe(priceCents[(item_id[row] - 1) * weeks + week]);
          expect(dwell_ms[row] === MISSING).toBe(event[row] !== 0);
          if (event[row] === 0 && r + 1 < to) expect(ts_ms[rows[r + 1]] - ts_ms[row]).toBe(dwell_ms[row]);
        }
      }
  });
  test("keeps hidden values out of what features can read", () => {
    expect(Object.keys(tiny.events.columns)).toEqual([
      "user_id",
      "ts_ms",
      "tick",
      "event",
      "item_id",
      "price_cents",
      "dwell_ms",
      "session_key"
    ]);
  });
});

describe("the hidden states leave their marks", () => {
  const shop = generateShop(shopOptions("paper"));
  const {events, truth, catalogue, options} = shop;
  const users = rowsByUser(events, options.users);
  const rate = (of: (u: number) => boolean, hit: (rows: Int32Array, visit: [number, number]) => boolean): number => {
    let [n, hits] = [0, 0];
    users.forEach((rows, u) => {
      if (!of(u)) return;
      for (const visit of visitsOf(events, rows)) {
        n++;
        if (hit(rows, visit)) hits++;
      }
    });
    return hits / n;
  };
  const buys = (rows: Int32Array, [from, to]: [number, number]): boolean =>
    rows.subarray(from, to).some((row) => events.columns.event[row] === 3);

  test("buyers buy more than researchers, researchers more than browsers", () => {
    const [browsers, researchers, buyers] = [0, 1, 2].map((p) =>
      rate((u) => truth.users.columns.persona[u] === p, buys)
    );
    expect(researchers).toBeGreaterThan(browsers);
    expect(buyers).toBeGreaterThan(researchers);
  });
  test("price-sensitive users view more discounted items", () => {
    const share = [0, 1].map((v) => {
      let [n, low] = [0, 0];
      for (let i = 0; i < events.rows; i++) {
        if (truth.users.columns.sensitivity[events.columns.user_id[i] - 1] !== v) continue;
        n++;
        const item = events.columns.item_id[i] - 1;
        if (events.columns.price_cents[i] < catalogue.items.columns.base_price_cents[item]) low++;
      }
      return low / n;
    });
    expect(share[1]).toBeGreaterThan(share[0] * 1.2);
  });
  test("an item's links are followed far more often than chance", () => {
    const {item_id, event} = events.columns;
    let [followed, views] = [0, 0];
    for (const rows of users)
      for (let r = 1; r < rows.length; r++) {
        if (event[rows[r]] !== 0 || event[rows[r - 1]] !== 0) continue;
        views++;
        const from = item_id[rows[r - 1]] - 1;
        if (catalogue.links.subarray(from * 6, from * 6 + 6).includes(item_id[rows[r]] - 1)) followed++;
      }
    expect(followed / views).toBeGreaterThan(5 * (6 / options.items));
  });
  test("pages link to items that share tags more often than chance, and well-rated items are viewed more", () => {
    const {tags, department_id, rating_tenths, popularity_rank} = catalogue.items.columns;
    const share = (pairs: [number, number][]): number =>
      pairs.filter(([a, b]) => (tags[a] & tags[b]) !== 0).length / pairs.length;
    const same = (pairs: [number, number][]): [number, number][] =>
      pairs.filter(([a, b]) => a !== b && department_id[a] === department_id[b]);
    const items = [...department_id.keys()];
    const linked = same(
      items.flatMap((i) => Array.from(catalogue.links.subarray(i * 6, i * 6 + 6), (j) => [i, j] as [number, number]))
    );
    const all = same(items.flatMap((i) => items.filter((j) => j % 7 === i % 7).map((j) => [i, j] as [number, number])));
    expect(share(linked)).toBeGreaterThan(share(all) + 0.05);
    const views = new Float64Array(options.items);
    for (const item of events.columns.item_id) views[item - 1]++;
    // Views relative to what popularity alone would give, for the best and the worst rated third.
    const byRating = items.sort((a, b) => rating_tenths[a] - rating_tenths[b]);
    const mean = (part: number[]): number =>
      part.reduce((sum, i) => sum + views[i] * (popularity_rank[i] + options.popularityShift), 0) / part.length;
    expect(mean(byRating.slice(-333))).toBeGreaterThan(1.2 * mean(byRating.slice(0, 333)));
  });
  test("evenings are busier than nights", () => {
    const hours = new Float64Array(24);
    for (const ms of events.columns.ts_ms) hours[Math.floor(ms / 3_600_000) % 24]++;
    expect(hours[20]).toBeGreaterThan(3 * hours[3]);
  });
});

describe("options", () => {
  test.each([
    [() => shopOptions("huge"), /unknown profile: huge/],
    [() => shopOptions("tiny", {users: 0}), /users is 0/],
    [() => shopOptions("tiny", {items: 3}), /items is 3/],
    [() => shopOptions("tiny", {seed: 1.5}), /seed is 1.5/],
    [() => shopOptions("tiny", {personaShares: [0.5, 0.5, 0.5]}), /personaShares sums to 1.5/],
    [() => shopOptions("tiny", {tasteShare: 1.2}), /tasteShare holds 1.2/],
    [() => shopOptions("tiny", {follow: [0.9, 0.9, 0.9]}), /follow \+ revisit/],
    [() => shopOptions("tiny", {hourWeights: [1, 2]}), /hourWeights has 2 values/],
    [
      () =>
        shopOptions("tiny", {
          endProbability: [
            [NaN, 0, 0],
            [0, 0, 0],
            [0, 0, 0]
          ]
        }),
      /endProbability\[0\] holds NaN/
    ]
  ])("that make no sense are named", (make, message) => {
    expect(make).toThrow(UserError);
    expect(make).toThrow(message);
  });
});

test("where nothing is ever bought, no purchase is ahead", () => {
  expect(
    Math.max(...purchaseProbabilityAhead(shopOptions("tiny", {purchase: Array.from({length: 3}, () => [0, 0, 0])})))
  ).toBe(0);
});
