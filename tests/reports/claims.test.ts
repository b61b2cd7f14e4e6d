import {expect, test} from "vitest";
import {VERDICTS, type Verdict} from "../../src/lib/claims/verdictNames.js";
import {claimsHeadline} from "../../src/lib/reports/claims.js";

const many = (n: number, verdict: Verdict): Verdict[] => Array.from({length: n}, () => verdict);

test("remarks assert nothing, and what is not testable is not judged", () => {
  const verdicts = [
    ...many(7, "remark"),
    ...many(5, "not testable here"),
    ...many(3, "reproduced"),
    ...many(2, "better than claimed"),
    ...many(4, "not reached"),
    ...many(1, "only with a flaw"),
    ...many(6, "refuted by arithmetic"),
    ...many(8, "uninformative")
  ];
  expect(new Set(verdicts)).toEqual(new Set(VERDICTS));
  expect(claimsHeadline(verdicts)).toEqual({
    printed: 36,
    asserted: 29,
    judged: 24,
    reproduced: 3,
    better: 2,
    notReached: 5,
    refuted: 6,
    uninformative: 8,
    notTestable: 5
  });
});

test("what is judged has one of the verdicts that are counted", () => {
  const {judged, reproduced, better, notReached, refuted, uninformative} = claimsHeadline(VERDICTS);
  expect(reproduced + better + notReached + refuted + uninformative).toBe(judged);
});
