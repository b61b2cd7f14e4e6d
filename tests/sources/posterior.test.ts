import {describe, expect, test} from "vitest";
import {recalibration} from "../../src/lib/metrics/calibration.js";
import {OFFER_DEFAULTS} from "../../src/lib/generator/offer.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {ceilingExamples} from "../../src/lib/generator/ceiling.js";
import {buysLater, Posterior, type Belief} from "../../src/lib/generator/posterior.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {runs} from "../thorough.js";
import {enumerator} from "./enumeration.js";

// More carts and returns than the defaults, so that short prefixes already hold every kind of event.
const lively = shopOptions("tiny", {
  returnProbability: [0.8, 0.8, 0.8],
  addFirst: Array.from({length: 3}, () => [0.1, 0.2, 0.4]),
  remove: Array.from({length: 3}, () => [0.1, 0.2, 0.1]),
  purchase: Array.from({length: 3}, () => [0.1, 0.2, 0.3]),
  endProbability: Array.from({length: 3}, () => [0.3, 0.2, 0.25]),
  resume: [0.2, 0.3, 0.5]
});

// Carts that outlive visits, and rows written twice.
const lasting = shopOptions("tiny", {
  ...lively,
  cartLasts: true,
  waitingCartLift: 3,
  repeatedRows: 0.15,
  addFirst: Array.from({length: 3}, () => [0.4, 0.5, 0.6]),
  purchase: Array.from({length: 3}, () => [0.2, 0.3, 0.5]),
  endProbability: Array.from({length: 3}, () => [0.5, 0.4, 0.45])
});

function compare(
  options: typeof lively,
  most: number,
  users: number
): {
  prefixes: number;
  kinds: Set<number>;
  visits: number;
  carried: number;
  repeated: number;
  /** Prefixes that end in a visit after its offer was shown, and those that end with an order. */
  afterOffer: number;
  ordered: number;
} {
  const shop = generateShop(options);
  const posterior = new Posterior(options, shop.catalogue);
  const enumerate = enumerator(shop);
  const seen = {
    prefixes: 0,
    kinds: new Set<number>(),
    visits: 0,
    carried: 0,
    repeated: 0,
    afterOffer: 0,
    ordered: 0
  };
  let compared = 0;
  for (const rows of rowsByUser(shop.events, options.users)) {
    if (compared === users) break;
    const prefix = Array.from(rows.subarray(0, most));
    const visits = visitsOf(shop.events, prefix);
    if (options.returnProbability[0] > 0.5 && visits.length < 2 && compared % 2 === 1) continue;
    compared++;
    seen.visits = Math.max(seen.visits, visits.length);
    const beliefs: Belief[] = [];
    posterior.walk(shop.events, prefix, (_, belief) => beliefs.push(structuredClone(belief)), true);
    prefix.forEach((row, k) => {
      const truth = enumerate(prefix.slice(0, k + 1));
      const belief = beliefs[k];
      expect(belief.buysLater).toBeCloseTo(truth.buysLater, 11);
      for (const name of ["persona", "sensitivity", "taste", "intent", "stage"] as const)
        truth[name].forEach((p, i) => expect(belief[name][i], `${name} ${i} after event ${k + 1}`).toBeCloseTo(p, 11));
      seen.prefixes++;
      seen.kinds.add(shop.events.columns.event[row]);
      if (shop.events.columns.event[row] === 3) seen.ordered++;
      const dealt = shop.offers?.columns.user_id.indexOf(shop.events.columns.user_id[row]) ?? -1;
      if (dealt !== -1 && shop.offers!.columns.treated[dealt] === 1)
        if (shop.offers!.columns.ts_ms[dealt] <= shop.events.columns.ts_ms[row]) seen.afterOffer++;
    });
    const {event, ts_ms, item_id} = shop.events.columns;
    for (const [from] of visits.slice(1)) {
      const before = prefix.slice(0, from).map((row) => event[row]);
      if (before.lastIndexOf(1) > before.lastIndexOf(3)) seen.carried++;
    }
    prefix.forEach((row, k) => {
      const last = prefix[k - 1];
      if (ts_ms[row] === ts_ms[last] && item_id[row] === item_id[last]) seen.repeated++;
    });
  }
  return seen;
}

test("the posterior equals the sum over every hidden path, on tiny", () => {
  expect(compare(shopOptions("tiny"), 6, 12).prefixes).toBeGreaterThan(40);
});

test("and where carts, orders and return visits come early", () => {
  const seen = compare(lively, runs(5, 6), 30);
  expect([...seen.kinds].sort()).toEqual([0, 1, 2, 3]);
  expect(seen.visits).toBeGreaterThan(2);
});

test("and where carts outlive visits and rows are written twice", () => {
  const seen = compare(lasting, runs(6, 7), 25);
  expect([...seen.kinds].sort()).toEqual([0, 1, 2, 3]);
  expect(seen.visits).toBeGreaterThan(2);
  expect(seen.carried).toBeGreaterThan(3);
  expect(seen.repeated).toBeGreaterThan(5);
});

test("and on the twin of RetailRocket, made small", () => {
  const small = shopOptions("retailrocket", {users: 400, items: 80, categoriesPerDepartment: 4});
  expect(compare(small, 6, 60).prefixes).toBeGreaterThan(60);
});

describe("with an option of the generator on, the posterior equals the same sum", () => {
  // few items and departments' worth of them, so that neighbours and repeats occur in short prefixes
  const small = {...lively, items: 40};
  const offer = {...OFFER_DEFAULTS, treated: 0.8};
  const cases: Readonly<Record<string, Partial<typeof lively>>> = {
    "repeats and co-views": {...small, repeat: [0.2, 0.3, 0.25], coview: [0.3, 0.2, 0.4], coviewPlaces: 5},
    "co-views whose neighbours are often out of stock": {
      ...small,
      coview: [0.5, 0.4, 0.6],
      coviewPlaces: 1,
      outOfStock: 0.5,
      coviewExponent: 0.5
    },
    "items in fashion": {...small, trendShare: 0.3, trendLift: 5},
    "an offer after the first cart": {...small, offer},
    "an offer after the second event": {...small, offer: {...offer, after: 2, depths: [10, 30], depthWeights: [2, 1]}},
    "an offer to a cart that lasts": {...lasting, offer},
    "a season": {...small, drift: [{kind: "season", start: 3, days: 6, size: 4}]},
    "a price shock": {...small, drift: [{kind: "price-shock", start: 7, size: 0.6, department: 1}]},
    "new items": {...small, drift: [{kind: "new-items", start: 7, size: 0.4}]},
    "a new traffic source": {
      ...small,
      users: 20,
      trafficPersonas: [0.1, 0.1, 0.8],
      drift: [{kind: "traffic-source", start: 5, size: 1}]
    },
    "a change of taste": {...small, drift: [{kind: "taste", start: 2, size: 0.9, ramp: 5, department: 3}]},
    "all of these": {
      ...small,
      repeat: [0.2, 0.2, 0.2],
      coview: [0.2, 0.2, 0.2],
      trendShare: 0.2,
      trendLift: 3,
      offer,
      drift: [
        {kind: "season", start: 3, size: 2},
        {kind: "price-shock", start: 7, size: -0.5},
        {kind: "new-items", start: 7, size: 0.3},
        {kind: "traffic-source", start: 2, size: 0.5},
        {kind: "taste", start: 1, size: 0.8, ramp: 3, department: 2}
      ]
    }
  };
  for (const [name, options] of Object.entries(cases))
    test(name, () => {
      const seen = compare(shopOptions("tiny", options), runs(5, 6), name.includes("traffic") ? 30 : runs(10, 60));
      expect(seen.prefixes).toBeGreaterThan(20);
      if (options.offer) expect(seen.afterOffer).toBeGreaterThan(3);
    });

  test("and after an order, when a visit ends with a probability of its own", () => {
    const quick = {
      addFirst: Array.from({length: 3}, () => [0.5, 0.6, 0.7]),
      purchase: Array.from({length: 3}, () => [0.6, 0.6, 0.6]),
      endProbability: Array.from({length: 3}, () => [0.05, 0.1, 0.15])
    };
    const seen = compare(shopOptions("tiny", {...lively, ...quick, endAfterPurchase: 0.3}), 4, 25);
    expect(seen.ordered).toBeGreaterThan(5);
  });
});

describe("on a fresh seed, what is believed comes true as often as it says", () => {
  const cases: Readonly<Record<string, readonly [string, Partial<typeof lively>]>> = {
    "paper-2": ["paper-2", {}],
    "an offer to most": ["paper", {offer: {...OFFER_DEFAULTS, treated: 0.9, after: 4, effect: [0, 2.5, -2]}}],
    "five scenarios": [
      "paper",
      {
        drift: [
          {kind: "season", start: 20, days: 40, size: 3},
          {kind: "price-shock", start: 28, size: 1},
          {kind: "new-items", start: 35, size: 0.3},
          {kind: "traffic-source", start: 30, size: 0.5},
          {kind: "taste", start: 10, size: 0.9}
        ]
      }
    ]
  };
  for (const [name, [profile, some]] of Object.entries(cases))
    test(name, () => {
      const options = shopOptions(profile, {...some, users: runs(2_500, 20_000), seed: 417});
      const shop = generateShop(options);
      const one = ceilingExamples(shop, buysLater(options, shop.catalogue, shop.events)).filter((e) => e.chosen);
      const {slope, inTheLarge} = recalibration(
        one.map((e) => e.probability),
        one.map((e) => (e.buys ? 1 : 0))
      )!;
      // 99.9 % of what chance gives a calibrated forecast
      expect(Math.abs(inTheLarge.value)).toBeLessThan(3.29 * inTheLarge.standardError!);
      expect(Math.abs(slope!.value - 1)).toBeLessThan(3.29 * slope!.standardError!);
      expect(slope!.standardError!).toBeLessThan(0.2);
    });
});

test("where the log hides events, or has a machine's, there is no posterior, and the reason names the option", () => {
  for (const kind of ["cart-loss", "bots"] as const) {
    const options = shopOptions("tiny", {drift: [{kind, start: 3, size: 0.2}]});
    expect(() => new Posterior(options, generateShop(options).catalogue)).toThrow(
      new RegExp(`no posterior .* with drift ${kind}: .*; leave this scenario out`)
    );
  }
});

test("later events do not change what was believed before them", () => {
  const options = shopOptions("tiny");
  const shop = generateShop(options);
  const posterior = new Posterior(options, shop.catalogue);
  const rows = rowsByUser(shop.events, options.users).find((r) => r.length > 20)!;
  const whole: number[] = [];
  posterior.walk(shop.events, rows, (_, belief) => whole.push(belief.buysLater));
  const part: number[] = [];
  posterior.walk(shop.events, rows.subarray(0, 11), (_, belief) => part.push(belief.buysLater));
  expect(part).toEqual(whole.slice(0, 11));
});

test("an event the shop cannot make is an error, not a probability", () => {
  const options = shopOptions("tiny", {purchase: Array.from({length: 3}, () => [0, 0, 0])});
  const bought = generateShop(shopOptions("tiny"));
  expect(() => buysLater(options, bought.catalogue, bought.events)).toThrow(/impossible/);
});

test("on the twin, what is believed after a first and after a second event comes true as often as it says", () => {
  const options = shopOptions("retailrocket", {users: runs(40_000, 120_000), items: 23_000, popularityShift: 9});
  const shop = generateShop(options);
  const examples = ceilingExamples(shop, buysLater(options, shop.catalogue, shop.events));
  for (const number of [1, 2]) {
    const here = examples.filter((e) => e.eventNumber === number).sort((a, b) => a.probability - b.probability);
    // Beliefs crowd near zero: halves, then halves of the upper half, so that the few sessions with a waiting cart are a group.
    for (let from = 0; here.length - from > 300; from += Math.ceil((here.length - from) / 2)) {
      const part = here.slice(from, from + Math.ceil((here.length - from) / 2));
      const expected = part.reduce((sum, e) => sum + e.probability, 0);
      const spread = Math.sqrt(part.reduce((sum, e) => sum + e.probability * (1 - e.probability), 0));
      expect(Math.abs(part.filter((e) => e.buys).length - expected), `${number}, from ${from}`).toBeLessThan(
        3.29 * spread
      );
    }
  }
});

test("on paper, what is believed comes true as often as it says", () => {
  const options = shopOptions("paper", {users: runs(5_000, shopOptions("paper").users)});
  const shop = generateShop(options);
  const one = ceilingExamples(shop, buysLater(options, shop.catalogue, shop.events)).filter((e) => e.chosen);
  // Spiegelhalter's z over independent sessions: standard normal if calibrated (Statistics in Medicine 5, 1986, 421–433).
  let difference = 0;
  let variance = 0;
  for (const {probability: p, buys} of one) {
    difference += ((buys ? 1 : 0) - p) * (1 - 2 * p);
    variance += (1 - 2 * p) ** 2 * p * (1 - p);
  }
  expect(Math.abs(difference / Math.sqrt(variance))).toBeLessThan(1.96);
  // And in each tenth of the sessions, ordered by belief, the number of buyers lies within 99.9 % of its own distribution.
  one.sort((a, b) => a.probability - b.probability);
  for (let k = 0; k < 10; k++) {
    const part = one.slice(Math.floor((k * one.length) / 10), Math.floor(((k + 1) * one.length) / 10));
    const expected = part.reduce((sum, e) => sum + e.probability, 0);
    const spread = Math.sqrt(part.reduce((sum, e) => sum + e.probability * (1 - e.probability), 0));
    expect(Math.abs(part.filter((e) => e.buys).length - expected)).toBeLessThan(3.29 * spread);
  }
});
