import {describe, expect, test} from "vitest";
import {generateShop, shopOptions, type Shop} from "../../src/lib/generator/shop.js";
import {NextItemPosterior} from "../../src/lib/generator/nextItemPosterior.js";
import {OFFER_DEFAULTS} from "../../src/lib/generator/offer.js";
import type {ShopOptions} from "../../src/lib/generator/options.js";
import {rowsByUser} from "../../src/lib/generator/visits.js";
import {eachNextItem} from "../../src/lib/recommend/evaluateNextItem.js";
import {shopCeiling} from "../../src/lib/recommend/shopCeiling.js";
import {topItems} from "../../src/lib/recommend/topItems.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {VIEW} from "../../src/lib/sources/events.js";
import {enumerator} from "../sources/enumeration.js";

// Carts, orders and return visits come early, so that short prefixes hold every kind of event.
const lively: Partial<ShopOptions> = {
  items: 40,
  cartLimit: 2,
  returnProbability: [0.8, 0.8, 0.8],
  addFirst: Array.from({length: 3}, () => [0.2, 0.3, 0.4]),
  addMore: Array.from({length: 3}, () => [0.1, 0.2, 0.3]),
  remove: Array.from({length: 3}, () => [0.1, 0.2, 0.1]),
  purchase: Array.from({length: 3}, () => [0.1, 0.2, 0.3]),
  endProbability: Array.from({length: 3}, () => [0.3, 0.2, 0.25]),
  endAfterPurchase: 0.4,
  resume: [0.2, 0.3, 0.5]
};
const moves: Partial<ShopOptions> = {repeat: [0.2, 0.3, 0.25], coview: [0.3, 0.2, 0.4], coviewPlaces: 5};

/** Every view of short prefixes of some users: each item's probability against the sum over hidden paths. */
function compare(options: ShopOptions, users: number): {views: number; visits: number; carts: number} {
  const shop = generateShop(options);
  const posterior = new NextItemPosterior(options, shop.catalogue);
  const {event, ts_ms, item_id} = shop.events.columns;
  const out = new Float64Array(options.items);
  const seen = {views: 0, visits: 0, carts: 0};
  for (const rows of rowsByUser(shop.events, options.users)
    .filter((all) => all.length >= 4)
    .slice(0, users)) {
    const prefix = Array.from(rows.subarray(0, 4));
    for (const view of posterior.views(shop.events, prefix)) {
      const until = prefix.indexOf(view.row);
      if (until < 1) continue;
      const page = item_id[view.row] - 1;
      const asked = [
        page,
        item_id[prefix[0]] - 1,
        shop.catalogue.links[page * options.linkWeights.length],
        ...(shop.catalogue.coviews.length > 0 ? [shop.catalogue.coviews[page * options.coviewPlaces]] : []),
        (page + 11) % options.items
      ];
      const truth = enumerator(shop)(prefix.slice(0, until + 1), asked);
      view.fill(out);
      expect(view.viewsAgain).toBeCloseTo(truth.viewsAgain, 11);
      asked.forEach((item, k) =>
        expect(out[item] * view.viewsAgain, `item ${item}`).toBeCloseTo(truth.nextView[k], 11)
      );
      expect(out.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 11);
      seen.views++;
      const before = prefix.slice(0, until + 1);
      if (before.some((row, k) => k > 0 && ts_ms[row] - ts_ms[before[k - 1]] > 1_800_000)) seen.visits++;
      if (before.some((row) => event[row] !== VIEW)) seen.carts++;
    }
  }
  return seen;
}

describe("the distribution of the next viewed item equals the sum over every hidden path", () => {
  const cases: Readonly<Record<string, Partial<ShopOptions>>> = {
    "a plain shop": lively,
    "with repeats and co-views, often out of stock": {...lively, ...moves, outOfStock: 0.4},
    "where carts outlive visits, and rows are written twice": {
      ...lively,
      cartLasts: true,
      waitingCartLift: 3,
      repeatedRows: 0.15
    },
    "with a change of taste, fashions and new visitors": {
      ...lively,
      ...moves,
      users: 40,
      trendShare: 0.3,
      trendLift: 5,
      drift: [
        {kind: "taste", start: 1, size: 0.8, ramp: 3, department: 2},
        {kind: "traffic-source", start: 2, size: 1}
      ]
    }
  };
  for (const [name, options] of Object.entries(cases))
    test(name, () => {
      const seen = compare(shopOptions("tiny", options), 9);
      expect(seen.views).toBeGreaterThan(7);
      expect(seen.visits).toBeGreaterThan(0);
      expect(seen.carts).toBeGreaterThan(1);
    });
});

/** Sessions of views of a shop, those of two views at least, and what the ceiling says of each view after the first. */
function ceilingOf(shop: Shop) {
  const {sequences, itemIds} = shopClicks(shop);
  return {sequences, itemIds, model: shopCeiling(shop, itemIds)};
}

test("on a fresh seed, what it says comes true as often as it says", () => {
  const {sequences, model} = ceilingOf(generateShop(shopOptions("paper-2", {users: 350, items: 200, seed: 91})));
  const said = [0, 0, 0];
  const spread = [0, 0, 0];
  const came = [0, 0, 0];
  let n = 0;
  eachNextItem(model, sequences, (scores, {item}) => {
    n++;
    [1, 5, 20].forEach((k, at) => {
      const top = topItems(scores!, k);
      const p = top.reduce((sum, one) => sum + scores![one], 0);
      said[at] += p;
      spread[at] += p * (1 - p);
      if (top.includes(item)) came[at]++;
    });
  });
  expect(n).toBeGreaterThan(5_000);
  // 99.9 % of what chance gives; given the log until then, predictions are martingale differences, whose variances add up
  came.forEach((hits, at) => expect(Math.abs(hits - said[at]) / Math.sqrt(spread[at]), `${at}`).toBeLessThan(3.29));
});

test("a click that the log does not have is refused", () => {
  const {sequences, model, itemIds} = ceilingOf(generateShop(shopOptions("tiny")));
  const user = sequences.users![0];
  expect(() => model.session(user).click(sequences.items[0], sequences.timesMs[0] + 1)).toThrow(
    `user ${user} does not view item ${itemIds[sequences.items[0]]}`
  );
  expect(() => model.session().click(0, 0)).toThrow("user undefined does not view item");
});

test("a shop with an offer, or with machines, has none", () => {
  const offered = shopOptions("tiny", {offer: OFFER_DEFAULTS});
  expect(() => new NextItemPosterior(offered, generateShop(offered).catalogue)).toThrow("leave the offer out");
  const bots = shopOptions("tiny", {drift: [{kind: "bots", start: 3, size: 0.2}]});
  expect(() => new NextItemPosterior(bots, generateShop(bots).catalogue)).toThrow("drift bots");
});
