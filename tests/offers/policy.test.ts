import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {
  cartCents,
  cartKey,
  cartProblem,
  MOST_LINES,
  MOST_PRICE_CENTS,
  MOST_QUANTITY
} from "../../src/lib/offers/cart.js";
import {
  checkPolicy,
  decideOffer,
  DEFAULT_POLICY,
  discountPercent,
  POLICY_FIELDS,
  policyFromText,
  policyToText,
  REFUSALS,
  type OfferPolicy,
  type OfferSession,
  type Refusal
} from "../../src/lib/offers/policy.js";
import {cases} from "../thorough.js";

const NOW = Date.UTC(2026, 2, 1, 12);
const line = (priceCents: number, itemId = 7, quantity = 1) => ({itemId, quantity, priceCents});
/** One that is made an offer. */
const READY: OfferSession = {
  pages: 3,
  startMs: NOW - 30_000,
  lastEventMs: NOW,
  cart: [line(20_000)],
  openOffer: false,
  lastOfferMs: NOW - 30 * 60_000
};
const decide = (change: Partial<OfferSession>, abandonment: number | null = 0.7, policy = DEFAULT_POLICY, now = NOW) =>
  decideOffer({...READY, ...change}, {abandonment}, policy, now);
const refusal = (...of: Parameters<typeof decide>) => {
  const decision = decide(...of);
  return decision.kind === "offer" ? null : decision.refusal;
};

test("an offer is made where every bound is just met, and refused one step beyond each of them", () => {
  expect(refusal({})).toBeNull();
  const beyond: [Refusal, ...Parameters<typeof decide>][] = [
    ["clock-set-back", {lastEventMs: NOW + 1}],
    ["clock-set-back", {startMs: NOW + 1}],
    ["cart-empty", {cart: []}],
    ["all-excluded", {}, 0.7, {...DEFAULT_POLICY, excludedItems: [7]}],
    ["discount-zero", {cart: [line(0)]}],
    ["discount-zero", {cart: [line(6)]}],
    ["cart-invalid", {cart: [line(1.5)]}],
    ["cart-invalid", {cart: [line(-1)]}],
    ["cart-invalid", {cart: [line(NaN)]}],
    ["cart-invalid", {cart: [line(MOST_PRICE_CENTS + 1)]}],
    ["offer-open", {openOffer: true}],
    ["cool-down", {lastOfferMs: NOW - 30 * 60_000 + 1}],
    ["too-few-pages", {pages: 2}],
    ["too-soon", {startMs: NOW - 29_999}],
    ["no-score", {}, null],
    ["no-score", {}, NaN],
    ["no-score", {}, 1.01],
    ["below-threshold", {}, 0.6999]
  ];
  for (const [expected, ...of] of beyond) expect(refusal(...of), JSON.stringify(of)).toBe(expected);
  expect(new Set(beyond.map(([name]) => name))).toEqual(new Set(Object.keys(REFUSALS)));
});

test("what is counted is the first reason; all that was looked at is listed, in the order of the reasons", () => {
  const decision = decide({pages: 0, openOffer: true}, 0);
  expect(decision).toMatchObject({kind: "none", refusal: "offer-open"});
  expect(decision.checks.map(({refusal: name}) => name)).toEqual(Object.keys(REFUSALS));
  expect(decision.checks.filter(({passed}) => !passed).map(({refusal: name}) => name)).toEqual([
    "offer-open",
    "too-few-pages",
    "below-threshold"
  ]);
});

test("an item that is excluded is neither counted nor discounted", () => {
  const decision = decide({cart: [line(20_000), line(99_900, 8)]}, 0.9, {...DEFAULT_POLICY, excludedItems: [8]});
  // 10 % + 20 % × (20,000 − 5,000) / 45,000 = 16.67 %
  expect(decision).toMatchObject({terms: {percent: 16, discountedCents: 20_000, discountCents: 3_200}});
});

test("a price of a thousand million is discounted to the cent, and a cart of the most of them too", () => {
  expect(decide({cart: [line(1e11)]})).toMatchObject({terms: {percent: 30, discountCents: 3e10}});
  const most = Array.from({length: MOST_LINES}, (_, k) => line(MOST_PRICE_CENTS, k, MOST_QUANTITY));
  expect(cartProblem(most)).toBeNull();
  expect(Number.isSafeInteger(cartCents(most))).toBe(true);
  const odd = [...most.slice(1), line(MOST_PRICE_CENTS - 1, 0)];
  const decision = decide({cart: odd});
  const exact = (BigInt(cartCents(odd)) * 30n) / 100n;
  expect(decision.kind === "offer" && BigInt(decision.terms.discountCents)).toBe(exact);
});

describe("the discount", () => {
  const curve = fc
    .record({
      percents: fc.tuple(fc.integer({min: 1, max: 90}), fc.integer({min: 1, max: 90})),
      cents: fc.tuple(fc.nat(1e7), fc.nat(1e7))
    })
    .map(({percents, cents}) => {
      const [lowestPercent, highestPercent] = percents.sort((a, b) => a - b);
      const [fromCents, toCents] = cents.sort((a, b) => a - b);
      return {lowestPercent, highestPercent, fromCents, toCents};
    });

  test("never falls with the value, is whole and stays within its two ends", () =>
    fc.assert(
      fc.property(curve, fc.nat(2e7), fc.nat(2e7), (of, a, b) => {
        const [low, high] = [discountPercent(of, Math.min(a, b)), discountPercent(of, Math.max(a, b))];
        expect(low).toBeLessThanOrEqual(high);
        expect(Number.isInteger(low)).toBe(true);
        expect(low).toBeGreaterThanOrEqual(of.lowestPercent);
        expect(high).toBeLessThanOrEqual(of.highestPercent);
      }),
      cases(100, 5_000)
    ));

  test("is its two ends at both ends of the rise, and one step below the highest just before", () => {
    const {discount} = DEFAULT_POLICY;
    expect([0, 5_000, 7_249, 7_250, 49_999, 50_000].map((cents) => discountPercent(discount, cents))).toEqual([
      10, 10, 10, 11, 29, 30
    ]);
    // a rise that is a step
    expect([99, 100].map((cents) => discountPercent({...discount, fromCents: 100, toCents: 100}, cents))).toEqual([
      10, 30
    ]);
  });
});

test("a policy out of its bounds is refused by name, value and remedy", () => {
  for (const field of POLICY_FIELDS) {
    expect(() => checkPolicy(field.with(DEFAULT_POLICY, field.least - field.step))).toThrow(field.name);
    expect(() => checkPolicy(field.with(DEFAULT_POLICY, field.most + field.step))).toThrow(`to ${field.most}`);
    expect(() => checkPolicy(field.with(DEFAULT_POLICY, NaN))).toThrow("NaN");
    expect(() => checkPolicy(field.with(DEFAULT_POLICY, "5" as never))).toThrow(field.name);
  }
  const {discount} = DEFAULT_POLICY;
  expect(() => checkPolicy({...DEFAULT_POLICY, discount: {...discount, lowestPercent: 31}})).toThrow(
    "the lowest discount, 31 %, is above the highest, 30 %"
  );
  expect(() => checkPolicy({...DEFAULT_POLICY, discount: {...discount, fromCents: 50_001}})).toThrow("rises from");
  expect(() => checkPolicy({...DEFAULT_POLICY, minimumPages: 2.5})).toThrow("whole number");
  expect(() => checkPolicy({...DEFAULT_POLICY, excludedItems: [0.5]})).toThrow("excluded items");
  expect(() => decide({}, 0.9, {...DEFAULT_POLICY, threshold: 2})).toThrow("threshold of the offer policy is 2");
});

test("a policy comes back from its address, and a bad address says what is wrong", () => {
  const policy = fc
    .tuple(
      fc.array(fc.nat({max: 1_000}), {maxLength: POLICY_FIELDS.length}),
      fc.uniqueArray(fc.nat(999), {maxLength: 5})
    )
    .map(([values, excludedItems]) =>
      values.reduce<OfferPolicy>(
        (made, value, k) => {
          const {least, most, step, with: put} = POLICY_FIELDS[k];
          return put(made, least + Math.floor((value / 1_000) * ((most - least) / step)) * step);
        },
        {...DEFAULT_POLICY, excludedItems}
      )
    )
    .filter(
      ({discount}) => discount.lowestPercent <= discount.highestPercent && discount.fromCents <= discount.toCents
    );
  fc.assert(
    fc.property(policy, (made) => {
      expect(policyFromText(policyToText(made))).toEqual(made);
    }),
    cases(50, 2_000)
  );
  for (const [bad, why] of [
    ["threshold=2", "threshold of the offer policy is 2"],
    ["threshold", "no part “threshold”"],
    ["threshold=", "no part “threshold=”"],
    ["colour=3", "no part “colour=3”"],
    ["excluded=a", "excluded items"]
  ])
    expect(() => policyFromText(bad)).toThrow(why);
});

describe("a cart", () => {
  const lines = fc.uniqueArray(
    fc.record({itemId: fc.nat(99), quantity: fc.integer({min: 1, max: 9}), priceCents: fc.nat(99_999)}),
    {selector: ({itemId}) => itemId, maxLength: 6}
  );
  test("has one key whatever the order, and another one for every other cart", () =>
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        expect(cartKey([...a].reverse())).toBe(cartKey(a));
        const same = (one: typeof a) => JSON.stringify([...one].sort((x, y) => x.itemId - y.itemId));
        expect(cartKey(a) === cartKey(b)).toBe(same(a) === same(b));
      }),
      cases(100, 5_000)
    ));

  test("says what is wrong with it", () => {
    expect(cartProblem([line(1, 7, 0)])).toContain("0 times");
    expect(cartProblem([line(1, 7, MOST_QUANTITY + 1)])).toContain("1001 times");
    expect(cartProblem([line(1), line(1)])).toContain("two lines");
    expect(cartProblem([line(1, 0.5)])).toContain("no whole number");
    expect(cartProblem(Array.from({length: MOST_LINES + 1}, (_, k) => line(1, k)))).toContain("91 kinds");
    expect(cartProblem([line(0), line(MOST_PRICE_CENTS, 8, MOST_QUANTITY)])).toBeNull();
  });
});
