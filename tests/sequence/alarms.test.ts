import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {earlyDetection} from "../../src/lib/sequence/earlyDetection.js";
import {prefixReport, THRESHOLDS, type PrefixReport} from "../../src/lib/sequence/prefixReport.js";
import {eventsOf} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {orderedSessions, sequencesOf} from "./sequences.js";

const view = (ms: number) => ({event: 0, ms});
const cart = (ms: number) => ({event: 1, ms});
const buy = (ms: number) => ({event: 3, ms});

/** Wilson (1927) from its printed formula. */
function wilson(hits: number, n: number) {
  const z = 1.959963984540054;
  const p = hits / n;
  const middle = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return {value: expect.closeTo(p, 12), low: expect.closeTo(middle - half, 9), high: expect.closeTo(middle + half, 9)};
}

/** Four sessions: bought, bought, not, not; scores are one an event. */
const four = sequencesOf(
  [
    {user: 1, startMs: 0, events: [view(0), cart(1000), buy(2000)]},
    {user: 2, startMs: 0, events: [view(0), view(1000), view(2000), buy(3000)]},
    {user: 3, startMs: 0, events: [view(0), view(1000)]},
    {user: 4, startMs: 0, events: [view(0), cart(9000)]}
  ],
  true
);
const SCORES = [0.1, 0.5, 0.2, /**/ 0.2, 0.3, 0.7, 0.9, /**/ 0.6, 0.1, /**/ 0.4, 0.4];

const at = (threshold: number, target: SessionTarget = {ask: "purchase"}, scores = SCORES) =>
  earlyDetection(four, target, scores, [threshold])[0];

describe("alarms of four sessions, by hand", () => {
  test("at 0.5: the first event that reaches it raises one alarm, once, and is right two times of three", () => {
    expect(at(0.5)).toEqual({
      threshold: 0.5,
      sessions: 4,
      positives: 2,
      alarms: 3,
      rightAlarms: 2,
      precision: wilson(2, 3),
      recall: wilson(2, 2),
      // one event is left in either of the two sessions
      eventsLeft: {lower: 1, median: 1, upper: 1},
      before: wilson(2, 2)
    });
  });

  test("a score at the threshold raises one, and one a little above it none", () => {
    expect(at(0.9)).toMatchObject({alarms: 1, rightAlarms: 1});
    expect(at(0.9 + 1e-12)).toMatchObject({alarms: 0, rightAlarms: 0});
    expect(at(0.4)).toMatchObject({alarms: 4});
    expect(at(0.4 + 1e-12)).toMatchObject({alarms: 3});
  });

  test("one at the last event comes too late: nothing is left, and it is not before", () => {
    expect(at(0.9)).toMatchObject({
      precision: wilson(1, 1),
      recall: wilson(1, 2),
      eventsLeft: {lower: 0, median: 0, upper: 0},
      before: wilson(0, 1)
    });
  });

  test("without any there is no precision and no lead, but a recall of none", () => {
    expect(at(1)).toEqual({
      threshold: 1,
      sessions: 4,
      positives: 2,
      alarms: 0,
      rightAlarms: 0,
      precision: null,
      recall: wilson(0, 2),
      eventsLeft: null,
      before: null
    });
  });

  test("wrong ones have a precision of none, and no lead", () => {
    const wrong = at(0.5, {ask: "purchase"}, [0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0.4, 0.4]);
    expect(wrong).toMatchObject({alarms: 1, rightAlarms: 0, precision: wilson(0, 1), eventsLeft: null, before: null});
  });

  test("of abandonment: only sessions with a cart are asked, and not before it", () => {
    // the first session buys after its cart, the last does not; the others are never asked
    expect(at(0.4, {ask: "abandonment"})).toMatchObject({
      sessions: 2,
      positives: 1,
      alarms: 2,
      rightAlarms: 1,
      eventsLeft: {lower: 0, median: 0, upper: 0}
    });
    // 0.4 stood at the view before the cart too, where nothing is asked yet
    expect(at(0.4, {ask: "abandonment"}, [1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0])).toMatchObject({sessions: 2, alarms: 0});
  });

  test("every threshold has its own", () => {
    const rows = earlyDetection(four, {ask: "purchase"}, SCORES, [0.9, 0.5]);
    expect(rows.map(({threshold, alarms}) => [threshold, alarms])).toEqual([
      [0.9, 1],
      [0.5, 3]
    ]);
  });
});

test("quartiles of what is left are those of the right alarms", () => {
  // eight sessions of 1 to 8 events that buy, called at their first: 0 to 7 events are left
  const eight = sequencesOf(
    [5, 1, 8, 3, 7, 2, 6, 4].map((events, s) => ({
      user: s,
      startMs: 0,
      events: Array.from({length: events}, (_, k) => (k === events - 1 ? buy(1000 * k) : view(1000 * k)))
    })),
    true
  );
  const [row] = earlyDetection(eight, {ask: "purchase"}, new Float64Array(36).fill(0.5), [0.5]);
  expect(row.eventsLeft).toEqual({lower: 2, median: 4, upper: 6});
  expect(row).toMatchObject({alarms: 8, rightAlarms: 8, before: wilson(7, 8)});
  // two more than ten events: as numbers, not as words
  const long = sequencesOf(
    [12, 3, 11].map((events, s) => ({
      user: s,
      startMs: 0,
      events: Array.from({length: events}, (_, k) => (k === events - 1 ? buy(1000 * k) : view(1000 * k)))
    })),
    true
  );
  const [of] = earlyDetection(long, {ask: "purchase"}, new Float64Array(26).fill(0.5), [0.5]);
  expect(of.eventsLeft).toEqual({lower: 2, median: 10, upper: 11});
});

test("alarms are counted at every hundredth from 0.01 to 0.99", () => {
  expect(THRESHOLDS).toHaveLength(99);
  THRESHOLDS.forEach((threshold, k) => expect(threshold).toBe(Number(`0.${String(k + 1).padStart(2, "0")}`)));
});

describe("the report", () => {
  const [train, test_] = [orderedSessions(300, 6), orderedSessions(400, 5)];
  const purchase: SessionTarget = {ask: "purchase"};
  const scoresOf = (of: typeof train, seed: number, knows: number) => {
    const source = random(seed);
    const {y} = sessionLabels(of, purchase);
    return Float64Array.from(y, (answer) => Math.round(20 * (0.7 * source.uniform() + knows * answer)) / 20);
  };
  const models = {
    good: {train: scoresOf(train, 1, 0.3), test: scoresOf(test_, 2, 0.2)},
    poor: {train: scoresOf(train, 3, 0.05), test: scoresOf(test_, 4, 0.05)}
  };
  const report = (): PrefixReport => prefixReport(purchase, {train, test: test_}, models)!;

  test("is of the target, and its alarms are those of the test's scores, model by model", () => {
    expect(report().target).toBe(purchase);
    expect(report().alarms).toEqual(
      (["good", "poor"] as const).flatMap((model) =>
        earlyDetection(test_, purchase, models[model].test, THRESHOLDS).map((row) => ({model, ...row}))
      )
    );
    expect(report().alarms.map(({model}) => model)).toEqual([...Array(99).fill("good"), ...Array(99).fill("poor")]);
  });

  test.each(["good", "poor"] as const)("of %s has the gap of its last words, in accuracy and area", (model) => {
    const gaps = report().gaps.filter((gap) => gap.model === model);
    expect(gaps.map(({metric}) => metric)).toEqual(["accuracy", "auc"]);
    const last = (of: typeof train, scores: Float64Array) =>
      Array.from({length: of.sessions}, (_, s) => ({
        score: scores[of.from[s + 1] - 1],
        y: of.outcomes.transactions[s] > 0
      }));
    const [ofTrain, ofTest] = [last(train, models[model].train), last(test_, models[model].test)];
    const accuracy = (rows: typeof ofTrain) => rows.filter(({score, y}) => score >= 0.5 === y).length / rows.length;
    const area = (rows: typeof ofTrain) => {
      const [yes, no] = [rows.filter(({y}) => y), rows.filter(({y}) => !y)];
      let right = 0;
      for (const a of yes) for (const b of no) right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      return right / yes.length / no.length;
    };
    [accuracy, area].forEach((of, k) => {
      const {train, test, gap} = gaps[k];
      expect(train.value).toBeCloseTo(of(ofTrain), 12);
      expect(test.value).toBeCloseTo(of(ofTest), 12);
      expect(gap.value).toBeCloseTo(of(ofTrain) - of(ofTest), 12);
      // Newcombe's: the distances to the ends, by Pythagoras
      expect(gap.low).toBeCloseTo(gap.value - Math.hypot(train.value - train.low, test.high - test.value), 12);
      expect(gap.high).toBeCloseTo(gap.value + Math.hypot(train.high - train.value, test.value - test.low), 12);
      expect(Object.keys(train)).toEqual(["value", "low", "high"]);
      expect(gaps[k]).toMatchObject({trainSessions: 300, testSessions: 400});
    });
  });

  test("takes sessions of one user as one, so that the area's interval is another than by session", () => {
    const alone = (of: typeof train) => ({...of, user_id: Int32Array.from(of.user_id, (_, s) => s)});
    const apart = prefixReport(purchase, {train: alone(train), test: alone(test_)}, models)!;
    const width = ({gaps}: PrefixReport) => gaps[1].test.high - gaps[1].test.low;
    expect(apart.gaps[1].test.value).toBe(report().gaps[1].test.value);
    expect(Math.abs(width(apart) / width(report()) - 1)).toBeGreaterThan(1e-3);
  });

  test("has an accuracy alone where the sessions that trained have one answer", () => {
    const bought = {...train, outcomes: {...train.outcomes, transactions: new Int32Array(300).fill(1)}};
    const none = {...train, outcomes: {...train.outcomes, transactions: new Int32Array(300)}};
    for (const one of [bought, none]) {
      const {gaps} = prefixReport(purchase, {train: one, test: test_}, models)!;
      expect(gaps.map(({model, metric}) => `${model} ${metric}`)).toEqual(["good accuracy", "poor accuracy"]);
    }
  });

  test("has no gap where nobody who trained is asked", () => {
    const browsing = sequencesOf([{user: 1, startMs: 0, events: [view(0), view(1000)]}]);
    const abandonment: SessionTarget = {ask: "abandonment"};
    const given = {good: {train: new Float64Array(2), test: models.good.test}};
    const found = prefixReport(abandonment, {train: browsing, test: test_}, given)!;
    expect(found.gaps).toEqual([]);
    expect(found.alarms).toHaveLength(99);
    expect(found.areas.length).toBeGreaterThan(0);
  });

  test("of an exit has areas and means, and neither alarms nor gaps", () => {
    const exit = prefixReport({ask: "exit", seconds: 60}, {train, test: test_}, models)!;
    expect(exit.alarms).toEqual([]);
    expect(exit.gaps).toEqual([]);
    expect(exit.areas.length).toBeGreaterThan(0);
    expect(new Set(exit.means.map(({model}) => model))).toEqual(new Set(["good", "poor"]));
  });

  test("is none where too few of either answer are asked at any number", () => {
    const short = orderedSessions(15, 8);
    const zeros = new Float64Array(eventsOf(short));
    expect(prefixReport(purchase, {train, test: short}, {good: {train: models.good.train, test: zeros}})).toBeNull();
  });
});
