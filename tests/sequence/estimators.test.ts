import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {dualSignalFromJson, fitDualSignal, fitStartIntent, startIntent} from "../../src/lib/sequence/dualSignal.js";
import {earlyDetection} from "../../src/lib/sequence/earlyDetection.js";
import {probabilitiesOf, type SessionEstimator} from "../../src/lib/sequence/sessionModel.js";
import {constantEstimator, lastEventEstimator} from "../../src/lib/sequence/baselines.js";
import {prefixTableEstimator} from "../../src/lib/sequence/prefixTable.js";
import {eventsOf, takeSessions} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {orderedSessions, sequencesOf} from "./sequences.js";

const TARGETS: readonly SessionTarget[] = [{ask: "purchase"}, {ask: "abandonment"}];
const train = orderedSessions(400, 21);

describe.each<[string, SessionEstimator]>([
  ["constant", constantEstimator(TARGETS)],
  ["last-event", lastEventEstimator(TARGETS)],
  ["logistic", prefixTableEstimator(logisticEstimator(), {targets: TARGETS})],
  ["boosting", prefixTableEstimator(boostingEstimator({trees: 20}), {targets: TARGETS, withStart: true})]
])("%s", (id, learner) => {
  test("has an answer to each question after every event, and looks at nothing later", async () => {
    expect(learner.id).toBe(id);
    const model = await learner.fit(train, {seed: 1});
    const fresh = orderedSessions(30, 22);
    const probabilities = model.predict(fresh);
    expect(probabilities.length).toBe(eventsOf(fresh) * TARGETS.length);
    for (const chance of probabilities) expect(chance > 0 && chance < 1).toBe(true);
    for (let s = 0; s < fresh.sessions; s++) {
      const length = fresh.from[s + 1] - fresh.from[s];
      const alone = takeSessions(fresh, [s]);
      const other = {
        ...alone,
        events: {...alone.events, event: alone.events.event.map((e, at) => (at === length - 1 ? 1 - e : e))}
      };
      const found = model.predict(other);
      for (let i = 0; i < (length - 1) * TARGETS.length; i++)
        expect(found[i]).toBe(probabilities[fresh.from[s] * TARGETS.length + i]);
    }
  });

  test("learns from the events after which a question is asked", async () => {
    const model = await learner.fit(train, {seed: 1});
    const {asked, y} = sessionLabels(train, {ask: "abandonment"});
    const probabilities = probabilitiesOf(model, model.predict(train), "abandonment");
    let [sum, rate, n] = [0, 0, 0];
    asked.forEach((value, at) => {
      if (value === 0) return;
      sum += probabilities[at];
      rate += y[at];
      n++;
    });
    expect(sum / n).toBeCloseTo(rate / n, 1);
    expect(() => probabilitiesOf(model, model.predict(train), "exit")).toThrow(RangeError);
  });
});

test("the last event's type says its own share", async () => {
  const model = await lastEventEstimator([{ask: "purchase"}]).fit(train, {seed: 1});
  const {y} = sessionLabels(train, {ask: "purchase"});
  const carts = Array.from(y.keys()).filter((at) => train.events.event[at] === 1);
  const share = carts.reduce((sum, at) => sum + y[at], 0) / carts.length;
  expect(model.predict(train)[carts[0]]).toBeCloseTo(share, 2);
  // never met in training: what it says is the share of all
  const overall = y.reduce((a, b) => a + b, 0) / y.length;
  const removed = sequencesOf([{user: 1, startMs: 0, events: [{event: 2, ms: 0}]}]);
  expect(model.predict(removed)[0]).toBeCloseTo(overall, 12);
  const lookers = sequencesOf([{user: 1, startMs: 0, events: [{event: 0, ms: 0}]}]);
  await expect(lastEventEstimator(TARGETS).fit(lookers, {seed: 1})).rejects.toThrow(UserError);
});

test("boosting on counts and times knows more than the last event", async () => {
  const [many, held] = [orderedSessions(3000, 24), orderedSessions(600, 23)];
  const {y} = sessionLabels(held, {ask: "purchase"});
  const area = async (learner: SessionEstimator) => {
    const model = await learner.fit(many, {seed: 1});
    return rocAuc(probabilitiesOf(model, model.predict(held), "purchase"), y).value;
  };
  const boosted = await area(prefixTableEstimator(boostingEstimator({trees: 40, leaves: 7}), {targets: TARGETS}));
  expect(boosted).toBeGreaterThan((await area(lastEventEstimator(TARGETS))) + 0.02);
  expect(await area(constantEstimator(TARGETS))).toBe(0.5);
});

describe("two signals", () => {
  const held = orderedSessions(1500, 31, 6);
  const source = random(5);
  const {y} = sessionLabels(held, {ask: "purchase"});
  const noisy = (strength: number) =>
    Float64Array.from(y, (label) => 1 / (1 + Math.exp(-(strength * (label - 0.5) + 3 * (source.uniform() - 0.5)))));

  test("together say more than either, and weigh by what each says", () => {
    const [fixed, running] = [noisy(1), noisy(2)];
    const dual = fitDualSignal(held, {ask: "purchase"}, {fixed, running});
    const area = (scores: Float64Array) => rocAuc(scores, y).value;
    const both = dual.probabilities(fixed, running);
    expect(area(both)).toBeGreaterThan(Math.max(area(fixed), area(running)) + 0.01);
    expect(dual.fusion.coefficients[1]).toBeGreaterThan(dual.fusion.coefficients[0]);
    expect(dual.fusion.coefficients[0]).toBeGreaterThan(0);
    const again = dualSignalFromJson(JSON.parse(JSON.stringify(dual.toJSON())));
    expect(again.probabilities(fixed, running)).toEqual(both);
  });

  test("a signal that is sure does not break the fusion", () => {
    const sure = Float64Array.from(y, (label) => label);
    const dual = fitDualSignal(held, {ask: "abandonment"}, {fixed: noisy(1), running: noisy(1)});
    for (const chance of dual.probabilities(sure, sure)) expect(chance >= 0 && chance <= 1).toBe(true);
  });

  test("the static one is the same at every event of a session", async () => {
    const model = await fitStartIntent(held, logisticEstimator(), 1);
    const probabilities = startIntent(model, held);
    expect(probabilities.length).toBe(eventsOf(held));
    for (let s = 0; s < held.sessions; s++)
      for (let at = held.from[s]; at < held.from[s + 1]; at++)
        expect(probabilities[at]).toBe(probabilities[held.from[s]]);
    expect(new Set(probabilities).size).toBeGreaterThan(3);
  });
});

test("alarms are counted once a session, with how many events were left", () => {
  // carts at the first event: abandonment is asked from there; the first two sessions are left
  const session = (user: number, types: readonly number[]) => ({
    user,
    startMs: 0,
    events: types.map((event, k) => ({event, ms: 1000 * k}))
  });
  const sequences = {
    ...sequencesOf([session(1, [1, 0, 0, 0]), session(2, [1, 0]), session(3, [1, 0, 0]), session(4, [0, 0])]),
    transactionToken: false
  };
  const bought = {...sequences, outcomes: {...sequences.outcomes, transactions: Int32Array.of(0, 0, 1, 0)}};
  const scores = [0.2, 0.9, 0.1, 0.9, /**/ 0.1, 0.6, /**/ 0.1, 0.7, 0.2, /**/ 1, 1];
  const [low, middle, high, none] = earlyDetection(bought, {ask: "abandonment"}, scores, [0, 0.65, 0.8, 2]);
  expect([low.sessions, low.positives, low.alarms, low.rightAlarms]).toEqual([3, 2, 3, 2]);
  expect([low.precision!.value, low.recall!.value]).toEqual([2 / 3, 1]);
  expect(low.eventsLeft).toEqual({lower: 1, median: 3, upper: 3});
  expect([middle.alarms, middle.rightAlarms, middle.precision!.value, middle.recall!.value]).toEqual([2, 1, 0.5, 0.5]);
  expect(middle.eventsLeft).toEqual({lower: 2, median: 2, upper: 2});
  expect([high.precision!.value, high.recall!.value, high.before!.value]).toEqual([1, 0.5, 1]);
  expect(high.precision!.low).toBeLessThan(0.5);
  expect([none.alarms, none.precision, none.eventsLeft, none.before]).toEqual([0, null, null, null]);
  expect(none.recall!.value).toBe(0);
});
