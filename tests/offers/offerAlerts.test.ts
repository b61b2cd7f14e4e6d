import {expect, test} from "vitest";
import {offerAlerts, ALERT_RULES} from "../../src/lib/offers/offerAlerts.js";
import type {ShopLog} from "../../src/lib/offers/offerAnalytics.js";
import {demoShopHeadline, type DemoShopPage} from "../../src/lib/reports/demoShopPage.js";

const times = <T>(n: number, one: object) => Array.from({length: n}, () => one) as T[];
const log = (parts: Partial<Record<"decisions" | "offers" | "orders", readonly object[]>>, damaged = 0): ShopLog =>
  ({decisions: [], offers: [], orders: [], ...parts, damaged}) as unknown as ShopLog;
const decided = (all: number, unanswered: number) => [
  ...times<object>(unanswered, {refusal: "no-score"}),
  ...times<object>(all - unanswered, {refusal: "cart-empty"})
];

test("each rule finds what is beyond its bound, and nothing at it", () => {
  const cases: [ShopLog, string[]][] = [
    [log({decisions: decided(20, 2)}), []],
    [log({decisions: decided(20, 3)}), ["3 of 20 decisions"]],
    [log({decisions: decided(19, 19)}), []],
    [log({decisions: decided(20, 0), offers: times(10, {})}), []],
    [log({decisions: decided(20, 0), offers: times(11, {})}), ["11 of 20 decisions"]],
    [log({orders: times(20, {cents: 100, discountCents: 20})}), []],
    [log({orders: times(20, {cents: 100, discountCents: 21})}), ["21 % of what they would have cost"]],
    [log({orders: times(19, {cents: 100, discountCents: 90})}), []],
    [log({}, 2), ["2 records"]]
  ];
  for (const [of, expected] of cases) expect(offerAlerts(of).map(({found}) => found)).toEqual(expected);
  const stated = cases.flatMap(([of]) => offerAlerts(of).map(({rule}) => rule));
  expect(stated).toEqual(ALERT_RULES);
});

test("the page's opening figures are the fused signal's AUC and the share of carts that are abandoned", () => {
  const signals = [
    {signal: "one", value: 0.6, gain: {value: 0.1, low: 0, high: 0.2}},
    {signal: "both", value: 0.7, gain: null}
  ];
  expect(demoShopHeadline({signals, carts: 8, abandoned: 5} as unknown as DemoShopPage)).toEqual({
    auc: 0.7,
    base: 0.625
  });
});
