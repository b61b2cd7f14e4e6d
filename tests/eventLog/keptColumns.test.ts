import {expect, test} from "vitest";
import {keptProblem, MOST_KEPT} from "../../src/lib/eventLog/keptColumns.js";

test.each([
  ["none", [], null],
  ["names that differ", ["score", "note", "score_1"], null],
  ["one twice", ["score", "score"], null],
  ["a name of the table's own", ["note", "Event"], /called "Event" cannot be kept.*rename it/],
  ["names that differ in capitals alone", ["Score", "note", "score"], /"Score" and "score" cannot both be kept/],
  ["as many as may be", Array.from({length: MOST_KEPT}, (_, i) => `c${i}`), null],
  ["one more", Array.from({length: MOST_KEPT + 1}, (_, i) => `c${i}`), /41 columns are to be kept; keep 40 at most/]
] as const)("columns to be kept: %s", (_, names, problem) => {
  const found = keptProblem(names);
  if (problem === null) expect(found).toBeNull();
  else expect(found).toMatch(problem);
});
