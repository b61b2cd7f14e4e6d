import {DAY_MS} from "../../src/lib/core/time.js";
import {describe, expect, test} from "vitest";
import {once} from "../../loaders/tools/once.js";
import {UserError} from "../../src/lib/core/errors.js";
import {OFFER_DEFAULTS} from "../../src/lib/generator/offer.js";
import {generateShop, shopOptions, type ShopOptions} from "../../src/lib/generator/shop.js";
import {TRANSACTION} from "../../src/lib/sources/events.js";
import {Outlook, type Ahead} from "../../src/lib/generator/outlook.js";
import {Posterior} from "../../src/lib/generator/posterior.js";
import {rowsByUser, visitsOf} from "../../src/lib/generator/visits.js";
import {visitYields} from "../../src/lib/generator/visitYields.js";

// visits that buy more often and users who come back more often than by default, so that few users are enough to count
const lively = {
  users: 1500,
  items: 60,
  days: 40,
  returnProbability: [0.6, 0.7, 0.7],
  addFirst: Array.from({length: 3}, () => [0.03, 0.06, 0.3]),
  purchase: Array.from({length: 3}, () => [0.05, 0.1, 0.3])
};
const options = shopOptions("tiny", {...lively, seed: 5});
const shop = generateShop(options);
const other = generateShop(shopOptions("tiny", {...lively, users: 4000, seed: 6}));
const outlook = new Outlook(options, shop.catalogue, visitYields(other));

type Question = (
  prospect: ReturnType<Outlook["after"]>,
  later: {items: Set<number>; departments: Set<number>}
) => [expected: number, came: number];

/** Walks through every visit and adds up, for each question, what came after the visits beside what was expected. */
function compare<Asked extends string>(
  ahead: Ahead,
  questions: Readonly<Record<Asked, Question>>
): Readonly<Record<Asked, {expected: number; came: number}>> & {readonly visits: number} {
  const {ts_ms, event, item_id} = shop.events.columns;
  const department = shop.catalogue.items.columns.department_id;
  const posterior = new Posterior(options, shop.catalogue);
  const asked = Object.keys(questions) as Asked[];
  const sums = Object.fromEntries(asked.map((name) => [name, {expected: 0, came: 0}])) as Record<
    Asked,
    {expected: number; came: number}
  >;
  let count = 0;
  for (const rows of rowsByUser(shop.events, options.users)) {
    const visits = visitsOf(shop.events, rows);
    let at = 0;
    posterior.walk(
      shop.events,
      rows,
      () => {},
      false,
      (row, kinds, left) => {
        at++;
        const followed =
          "visits" in ahead
            ? visits.slice(at, at + ahead.visits)
            : visits.slice(at).filter(([from]) => ts_ms[rows[from]] < ts_ms[row] + ahead.days * DAY_MS);
        const bought = followed.flatMap(([from, to]) =>
          Array.from(rows.subarray(from, to)).filter((one) => event[one] === TRANSACTION)
        );
        const items = new Set(bought.map((one) => item_id[one] - 1));
        const prospect = outlook.after(ts_ms[row], kinds, left, ahead);
        const later = {items, departments: new Set([...items].map((item) => department[item]))};
        for (const name of asked) {
          const [expected, came] = questions[name](prospect, later);
          sums[name].expected += expected;
          sums[name].came += came;
        }
        count++;
      }
    );
    expect(at).toBe(visits.length);
  }
  return {...sums, visits: count};
}

const ITEMS = [0, 5, 20, 41] as const;
const itemQuestions = Object.fromEntries(
  ITEMS.map((row): [string, Question] => [
    `item ${row + 1}`,
    (prospect, {items}) => [prospect.item(row, "purchase"), items.has(row) ? 1 : 0]
  ])
);
const departmentQuestions = Object.fromEntries(
  [0, 3].map((department): [string, Question] => [
    `department ${department}`,
    (prospect, {departments}) => [prospect.category(department), departments.has(department) ? 1 : 0]
  ])
);

describe("what the rates of the shop let one expect comes true on average", () => {
  // every question is asked on the same walk
  const next = once(() =>
    compare(
      {visits: 1},
      {
        anything: (prospect, {items}) => [prospect.anything(), items.size > 0 ? 1 : 0],
        ...itemQuestions,
        ...departmentQuestions
      }
    )
  );
  const soon = once(() => compare({days: 10}, itemQuestions));

  test("anything bought in the next visit", () => {
    const {
      anything: {expected, came},
      visits
    } = next();
    expect(came).toBeGreaterThan(300);
    expect(visits).toBeGreaterThan(came);
    // four standard errors of a count
    expect(Math.abs(expected - came)).toBeLessThan(4 * Math.sqrt(came));
  });

  for (const [name, walk] of Object.entries({"in the next visit": next, "within 10 days": soon})) {
    test(`an item bought ${name}, over popular and rare items`, () => {
      const sums: Readonly<Record<string, unknown>> = walk();
      for (const item of Object.keys(itemQuestions)) {
        const {expected, came} = sums[item] as {expected: number; came: number};
        expect(Math.abs(expected - came), `${item}: ${expected} expected, ${came} came`).toBeLessThan(
          5 * Math.sqrt(expected) + 0.25 * expected
        );
      }
    });
  }

  test("something of a department", () => {
    const sums: Readonly<Record<string, unknown>> = next();
    for (const department of Object.keys(departmentQuestions)) {
      const {expected, came} = sums[department] as {expected: number; came: number};
      expect(came).toBeGreaterThan(40);
      expect(Math.abs(expected - came)).toBeLessThan(5 * Math.sqrt(came) + 0.25 * came);
    }
  });
});

test.each([
  ["moves from item to item", {repeat: [0.2, 0.2, 0.2]}],
  ["an offer", {offer: OFFER_DEFAULTS}],
  ["drift taste", {drift: [{kind: "taste", start: 0, size: 0.5}]}],
  ["drift traffic-source", {drift: [{kind: "traffic-source", start: 0, size: 0.5}]}],
  ["drift cart-loss", {drift: [{kind: "cart-loss", start: 0, size: 0.5}]}]
] as const)("a shop with %s has no outlook, and the reason names it", (name, some) => {
  const other = shopOptions("tiny", some);
  expect(() => new Outlook(other, generateShop(other).catalogue, visitYields(shop))).toThrow(UserError);
  expect(() => new Outlook(other, generateShop(other).catalogue, visitYields(shop))).toThrow(name);
});

test("a season, and prices that change, are reckoned with", () => {
  const some: Partial<ShopOptions> = {
    drift: [
      {kind: "season", start: 14, size: 4},
      {kind: "price-shock", start: 21, size: 1}
    ]
  };
  const expectations = [shopOptions("tiny", {days: 40}), shopOptions("tiny", {days: 40, ...some})].map((o) =>
    new Outlook(o, generateShop(o).catalogue, visitYields(other))
      .after(o.startMs + 13 * DAY_MS, new Float64Array(48).fill(1 / 48), 0, {days: 7})
      .anything()
  );
  // before the season a visit buys less often than in it
  expect(expectations[1]).toBeGreaterThan(1.3 * expectations[0]);
});

test("carts that stay are not looked ahead of", () => {
  const lasting = shopOptions("tiny", {cartLasts: true});
  expect(() => new Outlook(lasting, shop.catalogue, visitYields(other))).toThrow(RangeError);
});
