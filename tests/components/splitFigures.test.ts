import {describe, expect, test} from "vitest";
import {laterByPart, returningUsers, splitConversion} from "../../src/components/sessions/splitFigures.js";
import type {SplitSummary} from "../../src/lib/pipeline/splitSummary.js";

/** A log of two sessions, both of which train: validation and test are empty. */
const summary = {
  parts: {
    fold: [1],
    part: [0],
    sessions: [2],
    events: [3],
    buying: [1],
    users: [2],
    seen: [2],
    firstStart: [0],
    lastStart: [9]
  },
  days: {fold: [1], part: [0], day: [0], sessions: [2]},
  later: {fold: [1], part: [0], later: [0], sessions: [2]},
  checks: {cutSessions: 0, lostEvents: 0, trainAfterTest: 0, trainRunsIntoTest: 0}
} as SplitSummary;

describe("a split whose test is empty", () => {
  const split = {name: "user 70/15/15 seed 1", summary};

  test("has no users of the test to come back", () =>
    expect(returningUsers(split)).toEqual({text: "no session is in the test part", share: NaN}));

  test("says the conversion of training, and that nothing can be judged", () => {
    const [{caption, n}] = splitConversion(split);
    expect(caption).toContain("In training, 50.0 [9.5, 90.5] % of 2 sessions buy; in the test, there is no session.");
    expect(caption).toContain("Without test sessions nothing can be judged");
    expect(n).toMatch(/holds 0 buying sessions/);
  });

  test("says the later sessions of training alone", () =>
    expect(laterByPart(split)[0].caption).toMatch(
      /^In the log, 0\.0 \[.* of training sessions have a later one of the same user; there is no test session\./
    ));
});
