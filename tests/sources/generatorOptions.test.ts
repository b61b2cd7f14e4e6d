import {createHash} from "node:crypto";
import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {generateShop, populationOf, shopOptions, streamShop, type Shop} from "../../src/lib/generator/shop.js";
import {census} from "../../src/lib/generator/census.js";
import {DRIFT_KINDS, DRIFT_MEANINGS, type DriftScenario} from "../../src/lib/generator/drift.js";
import {OFFER_DEFAULTS, STRATA} from "../../src/lib/generator/offer.js";
import {ESHOP_MOVES} from "../../src/lib/generator/paper2.js";
import {parseShopOptions} from "../../src/lib/generator/parseShopOptions.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {
  markovScorer,
  nextItemShares,
  popularityScorer,
  rankNextItems,
  type ItemSequences
} from "../../src/lib/sequence/nextItems.js";

const plain = generateShop(shopOptions("tiny"));
type Name = keyof Shop["events"]["columns"];
const ALL = ["user_id", "ts_ms", "event", "item_id", "price_cents", "dwell_ms"] as const;

/** Rows of a log as text, in the order of users. */
function lines({events}: Pick<Shop, "events">, names: readonly Name[] = ALL, takes = (_row: number) => true): string[] {
  return rowsByUser(events, 1).flatMap((rows) =>
    Array.from(rows)
      .filter(takes)
      .map((row) => names.map((name) => events.columns[name][row]).join(" "))
  );
}

/** The items viewed in each visit that has two views or more. */
function viewed(shop: Shop, takes = (_day: number) => true): ItemSequences {
  const {event, item_id, ts_ms} = shop.events.columns;
  const items: number[] = [];
  const starts = [0];
  for (const rows of rowsByUser(shop.events, 1))
    for (const [from, to] of visitsOf(shop.events, rows)) {
      const views = Array.from(rows.subarray(from, to)).filter((row) => event[row] === 0);
      if (views.length < 2 || !takes((ts_ms[rows[from]] - shop.options.startMs) / DAY_MS)) continue;
      items.push(...views.map((row) => item_id[row]));
      starts.push(items.length);
    }
  return {items, starts};
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("with every option off", () => {
  test("logs are those of the version before there were options, to the bit", () => {
    expect(sha256(lines(plain).join("\n"))).toBe("b432084ef5940a89e5ef7229a625146832e0084b4f335940c90c017cd07b0953");
    const twin = generateShop(shopOptions("retailrocket", {users: 3_000, items: 2_000}));
    expect(sha256(lines(twin).join("\n"))).toBe("d38de002fc7f98f18ec0a8354e9fbdd5b8ae83cc23f08237d2320c048ba0aab2");
  });
  test("there are no offers, and nothing drifts", () => {
    expect([plain.offers, plain.truth.offers, plain.truth.drift]).toEqual([null, null, null]);
  });
});

describe("moves from item to item", () => {
  const moves = {repeat: [0.3, 0.3, 0.3], coview: [0.3, 0.3, 0.3], trendShare: 0.1, trendLift: 3};

  test.each([
    ["tiny", {users: 1_000}],
    [
      "retailrocket",
      {users: 6_000, items: 2_000, resume: [0.5, 0.5, 0.5], addFirst: Array.from({length: 3}, () => [0.3, 0.3, 0.3])}
    ]
  ])("change items and nothing else: who does what when is that of the plain shop, %s", (profile, size) => {
    const plain = generateShop(shopOptions(profile, {...size, repeatedRows: 0}));
    const moved = generateShop(shopOptions(profile, {...size, ...moves, repeatedRows: 0}));
    // an order has a row for each distinct item of the cart, and how many are distinct depends on the items
    const unlessFurther = ({events: {columns}}: Shop) => {
      let last = "";
      return (row: number) => {
        const order = columns.event[row] === 3 ? `${columns.user_id[row]} ${columns.ts_ms[row]}` : "";
        const first = order === "" || order !== last;
        last = order;
        return first;
      };
    };
    const names = ["user_id", "ts_ms", "event", "dwell_ms"] as const;
    expect(lines(moved, names, unlessFurther(moved))).toEqual(lines(plain, names, unlessFurther(plain)));
    expect(lines(moved, ["item_id"])).not.toEqual(lines(plain, ["item_id"]));
    expect(moved.truth.users).toEqual(plain.truth.users);
  });

  test("occur as often as their probabilities say", () => {
    const only = {follow: [0, 0, 0], revisit: [0, 0, 0], resume: [0, 0, 0], outOfStock: 0, users: 3_000};
    const shop = generateShop(shopOptions("tiny", {...only, repeat: [0.2, 0.5, 0.4], coview: [0.5, 0.2, 0.1]}));
    const {coviews} = shop.catalogue;
    const {event, item_id} = shop.events.columns;
    const counts = [0, 1, 2].map(() => ({views: 0, same: 0, near: 0}));
    const places = shop.options.coviewPlaces;
    for (const rows of rowsByUser(shop.events, 1))
      for (const [from, to] of visitsOf(shop.events, rows)) {
        let page = item_id[rows[from]] - 1;
        for (let k = from + 1; k < to; k++) {
          const row = rows[k];
          if (event[row] !== 0) continue;
          const here = counts[shop.truth.events.columns.stage[row]];
          const near = coviews.subarray(page * places, (page + 1) * places);
          here.views++;
          if (item_id[row] - 1 === page) here.same++;
          else if (near.includes(item_id[row] - 1)) here.near++;
          page = item_id[row] - 1;
        }
      }
    counts.forEach(({views, same, near}, stage) => {
      const {repeat, coview} = shop.options;
      // what the shelves add by accident: a share of at most 1 in 80 for the page, and of at most 12 in 80 times 1.5 for neighbours
      const rest = 1 - repeat[stage] - coview[stage];
      const spread = 4 * Math.sqrt(0.25 / views);
      expect(same / views).toBeGreaterThan(repeat[stage] - spread);
      expect(same / views).toBeLessThan(repeat[stage] + 0.05 * rest + spread);
      expect(near / views).toBeGreaterThan(coview[stage] - spread);
      expect(near / views).toBeLessThan(coview[stage] + 0.4 * rest + spread);
    });
  });

  test("go to neighbours of the same department, never to the item itself", () => {
    const {catalogue, options} = generateShop(shopOptions("paper-2"));
    const {department_id} = catalogue.items.columns;
    catalogue.coviews.forEach((target, k) => {
      const item = Math.floor(k / options.coviewPlaces);
      expect(target).not.toBe(item);
      expect(department_id[target]).toBe(department_id[item]);
    });
  });
});

/** Shares of next views that equal the last item, and that were seen before: counted with Python's csv module from the public files. */
const REAL = {
  /** Sample of 5,000 visitors, sessions cut at 30 minutes: 2,859 targets. */
  retailrocket: [0.2707, 0.3984],
  /** Sessions of the log itself, all of it: 141,448 targets. Its last 14 days have .0511 and .1123. */
  eshop: [0.0536, 0.1211]
} as const;

describe("paper-2", () => {
  const paper2 = generateShop(shopOptions("paper-2"));
  const share = (shop: Shop) => {
    const {targets, equalLast, seenBefore} = nextItemShares(viewed(shop));
    return [equalLast / targets, seenBefore / targets];
  };
  test("has the totals of paper", () => {
    const counted = census(paper2, [63, 76]);
    expect(Math.abs(counted.events / 313_036 - 1)).toBeLessThan(0.02);
    expect(Math.abs(counted.sessions / 15_858 - 1)).toBeLessThan(0.02);
    expect(Math.abs(counted.buyingSessions / counted.sessions - 0.05)).toBeLessThan(0.005);
  });
  test("repeats items like RetailRocket's sample, and with other moves like the e-shop's log, within 2 points", () => {
    // the shares of the real logs are those of the study shop-sessions
    const [last, seen] = share(paper2);
    expect(Math.abs(last - REAL.retailrocket[0])).toBeLessThan(0.02);
    expect(Math.abs(seen - REAL.retailrocket[1])).toBeLessThan(0.02);
    const [eshopLast, eshopSeen] = share(generateShop(shopOptions("paper-2", ESHOP_MOVES)));
    expect(Math.abs(eshopLast - REAL.eshop[0])).toBeLessThan(0.02);
    expect(Math.abs(eshopSeen - REAL.eshop[1])).toBeLessThan(0.02);
  });
  test("has more to learn than which items are popular", () => {
    const train = viewed(paper2, (day) => day < 63);
    const test = viewed(paper2, (day) => day >= 80);
    const hit = (scorer: typeof markovScorer) => rankNextItems(test, scorer(train, 1_001), 20).hitRate;
    expect(hit(markovScorer)).toBeGreaterThan(hit(popularityScorer) + 0.3);
  });
});

describe("an offer", () => {
  const on = (offer: Partial<typeof OFFER_DEFAULTS> = {}, more = {}) =>
    generateShop(
      shopOptions("tiny", {users: 4_000, ...more, offer: {...OFFER_DEFAULTS, after: 3, effect: [0, 2, -2], ...offer}})
    );
  const without = generateShop(shopOptions("tiny", {users: 4_000}));
  const nobody = on({treated: 0});
  const everybody = on({treated: 1});
  const half = on();
  const boughtIn = (shop: Shop): number[] => {
    // whether the visit at hand bought after the offer, by row of the offers
    const {user_id, ts_ms} = shop.offers!.columns;
    const {event, ts_ms: ms} = shop.events.columns;
    const users = rowsByUser(shop.events, shop.options.users);
    return Array.from(user_id, (user, k) => {
      const rows = users[user - 1];
      const [, to] = visitsOf(shop.events, rows).find(
        ([from, end]) => ms[rows[from]] <= ts_ms[k] && ms[rows[end - 1]] >= ts_ms[k]
      )!;
      return rows.subarray(0, to).some((row) => event[row] === 3 && ms[row] > ts_ms[k]) ? 1 : 0;
    });
  };

  test("that nobody is shown leaves the log as it is without it", () => {
    expect(lines(nobody)).toEqual(lines(without));
  });
  test("leaves all that comes before it as it was, and later visits too but for what the changed one left open", () => {
    const {user_id, ts_ms} = everybody.offers!.columns;
    const at = new Map(Array.from(user_id, (user, k) => [user, ts_ms[k]]));
    const before =
      ({events: {columns}}: Shop) =>
      (row: number) =>
        columns.ts_ms[row] <= (at.get(columns.user_id[row]) ?? Infinity);
    expect(lines(everybody, ALL, before(everybody))).toEqual(lines(without, ALL, before(without)));
    expect(everybody.truth.users).toEqual(without.truth.users);
  });
  test("leaves the draws of later visits alone: whoever comes back without it comes back with it", () => {
    const visits = (shop: Shop) => rowsByUser(shop.events, 1).map((rows) => visitsOf(shop.events, rows).length);
    const [with_, without_] = [visits(everybody), visits(without)];
    const {user_id, bought_0, bought_1} = everybody.truth.offers!.columns;
    const changed = Array.from(user_id).filter((_, k) => bought_0[k] !== bought_1[k]);
    const same = changed.filter((user) => with_[user - 1] === without_[user - 1]).length;
    expect(changed.length).toBeGreaterThan(40);
    // but for returns that fall beyond the end of the period in one of the two, as the visit before ends at another time
    expect(same / changed.length).toBeGreaterThan(0.95);
  });
  test("has both potential outcomes of the same visitor, whichever is in the log", () => {
    expect(nobody.truth.offers!.columns).toEqual(everybody.truth.offers!.columns);
    expect(half.truth.offers!.columns).toEqual(everybody.truth.offers!.columns);
    const {bought_0, bought_1} = half.truth.offers!.columns;
    expect(boughtIn(nobody)).toEqual(Array.from(bought_0));
    expect(boughtIn(everybody)).toEqual(Array.from(bought_1));
    const {treated} = half.offers!.columns;
    expect(boughtIn(half)).toEqual(Array.from(treated, (yes, k) => (yes === 1 ? bought_1[k] : bought_0[k])));
  });
  test("makes some buy who would not, and some not who would; the indifferent do the same either way", () => {
    const {response, bought_0, bought_1, stratum, revenue_cents_0, revenue_cents_1} = half.truth.offers!.columns;
    const of = (group: number) => Array.from(response.keys()).filter((k) => response[k] === group);
    for (const k of of(0)) {
      expect([bought_1[k], probabilities(k)[1]]).toEqual([bought_0[k], probabilities(k)[0]]);
      // the same visit at a lower price
      expect(revenue_cents_1[k]).toBeLessThanOrEqual(revenue_cents_0[k]);
    }
    const lift = (rows: number[]) => rows.reduce((sum, k) => sum + bought_1[k] - bought_0[k], 0);
    expect(lift(of(1))).toBeGreaterThan(20);
    expect(lift(of(2))).toBeLessThan(0);
    for (const [k, name] of [...stratum].map((code, k) => [k, STRATA[code]] as const))
      expect(name).toBe(["lost cause", "sleeping dog", "persuadable", "sure thing"][bought_0[k] + 2 * bought_1[k]]);
    expect(new Set(stratum).size).toBe(4);
  });
  const probabilities = (k: number): [number, number] => {
    const {probability_0, probability_1} = half.truth.offers!.columns;
    return [probability_0[k], probability_1[k]];
  };
  test("has outcomes that come true as often as their probabilities say, in both arms", () => {
    const {bought_0, bought_1, probability_0, probability_1} = half.truth.offers!.columns;
    for (const [bought, probability] of [
      [bought_0, probability_0],
      [bought_1, probability_1]
    ] as const) {
      const expected = probability.reduce((a, b) => a + b, 0);
      const spread = Math.sqrt(probability.reduce((sum, p) => sum + p * (1 - p), 0));
      expect(expected).toBeGreaterThan(50);
      expect(Math.abs(bought.reduce((a, b) => a + b, 0) - expected)).toBeLessThan(3.29 * spread);
    }
  });
  test("is dealt by its own seed: shares as asked, the same people", () => {
    const again = on({seed: 2});
    const share = ({offers}: Shop) => offers!.columns.treated.reduce((a, b) => a + b, 0) / offers!.rows;
    expect(Math.abs(share(half) - 0.5)).toBeLessThan(0.05);
    expect(Array.from(again.offers!.columns.treated)).not.toEqual(Array.from(half.offers!.columns.treated));
    expect(Array.from(again.truth.offers!.columns.response)).toEqual(Array.from(half.truth.offers!.columns.response));
    expect(Array.from(again.truth.offers!.columns.bought_0)).toEqual(Array.from(half.truth.offers!.columns.bought_0));
  });
  test("takes its depth off what its visit buys, and off nothing else", () => {
    const {priceCents, weeks} = everybody.catalogue;
    const offers = everybody.offers!.columns;
    const {user_id, event, ts_ms, item_id, price_cents} = everybody.events.columns;
    let cheaper = 0;
    for (const rows of rowsByUser(everybody.events, 1))
      for (const [from, to] of visitsOf(everybody.events, rows)) {
        const week = Math.floor((ts_ms[rows[from]] - everybody.options.startMs) / (7 * DAY_MS));
        const k = offers.user_id.indexOf(user_id[rows[from]]);
        for (let r = from; r < to; r++) {
          const row = rows[r];
          const full = priceCents[(item_id[row] - 1) * weeks + week];
          const inOffer = k !== -1 && offers.ts_ms[k] >= ts_ms[rows[from]] && offers.ts_ms[k] < ts_ms[row];
          const off = event[row] === 3 && inOffer ? offers.depth_percent[k] : 0;
          expect(price_cents[row]).toBe(Math.round((full * (100 - off)) / 100));
          if (off > 0) cheaper++;
        }
      }
    expect(cheaper).toBeGreaterThan(20);
  });
  test("comes with the events in blocks too, to the row", () => {
    const blocks = [...streamShop(half.options).blocks(5_000)];
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.flatMap((block) => lines(block))).toEqual(lines(half));
    expect(blocks.flatMap(({offers}) => [...offers!.columns.ts_ms])).toEqual([...half.offers!.columns.ts_ms]);
    expect(blocks.flatMap(({offers}) => [...offers!.columns.treated])).toEqual([...half.offers!.columns.treated]);
  });
});

describe("a drift", () => {
  const base = {users: 1_500, days: 28};
  const steady = generateShop(shopOptions("tiny", base));
  const drifting = (...drift: DriftScenario[]) => generateShop(shopOptions("tiny", {...base, drift}));
  const day = (shop: Shop, row: number) => (shop.events.columns.ts_ms[row] - shop.options.startMs) / DAY_MS;
  const firstTouched = (shop: Shop, bit = 0) => {
    const days = Array.from(shop.truth.drift!.touched.keys())
      .filter((row) => ((shop.truth.drift!.touched[row] >> bit) & 1) === 1)
      .map((row) => day(shop, row));
    return {events: days.length, first: Math.min(...days), last: Math.max(...days)};
  };

  test("has a record of every scenario that JSON can hold", () => {
    const shop = drifting(
      {kind: "season", start: 3, size: 1, days: 4},
      {kind: "cart-loss", start: 7, size: 0.5},
      {kind: "taste", start: 2, size: 0.5, department: 2}
    );
    const {scenarios, touched} = shop.truth.drift!;
    expect(JSON.parse(JSON.stringify(scenarios))).toEqual(scenarios);
    expect(scenarios.map(({kind}) => kind)).toEqual(["season", "cart-loss", "taste"]);
    const start = shop.options.startMs;
    expect(scenarios[0]).toMatchObject({startMs: start + 3 * DAY_MS, endMs: start + 7 * DAY_MS, size: 1});
    expect(scenarios[2]).toMatchObject({fullMs: start + 30 * DAY_MS, department: "Home"});
    expect(touched.length).toBe(shop.events.rows);
    for (const [k, {events}] of scenarios.entries()) if (k !== 1) expect(firstTouched(shop, k).events).toBe(events);
    expect(scenarios[1].events).toBe(shop.truth.drift!.lost.rows);
    for (const kind of DRIFT_KINDS) expect(DRIFT_MEANINGS[kind].what.length).toBeGreaterThan(20);
  });

  test("season: more visits mean to buy while it lasts, and only visits whose intent it changed differ", () => {
    const shop = drifting({kind: "season", start: 7, days: 14, size: 5});
    const {scenarios} = shop.truth.drift!;
    const touched = new Set(scenarios[0].users);
    const of = (other: Shop) => lines(other, ALL, (row) => !touched.has(other.events.columns.user_id[row]));
    expect(of(shop)).toEqual(of(steady));
    expect(touched.size).toBeGreaterThan(50);
    expect(touched.size).toBeLessThan(750);
    const {first, last} = firstTouched(shop);
    expect([first >= 7, last < 22]).toEqual([true, true]);
    // a touched user's visits that start before the season are the same
    const before = (other: Shop) => lines(other, ALL, (row) => day(other, row) < 7);
    expect(before(shop)).toEqual(before(steady));
    // as few visits as can be change: a season of buying only moves others to it
    shop.truth.drift!.touched.forEach((bits, row) => {
      if (bits === 1) expect(shop.truth.events.columns.intent[row]).toBe(2);
    });
    const quiet = drifting({kind: "season", start: 7, size: -1});
    const intents = new Set(quiet.truth.events.columns.intent.filter((_, row) => day(quiet, row) >= 7.2));
    expect([...intents].sort()).toEqual([0, 1]);
  });

  test("price shock: prices of the department, from the week on, and fewer looks at it by the price-sensitive", () => {
    const shop = drifting({kind: "price-shock", start: 14, size: 0.5, department: 1});
    const {priceCents, weeks, departmentStart} = shop.catalogue;
    const old = steady.catalogue.priceCents;
    for (let item = 0; item < shop.options.items; item++)
      for (let week = 0; week < weeks; week++) {
        const dearer = item >= departmentStart[1] && item < departmentStart[2] && week >= 2;
        expect(priceCents[item * weeks + week]).toBe(Math.round(old[item * weeks + week] * (dearer ? 1.5 : 1)));
      }
    expect(firstTouched(shop).first).toBeGreaterThanOrEqual(14);
    const looks = (other: Shop) => {
      const {event, user_id, item_id} = other.events.columns;
      let [all, here] = [0, 0];
      for (let row = 0; row < other.events.rows; row++) {
        if (event[row] !== 0 || day(other, row) < 15) continue;
        if (other.truth.users.columns.sensitivity[user_id[row] - 1] !== 1) continue;
        all++;
        if (item_id[row] > departmentStart[1] && item_id[row] <= departmentStart[2]) here++;
      }
      return here / all;
    };
    expect(looks(shop)).toBeLessThan(0.85 * looks(steady));
    // types and times of events are untouched
    const first = ["user_id", "ts_ms"] as const;
    expect(new Set(lines(shop, first))).toEqual(new Set(lines(steady, first)));
  });

  test("new items: a share of the catalogue that nobody sees before, and many after", () => {
    const shop = drifting({kind: "new-items", start: 14, size: 0.25});
    const items = new Set(shop.truth.drift!.scenarios[0].items);
    expect(items.size).toBe(20);
    const {first, events} = firstTouched(shop);
    expect(first).toBeGreaterThanOrEqual(14);
    expect(events).toBeGreaterThan(500);
  });

  test("traffic source: visitors of other personas who come while it lasts, beside the usual ones", () => {
    const shop = drifting({kind: "traffic-source", start: 10, days: 10, size: 0.4});
    expect(populationOf(shop.options)).toEqual({usual: 1_500, traffic: 600, bots: 0, all: 2_100});
    const {user_id} = shop.events.columns;
    expect(lines(shop, ALL, (row) => user_id[row] <= 1_500)).toEqual(lines(steady));
    const users = rowsByUser(shop.events, 1).slice(1_500);
    expect(users.length).toBe(600);
    for (const rows of users) {
      expect(day(shop, rows[0])).toBeGreaterThanOrEqual(10);
      expect(day(shop, rows[0])).toBeLessThan(20);
    }
    const browsers = shop.truth.users.columns.persona.subarray(1_500).filter((persona) => persona === 0).length;
    expect(Math.abs(browsers / 600 - 0.85)).toBeLessThan(0.06);
    expect(shop.truth.drift!.scenarios[0].users.length).toBe(600);
  });

  test("bots: machines that read on and on, faster than anyone, beside the visitors", () => {
    const shop = drifting({kind: "bots", start: 10, size: 0.01});
    const {user_id, event, dwell_ms, ts_ms} = shop.events.columns;
    expect(lines(shop, ALL, (row) => user_id[row] <= 1_500)).toEqual(lines(steady));
    for (const rows of rowsByUser(shop.events, 1).slice(1_500)) {
      expect(visitsOf(shop.events, rows).length).toBe(18);
      for (const row of rows) {
        expect(event[row]).toBe(0);
        expect(dwell_ms[row]).toBeLessThan(steady.options.dwellBoundsMs[0]);
        expect(ts_ms[row]).toBeGreaterThanOrEqual(shop.options.startMs + 10 * DAY_MS);
        expect(ts_ms[row]).toBeLessThan(shop.options.startMs + 28 * DAY_MS);
      }
    }
    expect(shop.truth.drift!.scenarios[0].users).toEqual(Array.from({length: 15}, (_, k) => 1_501 + k));
  });

  test("cart loss: the log and what was lost of it make up the whole log", () => {
    const shop = drifting({kind: "cart-loss", start: 10, size: 0.4});
    const {lost} = shop.truth.drift!;
    const key = (columns: typeof lost.columns, k: number) =>
      [columns.user_id[k], columns.ts_ms[k], columns.event[k], columns.item_id[k]].join(" ");
    const all = [
      ...Array.from({length: lost.rows}, (_, k) => key(lost.columns, k)),
      ...lines(shop, ["user_id", "ts_ms", "event", "item_id"])
    ];
    expect(all.sort()).toEqual(lines(steady, ["user_id", "ts_ms", "event", "item_id"]).sort());
    const {event, ts_ms} = steady.events.columns;
    const carts = Array.from(event.keys()).filter((row) => event[row] === 1 && day(steady, row) >= 10).length;
    expect(Math.abs(lost.rows / carts - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / carts));
    expect(lost.rows).toBeGreaterThan(10);
    expect(Math.min(...lost.columns.ts_ms)).toBeGreaterThanOrEqual(shop.options.startMs + 10 * DAY_MS);
    expect(ts_ms.length).toBe(shop.events.rows + lost.rows);
  });

  test("taste: views of the department grow over the ramp", () => {
    const shop = drifting({kind: "taste", start: 7, size: 1, ramp: 14, department: 6});
    const {departmentStart} = shop.catalogue;
    const {event, item_id} = shop.events.columns;
    const share = (from: number, to: number) => {
      let [all, here] = [0, 0];
      for (let row = 0; row < shop.events.rows; row++) {
        if (event[row] !== 0 || day(shop, row) < from || day(shop, row) >= to) continue;
        all++;
        if (item_id[row] > departmentStart[6] && item_id[row] <= departmentStart[7]) here++;
      }
      return here / all;
    };
    const [before, half, full] = [share(0, 7), share(10, 18), share(22, 28)];
    expect(half).toBeGreaterThan(before + 0.1);
    expect(full).toBeGreaterThan(half + 0.1);
    const {first} = firstTouched(shop);
    expect(first).toBeGreaterThan(7);
    const {touched} = shop.truth.drift!;
    touched.forEach((bits, row) => {
      if (bits !== 0)
        expect([event[row], item_id[row] > departmentStart[6], item_id[row] <= departmentStart[7]]).toEqual([
          0,
          true,
          true
        ]);
    });
  });

  test("scenarios leave each other's draws alone", () => {
    const loss: DriftScenario = {kind: "cart-loss", start: 10, size: 0.4};
    const alone = drifting(loss);
    const together = drifting(
      {kind: "bots", start: 3, size: 0.01},
      {kind: "traffic-source", start: 5, size: 0.2},
      loss
    );
    const {user_id} = together.events.columns;
    expect(lines(together, ALL, (row) => user_id[row] <= 1_500)).toEqual(lines(alone));
  });
});

describe("options on the command line", () => {
  test("are read as JSON has them, lists without brackets too", () => {
    expect(parseShopOptions(["tasteShare=0.7", "repeat=0.1,0.2,0.3", "cartLasts=true", "saleWeeks=[]"])).toEqual({
      tasteShare: 0.7,
      repeat: [0.1, 0.2, 0.3],
      cartLasts: true,
      saleWeeks: []
    });
    expect(parseShopOptions(["offer.after=cart", "offer.treated=0.2"])).toEqual({
      offer: {...OFFER_DEFAULTS, treated: 0.2}
    });
    expect(parseShopOptions(["offer"])).toEqual({offer: OFFER_DEFAULTS});
    expect(parseShopOptions(["offer.after=3"])).toMatchObject({offer: {after: 3}});
    expect(parseShopOptions(["drift=season start=30 size=0.5", "drift=taste start=0 size=1 ramp=7"])).toEqual({
      drift: [
        {kind: "season", start: 30, size: 0.5},
        {kind: "taste", start: 0, size: 1, ramp: 7}
      ]
    });
  });
  test.each([
    [["tastShare=1"], /no option "tastShare"/],
    [["seed=2"], /no option "seed"/],
    [["tasteShare"], /tasteShare has no value/],
    [["tasteShare=much"], /tasteShare is much; give a value like 0.5/],
    [["repeat=0.1,x,0.3"], /repeat is 0.1,x,0.3/],
    [["cartLasts=1"], /cartLasts is 1; give a value like false/],
    [["offer=20"], /offer is 20/],
    [["offer.colour=red"], /no option "offer.colour"/],
    [["offer.after=often"], /offer.after is often/],
    [["drift=storm start=1 size=1"], /no drift "storm"; choose of season/],
    [["drift=season size=1"], /drift season has no start/],
    [["drift=season start=1 size=big"], /size is "big"/],
    [["drift=season start=1 size=1 speed=2"], /has "speed=2"/]
  ])("are named where they cannot be read: %s", (texts, message) => {
    expect(() => parseShopOptions(texts)).toThrow(UserError);
    expect(() => parseShopOptions(texts)).toThrow(message);
  });
  const drift = (scenario: object) => ({drift: [scenario as DriftScenario]});
  test.each([
    [{repeat: [0.5, 0.5]}, /repeat has 2 values/],
    [{repeat: [0.6, 0, 0], coview: [0.6, 0, 0]}, /repeat \+ coview of explore is 1.2/],
    [{coviewPlaces: 0}, /coviewPlaces is 0/],
    [{trendShare: 2}, /trendShare holds 2/],
    [{offer: {...OFFER_DEFAULTS, treated: 1.5}}, /offer.treated is 1.5/],
    [{offer: {...OFFER_DEFAULTS, after: 0}}, /offer.after is 0/],
    [{offer: {...OFFER_DEFAULTS, depths: []}}, /offer.depths is \[\]/],
    [{offer: {...OFFER_DEFAULTS, depths: [5], depthWeights: [1, 2]}}, /offer.depthWeights/],
    [{offer: {...OFFER_DEFAULTS, effect: [0, NaN, 0]}}, /offer.effect/],
    [{offer: {...OFFER_DEFAULTS, cartFactor: [1]}}, /offer.cartFactor is \[1\]; give 3 numbers/],
    [
      {
        offer: {
          ...OFFER_DEFAULTS,
          responseShares: [
            [1, 1, 0],
            [1, 0, 0]
          ]
        }
      },
      /each row must sum to 1/
    ],
    [drift({kind: "storm", start: 1, size: 1}), /no drift "storm"/],
    [drift({kind: "season", start: 14, size: 1}), /start is 14; give a whole number from 0 to 13/],
    [drift({kind: "season", start: 1, size: -2}), /size is -2; give a number from -1 to 10/],
    [drift({kind: "season", start: 1, size: NaN}), /size is NaN/],
    [drift({kind: "season", start: 1, size: 1, ramp: 3}), /season has no ramp/],
    [drift({kind: "bots", start: 1, size: 0.1, department: 3}), /bots has no department/],
    [drift({kind: "price-shock", start: 3, size: 0.1}), /starts on day 3; give whole weeks/],
    [drift({kind: "new-items", start: 7, size: 0.1, days: 7}), /new-items has no days/],
    [
      {
        drift: [
          {kind: "bots", start: 1, size: 0.1},
          {kind: "bots", start: 2, size: 0.1}
        ] as DriftScenario[]
      },
      /twice/
    ]
  ])("that make no sense are named: %j", (options, message) => {
    expect(() => shopOptions("tiny", options)).toThrow(UserError);
    expect(() => shopOptions("tiny", options)).toThrow(message);
  });
});
