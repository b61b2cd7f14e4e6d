import {expect, test} from "vitest";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {ceilingExamples} from "../../src/lib/generator/ceiling.js";
import {buysLater, Posterior, type Belief} from "../../src/lib/generator/posterior.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {runs} from "../thorough.js";
import {enumerate} from "./enumeration.js";

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
): {prefixes: number; kinds: Set<number>; visits: number; carried: number; repeated: number} {
  const shop = generateShop(options);
  const posterior = new Posterior(options, shop.catalogue);
  const seen = {prefixes: 0, kinds: new Set<number>(), visits: 0, carried: 0, repeated: 0};
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
      const truth = enumerate(shop, prefix.slice(0, k + 1));
      const belief = beliefs[k];
      expect(belief.buysLater).toBeCloseTo(truth.buysLater, 11);
      for (const name of ["persona", "sensitivity", "taste", "intent", "stage"] as const)
        truth[name].forEach((p, i) => expect(belief[name][i], `${name} ${i} after event ${k + 1}`).toBeCloseTo(p, 11));
      seen.prefixes++;
      seen.kinds.add(shop.events.columns.event[row]);
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
  const seen = compare(lively, 6, 30);
  expect([...seen.kinds].sort()).toEqual([0, 1, 2, 3]);
  expect(seen.visits).toBeGreaterThan(2);
});

test("and where carts outlive visits and rows are written twice", () => {
  const seen = compare(lasting, 7, 25);
  expect([...seen.kinds].sort()).toEqual([0, 1, 2, 3]);
  expect(seen.visits).toBeGreaterThan(2);
  expect(seen.carried).toBeGreaterThan(3);
  expect(seen.repeated).toBeGreaterThan(5);
});

test("and on the twin of RetailRocket, made small", () => {
  const small = shopOptions("retailrocket", {users: 400, items: 80, categoriesPerDepartment: 4});
  expect(compare(small, 6, 60).prefixes).toBeGreaterThan(60);
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
  const options = shopOptions("retailrocket", {users: runs(60_000, 120_000), items: 23_000, popularityShift: 9});
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
}, 60_000);

test("on paper, what is believed comes true as often as it says", () => {
  const options = shopOptions("paper");
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
}, 60_000);
