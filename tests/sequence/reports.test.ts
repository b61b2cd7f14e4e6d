import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {aucByEventNumber} from "../../src/lib/sequence/aucByEventNumber.js";
import {targetsWithBothClasses} from "../../src/lib/sequence/targetsWithBothClasses.js";
import {prefixReport, THRESHOLDS} from "../../src/lib/sequence/prefixReport.js";
import {scoresByEventNumber} from "../../src/lib/sequence/scoresByEventNumber.js";
import {sequencesFromJson, sequencesToJson} from "../../src/lib/sequence/sequencesJson.js";
import {sessionAccuracy} from "../../src/lib/sequence/sessionAccuracy.js";
import {eventsOf} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels, SESSION_TARGETS, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {subsampleSessions} from "../../src/lib/sequence/subsampleSessions.js";
import {orderedSessions, sequencesOf} from "./sequences.js";

const sessions = orderedSessions(400, 5);
/** Scores that know a little, with many ties. */
const scoresOf = (target: SessionTarget, of = sessions) => {
  const source = random(9);
  const {y} = sessionLabels(of, target);
  return Float64Array.from(y, (answer) => Math.round(6 * Math.min(1, 0.6 * source.uniform() + 0.3 * answer)) / 6);
};

/** Which sessions are asked at a number, one after another, and what they come to. */
function askedSlowly(target: SessionTarget, number: number): {score: number; y: number}[] {
  const {asked, y} = sessionLabels(sessions, target);
  const scores = scoresOf(target);
  const found: {score: number; y: number}[] = [];
  for (let s = 0; s < sessions.sessions; s++) {
    const places = Array.from({length: sessions.from[s + 1] - sessions.from[s]}, (_, k) => sessions.from[s] + k);
    const at = places[number - 1];
    if (at !== undefined && asked[at] === 1) found.push({score: scores[at], y: y[at]});
  }
  return found;
}

describe.each(SESSION_TARGETS.map((target) => [target.ask, target] as const))("%s", (_, target) => {
  test("areas are the share of pairs that stand in the right order, where enough are asked", () => {
    const rows = aucByEventNumber(sessions, target, {some: scoresOf(target)}, {least: 8});
    expect(rows.length).toBeGreaterThan(3);
    for (let number = 1; number <= 12; number++) {
      const all = askedSlowly(target, number);
      const [yes, no] = [1, 0].map((answer) => all.filter(({y}) => y === answer).map(({score}) => score));
      const row = rows.find((one) => one.number === number);
      if (Math.min(yes.length, no.length) < 8) {
        expect(row).toBeUndefined();
        continue;
      }
      let right = 0;
      for (const a of yes) for (const b of no) right += a > b ? 1 : a === b ? 0.5 : 0;
      expect(row).toMatchObject({model: "some", n: all.length, positives: yes.length});
      expect(row!.value).toBeCloseTo(right / yes.length / no.length, 12);
      expect(row!.low).toBeLessThan(row!.value);
      expect(row!.high).toBeGreaterThan(row!.value);
    }
  });

  test("means and quartiles are those of the sessions of either answer", () => {
    const rows = scoresByEventNumber(sessions, target, scoresOf(target), {least: 8});
    expect(rows.length).toBeGreaterThan(6);
    for (const row of rows) {
      const own = askedSlowly(target, row.number)
        .filter(({y}) => y === row.positive)
        .map(({score}) => score)
        .sort((a, b) => a - b);
      expect(row.n).toBe(own.length);
      expect(row.mean).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 12);
      expect(row.low).toBeLessThan(row.mean);
      expect(row.high).toBeGreaterThan(row.mean);
      expect(own.filter((score) => score < row.lower).length).toBeLessThanOrEqual(own.length / 4);
      expect(own.filter((score) => score > row.upper).length).toBeLessThanOrEqual(own.length / 4);
    }
  });

  test("a report holds every model, and its gaps are training less test", () => {
    const train = orderedSessions(300, 6);
    const models = {
      some: {train: scoresOf(target, train), test: scoresOf(target)},
      none: {train: new Float64Array(eventsOf(train)).fill(0.2), test: new Float64Array(eventsOf(sessions)).fill(0.2)}
    };
    const report = prefixReport(target, {train, test: sessions}, models)!;
    // every session ends
    expect(report.alarms.length).toBe(target.ask === "exit" ? 0 : 2 * THRESHOLDS.length);
    expect(report.gaps.length).toBe(target.ask === "exit" ? 0 : 4);
    expect(new Set(report.means.map(({model}) => model))).toEqual(new Set(["some", "none"]));
    const blind = report.areas.filter(({model}) => model === "none");
    expect(blind.length).toBeGreaterThan(0);
    for (const {value} of blind) expect(value).toBe(0.5);
    for (const {train: of, test: on, gap} of report.gaps) {
      expect(gap.value).toBeCloseTo(of.value - on.value, 12);
      expect(gap.low).toBeLessThanOrEqual(gap.value);
      expect(gap.high).toBeGreaterThanOrEqual(gap.value);
    }
    // who always says the same is as right as the share of that answer
    const constant = sessionAccuracy(sessions, target, models.none.test)!;
    expect(constant.value).toBeCloseTo(1 - constant.positives / constant.n, 12);
  });
});

const view = (ms: number) => ({event: 0, ms});
const cart = (ms: number) => ({event: 1, ms});
const buy = (ms: number) => ({event: 3, ms});
const few = sequencesOf(
  [
    {user: 1, startMs: 0, events: [view(0)]},
    {user: 2, startMs: 0, events: [view(0), cart(1000), view(2000)]},
    {user: 3, startMs: 0, events: [view(0), cart(1000), buy(2000)]},
    {user: 3, startMs: 1e8, events: [view(0), buy(5000)]}
  ],
  true
);

test("an accuracy is of a session's last word, and goes by who is counted", () => {
  const scores = Float64Array.of(0.9, 0.9, 0.9, 0.1, 0.1, 0.2, 0.6, 0.1, 0.5);
  const of = (population: "all" | "several" | "cart") => sessionAccuracy(few, {ask: "purchase"}, scores, population)!;
  expect(of("all")).toMatchObject({n: 4, positives: 2, value: 3 / 4, constant: 1 / 2});
  expect(of("several")).toMatchObject({n: 3, positives: 2, value: 1, constant: 2 / 3});
  expect(of("cart")).toMatchObject({n: 2, positives: 1, value: 1, constant: 1 / 2});
  // of the last, nobody is asked before something is in the cart
  expect(sessionAccuracy(few, {ask: "abandonment"}, scores)).toMatchObject({n: 2, positives: 1, value: 0});
});

test("a target can be asked where every part has either answer", () => {
  const browsing = sequencesOf([{user: 1, startMs: 0, events: [view(0), view(100_000)]}]);
  expect(targetsWithBothClasses(SESSION_TARGETS, [few]).map(({ask}) => ask)).toEqual(["purchase", "abandonment"]);
  expect(targetsWithBothClasses(SESSION_TARGETS, [browsing]).map(({ask}) => ask)).toEqual(["exit"]);
  expect(targetsWithBothClasses(SESSION_TARGETS, [few, browsing])).toEqual([]);
  expect(prefixReport({ask: "purchase"}, {train: few, test: browsing}, {})).toBeNull();
});

test("sessions are thinned evenly, or not at all", () => {
  expect(subsampleSessions(sessions, 400)).toBe(sessions);
  const thin = subsampleSessions(sessions, 100);
  expect(Array.from(thin.session_id)).toEqual(Array.from({length: 100}, (_, k) => sessions.session_id[4 * k]));
});

test("sessions come back from JSON as they were", () => {
  const back = sequencesFromJson(JSON.parse(JSON.stringify(sequencesToJson(sessions))));
  expect(back).toEqual(sessions);
  // some of what is not known is in there
  expect(sequencesToJson(sessions).events.price_cents).toContain(null);
  expect(sequencesToJson(sessions).starts.since_ms).toContain(null);
});
