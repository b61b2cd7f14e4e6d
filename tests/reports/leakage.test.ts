import {expect, test} from "vitest";
import type {StudyResult} from "../../src/lib/core/result.js";
import {leakageHeadline} from "../../src/lib/reports/leakage.js";

const NAMES = [
  "leaking",
  "values",
  "differences",
  "examples",
  "wideValues",
  "wideDifferences",
  "planted",
  "caught",
  "named"
];

/** Two logs, audited at three moments together; a figure of the first log is its place, of the second ten times that. */
function study(high: number | null): Pick<StudyResult, "figures" | "tables"> {
  const figure = (value: number) => ({value, low: null, high: null, n: 1});
  return {
    figures: {
      ...Object.fromEntries(
        NAMES.flatMap((name, i) => [
          [`paper-${name}`, figure(i)],
          [`eshop-${name}`, figure(10 * i)]
        ])
      ),
      "paper-momentsWithDifference": {...figure(0), high, n: 561},
      // neither is a number of values
      "paper-otherValues": figure(1e6),
      values: figure(1e6)
    },
    tables: {audits: {log: ["paper", "eshop", "paper"]}}
  } as unknown as Pick<StudyResult, "figures" | "tables">;
}

test("figures are added up over logs, and logs are counted once", () =>
  expect(leakageHeadline(study(0.0065))).toEqual({
    leaking: 0,
    values: 11,
    differences: 22,
    examples: 33,
    wideValues: 44,
    wideDifferences: 55,
    planted: 66,
    caught: 77,
    named: 88,
    logs: 2,
    hidden: 0.0065,
    moments: 561
  }));

test("a share without an upper end hides nothing", () => expect(leakageHeadline(study(null)).hidden).toBe(0));
