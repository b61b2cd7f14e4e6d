import {expect, test} from "vitest";
import type {Grade} from "../../src/lib/claims/grades.js";
import {OUTCOMES, type Outcome} from "../../src/lib/claims/outcomes.js";
import {claimsAnswer} from "../../src/components/ledgerAnswer.js";
import {claimsHeadline} from "../../src/lib/reports/claims.js";

const many = (count: number, outcome: Outcome, grade: Grade | null) =>
  Array.from({length: count}, (_, i) => ({n: i, outcome, grade}));

test("remarks assert nothing, what is not tested is not judged, and grades are counted apart", () => {
  const rows = [
    ...many(7, "remark", null),
    ...many(5, "not tested here", null),
    ...many(3, "reproduced", "real data"),
    ...many(4, "reproduced", "generated twin"),
    ...many(2, "better than claimed", "generated twin"),
    ...many(1, "consistent", "published fact"),
    ...many(2, "possible", "by construction"),
    ...many(1, "undecided", "real data"),
    ...many(4, "not reproduced", "generated twin"),
    ...many(1, "only with a flaw", "generated twin"),
    ...many(6, "refuted", "document's own numbers"),
    ...many(8, "uninformative", "document's own numbers"),
    // a claim in words has a number after the printed ones
    {n: 187, outcome: "possible", grade: "by construction"} as const
  ];
  expect(new Set(rows.map(({outcome}) => outcome))).toEqual(new Set(OUTCOMES));
  expect(claimsHeadline(rows)).toEqual({
    numbers: 8,
    inWords: 1,
    asserted: 38,
    judged: 33,
    confirmedOnReal: 3,
    confirmedOnGenerated: 6,
    failed: 11,
    refuted: 6,
    uninformative: 8,
    byGrade: {
      "real data": 4,
      "published fact": 1,
      "generated twin": 11,
      "document's own numbers": 14,
      "by construction": 3
    },
    notTested: 5,
    remarks: 7
  });
});

test("the answer says how many are reproduced on real data and how many fail, as a person would", () => {
  const said = (count: number) => claimsAnswer(claimsHeadline(many(count, "reproduced", "real data")));
  expect(said(0)).toMatch(/^None of the claims could/);
  expect(said(1)).toMatch(/^Only one of the claims could/);
  expect(said(2)).toMatch(/^Only two of the claims could/);
  expect(said(12)).toMatch(/^Only 12 of the claims could/);
  expect(said(2)).toContain("and none failed");
  const failing = [...many(2, "refuted", "published fact"), ...many(3, "not reproduced", "real data")];
  expect(claimsAnswer(claimsHeadline([...failing, ...many(1, "undecided", "real data")]))).toMatch(
    /^None of the claims .* and 5 failed\./
  );
});
