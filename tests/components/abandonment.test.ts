import {describe, expect, test} from "vitest";
import {alarmSentence} from "../../src/components/abandonment/alarmFigures.js";
import {eventText, outcomeText, playedEvents} from "../../src/components/abandonment/playerEvents.js";
import {scoresNotice} from "../../src/components/abandonment/scoresFigure.js";
import {titleOf, type ShownReport} from "../../src/components/abandonment/shownReport.js";
import {sharesByNumber} from "../../src/lib/reports/abandonment.js";
import {settingsFault, TRAIN_DEFAULTS, trainCodec} from "../../src/components/abandonment/trainForm.js";
import {prefixReport} from "../../src/lib/sequence/prefixReport.js";
import {eventsOf} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels} from "../../src/lib/sequence/sessionTargets.js";
import {orderedSessions, sequencesOf} from "../sequence/sequences.js";

describe("settings of a training", () => {
  test("stand in the address and come back from it", () => {
    const own = {...TRAIN_DEFAULTS, blocks: 5, token: true, backend: "webgl"} as const;
    for (const settings of [TRAIN_DEFAULTS, own])
      expect(trainCodec.parse(trainCodec.format(settings))).toEqual(settings);
    const good = trainCodec.format(TRAIN_DEFAULTS);
    for (const bad of ["", "nonsense", good.replace("blocks:3", "blocks:7"), good.replace("wasm", "abacus")])
      expect(trainCodec.parse(bad)).toBeUndefined();
  });

  test("that cannot be are named with what could", () => {
    expect(settingsFault(TRAIN_DEFAULTS)).toBeNull();
    expect(settingsFault({...TRAIN_DEFAULTS, width: 2.5})).toBe(
      "Channels of a block: 2.5; give a whole number from 2 to 64"
    );
    expect(settingsFault({...TRAIN_DEFAULTS, epochs: NaN})).toBe(
      "Epochs, at most: nothing; give a whole number from 1 to 40"
    );
  });
});

test("events of a session are told one by one, and its end apart", () => {
  const sessions = sequencesOf(
    [
      {
        user: 1,
        startMs: 0,
        events: [
          {event: 0, ms: 0, item_id: 41, department_id: 1, price_cents: 1990},
          {event: 1, ms: 12_000, item_id: 41, department_id: 7},
          {event: 2, ms: 72_000}
        ]
      },
      {user: 2, startMs: 0, events: [{event: 3, ms: 0}]},
      {user: 2, startMs: 0, events: [{event: 0, ms: 0}]}
    ],
    true
  );
  expect(playedEvents(sessions, 0, ["Books", "Garden"]).map(eventText)).toEqual([
    "Event 1: views item 41 (Garden), 19.90",
    "Event 2, 12 s later: puts into the cart item 41 (department 7)",
    "Event 3, 1 min later: takes out of the cart"
  ]);
  expect([0, 1, 2].map((s) => outcomeText(sessions, s))).toEqual([
    "it leaves its cart",
    "it buys",
    "it leaves without a cart"
  ]);
});

describe("what is shown of a report", () => {
  const tested = orderedSessions(400, 5);
  const {y} = sessionLabels(tested, {ask: "purchase"});
  const sure = Float64Array.from(y, (answer, at) => (answer === 1 ? 0.9 : 0.1) + (at % 7) / 100);
  const blind = new Float64Array(eventsOf(tested)).fill(0.3);
  const parts = {train: tested, test: tested};
  const report = prefixReport({ask: "purchase"}, parts, {
    sure: {train: sure, test: sure},
    blind: {train: blind, test: blind}
  })!;
  const models = ["sure", "blind"].map((id) => ({id, title: `The ${id} one`}));
  const shown: ShownReport = {report, models, log: "a log", generated: true};
  const sessions = tested.sessions;
  const buying = tested.outcomes.transactions.filter((n) => n > 0).length;

  test("alarms are counted beside calling everyone", () => {
    const at = (model: string, threshold: number) => alarmSentence(shown, {model, threshold, claimed: 0.99});
    expect(at("sure", 0.5)).toContain(
      `in ${buying} of ${sessions} sessions, and ${buying} of the alarms are right: a precision of 100.0 [`
    );
    expect(at("sure", 0.5)).toContain(`an alarm for every session has ${((100 * buying) / sessions).toFixed(1)} %`);
    expect(at("blind", 0.1)).toContain(`in ${sessions} of ${sessions} sessions, and ${buying} of the alarms are right`);
    expect(at("blind", 0.1)).toContain("With nearly every session flagged, such alarms say nothing.");
    expect(at("sure", 0.5)).not.toContain("say nothing");
    expect(at("blind", 0.5)).toBe(`At 0.50 The blind one raises no alarm in ${sessions} sessions.`);
    expect(() => at("blind", 0.505)).toThrow(RangeError);
  });

  test("a notice says whether means and sessions part", () => {
    expect(scoresNotice(shown, "sure")).toContain(
      "is significantly higher than that of sessions that do not buy after every event"
    );
    expect(scoresNotice(shown, "sure")).toContain("even the score of a single session");
    expect(scoresNotice(shown, "blind")).toContain(
      "is never significantly higher than that of sessions that do not buy"
    );
    expect(scoresNotice(shown, "blind")).toContain("after every event the middle halves of the two groups overlap");
  });

  test("the share that is true is of those asked", () => {
    const [first] = sharesByNumber(report);
    expect(first).toEqual({number: 1, n: sessions, positives: buying, share: buying / sessions});
    expect(titleOf(shown, "blind")).toBe("The blind one");
    expect(() => titleOf(shown, "none")).toThrow(RangeError);
  });
});
