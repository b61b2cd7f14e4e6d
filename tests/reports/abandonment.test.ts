import {describe, expect, test} from "vitest";
import type {StudyResult} from "../../src/lib/core/result.js";
import {
  abandonmentHeadline,
  abandonmentReport,
  cartsSummary,
  differencesTold,
  leastShare,
  scoresParted,
  sharesByNumber
} from "../../src/lib/reports/abandonment.js";
import type {CartAuc} from "../../src/lib/reports/abandonmentPage.js";
import type {CeilingShareRow} from "../../src/lib/sequence/areaRows.js";
import type {EventNumberAuc} from "../../src/lib/sequence/aucByEventNumber.js";
import type {PrefixReport} from "../../src/lib/sequence/prefixReport.js";
import type {TokenAccuracy} from "../../src/lib/sequence/sessionAccuracy.js";

const area = (model: string, number: number, value: number): EventNumberAuc => ({
  number,
  model,
  n: 100 * number,
  positives: 10 * number,
  value,
  low: value - 0.1,
  high: value + 0.1
});
const accuracy = (population: TokenAccuracy["population"], token: boolean, model: string, value: number) =>
  ({population, token, model, value, low: value, high: value, n: 50, positives: 5, constant: 0.9}) as TokenAccuracy;
const report = (ask: "purchase" | "abandonment", areas: readonly EventNumberAuc[]): PrefixReport => ({
  target: {ask},
  areas,
  means: [],
  alarms: [],
  gaps: []
});

describe("the headline", () => {
  const models = [
    {id: "tcn", title: "TCN", setting: ""},
    {id: "posterior", title: "Posterior", setting: ""}
  ];
  const reports = [
    report("purchase", [
      area("tcn", 4, 0.1),
      area("posterior", 4, 0.2),
      area("posterior", 6, 0.8),
      area("tcn", 6, 0.7),
      area("tcn", 7, 0.9)
    ]),
    report("abandonment", [area("posterior", 5, 0.99), area("tcn", 5, 0.6)])
  ];
  const accuracies = [
    accuracy("all", true, "tcn", 0.1),
    accuracy("all", false, "gru", 0.2),
    accuracy("all", false, "tcn", 0.3),
    accuracy("cart", false, "tcn", 0.4),
    accuracy("cart", true, "tcn", 0.5)
  ];

  test("looks at the first event from the fifth on, of the page's own model beside all that can be known", () => {
    const {title, early, known, carts} = abandonmentHeadline({reports, accuracies, models});
    expect([title, early.number, early.value, known.value, carts.number, carts.value]).toEqual([
      "TCN",
      6,
      0.7,
      0.8,
      5,
      0.6
    ]);
  });

  test("tells transactions hidden from shown, and all sessions from those with a cart", () => {
    const {all, hidden, shown} = abandonmentHeadline({reports, accuracies, models});
    expect([all.value, hidden.value, shown.value]).toEqual([0.3, 0.4, 0.5]);
  });

  test("a row that the study lacks is an error", () => {
    expect(() => abandonmentHeadline({reports: [reports[0]], accuracies, models})).toThrow(RangeError);
    expect(() => abandonmentHeadline({reports, accuracies: accuracies.slice(0, 4), models})).toThrow(RangeError);
  });
});

test("claims in per cent are shares, and a carts' constant is the accuracy's baseline", () => {
  const figure = (value: number, more: object = {}) => ({
    value,
    low: value - 1,
    high: value + 1,
    n: 1,
    protocol: "how",
    ...more
  });
  const study = (tables: object, figures: object, options: object = {}) =>
    ({options, tables, figures}) as unknown as StudyResult;
  const shop = study(
    {
      models: {id: ["tcn"], title: ["TCN"], setting: [""]},
      accuracies: {population: ["all"], token: [1]},
      dual: {signal: ["a", "b"], gain: [null, 0.2], gainLow: [null, 0.1], gainHigh: [null, 0.3]}
    },
    {leastShareOfWay: figure(0.9)},
    {shop: {profile: "paper", seed: 1, users: 5}, split: "months"}
  );
  const twin = study(
    {},
    {
      sessions: figure(7),
      trainingMinutes: figure(3),
      peakGigabytes: figure(2),
      "purchase-gap-accuracy-tcn": figure(5, {baseline: {value: 4}})
    }
  );
  const later = study(
    {models: {id: ["m"], title: ["M"]}, runs: {cut: [2], model: ["m"], positives: [30], test: [90]}},
    {"after-2-m-auc": figure(0.6), "after-2-m-accuracy": figure(0.7, {baseline: {value: 0.65}})}
  );
  const claim = (id: string, value: number) =>
    ({id, claimed: {value, low: value - 2, high: value + 2, n: 500}}) as never;
  const page = abandonmentReport({shop, twin, later}, [
    claim("op-ecom-tcn-accuracy", 98),
    claim("op-ecom-detection-precision", 80)
  ]);
  expect(page.claimed).toEqual({accuracy: {value: 0.98, low: 0.96, high: 1, n: 500}, precision: 0.8});
  expect(page.carts.rows).toEqual([
    {
      after: 2,
      model: "m",
      n: 90,
      positives: 30,
      auc: {value: 0.6, low: -0.4, high: 1.6},
      accuracy: {value: 0.7, low: 0.7 - 1, high: 1.7},
      constant: 0.65
    }
  ]);
  expect(page.twin).toMatchObject({sessions: 7, minutes: 3, gigabytes: 2, training: "how", constantGap: 4});
  expect(page.twin.gap).toEqual({value: 5, low: 4, high: 6});
  expect(page.dual.map(({gain}) => gain)).toEqual([null, {value: 0.2, low: 0.1, high: 0.3}]);
  expect(page.accuracies[0].token).toBe(true);
});

describe("carts", () => {
  const row = (auc: number, low: number, constant: number): CartAuc => ({
    after: 0,
    model: "",
    n: 1,
    positives: 1,
    auc: {value: auc, low: 0, high: 1},
    accuracy: {value: 0.9, low, high: 1},
    constant
  });
  test("the best area, the first of equals; only an accuracy above the constant with its whole interval counts", () => {
    const rows = [row(0.6, 0.7, 0.65), row(0.7, 0.65, 0.65), row(0.7, 0.5, 0.65)];
    const {best, surelyRight} = cartsSummary(rows);
    expect(best).toBe(rows[1]);
    expect(surelyRight).toBe(1);
  });
});

test("the least share is from the third event on, the first of equals", () => {
  const row = (number: number, share: number) => ({number, share}) as CeilingShareRow;
  const rows = [row(1, 0.1), row(2, 0.2), row(3, 0.95), row(4, 0.9), row(5, 0.9), row(6, 0.97)];
  expect(leastShare(rows)).toBe(rows[3]);
  expect(leastShare(rows.slice(0, 2))).toBeNull();
});

test("differences lie above or below zero with the whole interval; one that ends there does neither", () => {
  const row = (differenceLow: number, differenceHigh: number) => ({differenceLow, differenceHigh});
  expect(differencesTold([row(0.1, 0.2), row(0.01, 1), row(-2, -1), row(0, 1), row(-1, 0), row(-1, 1)])).toEqual({
    above: 2,
    below: 1
  });
});

test("scores part where interval is clear of interval, and sessions where the middle halves are", () => {
  const mean = (number: number, positive: 0 | 1, low: number, high: number, lower: number, upper: number) => ({
    model: "tcn",
    number,
    positive,
    n: 1,
    mean: (low + high) / 2,
    low,
    high,
    lower,
    upper
  });
  const means = [
    // after event 1 both part, after 2 only the means, after 3 they touch
    mean(1, 0, 0.1, 0.2, 0.1, 0.3),
    mean(1, 1, 0.4, 0.5, 0.4, 0.6),
    mean(2, 0, 0.1, 0.2, 0, 0.4),
    mean(2, 1, 0.3, 0.5, 0.2, 0.9),
    mean(3, 0, 0.1, 0.2, 0, 0.3),
    mean(3, 1, 0.2, 0.5, 0.3, 0.9),
    {...mean(3, 1, 0.9, 1, 0.9, 1), model: "gru"}
  ];
  const areas = [area("tcn", 1, 0.5), area("gru", 1, 0.5), area("tcn", 2, 0.5), area("tcn", 3, 0.5)];
  expect(scoresParted({areas, means} as never, "tcn")).toEqual({events: 3, means: 2, halves: 1});
});

test("shares are of the sessions asked, once for each event: 10 of 100, 20 of 200", () =>
  expect(sharesByNumber({areas: [area("a", 1, 0), area("b", 1, 0), area("a", 2, 0), area("b", 2, 0)]})).toEqual([
    {number: 1, n: 100, positives: 10, share: 0.1},
    {number: 2, n: 200, positives: 20, share: 0.1}
  ]));
