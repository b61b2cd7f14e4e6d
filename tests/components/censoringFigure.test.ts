import {expect, test} from "vitest";
import {censoringFigure} from "../../src/components/sessions/censoringFigure.js";
import type {SessionsPage} from "../../src/lib/reports/sessionsPage.js";

const pageOf = (rows: readonly (readonly [week: number, later: number, sessions: number])[]) =>
  ({
    generated: false,
    firstDay: "2025-03-03",
    lastDay: "2025-03-30",
    censoring: {
      week: rows.map(([week]) => week),
      later: rows.map(([, later]) => later),
      sessions: rows.map(([, , sessions]) => sessions)
    }
  }) as unknown as SessionsPage;

test("a week without sessions is one, and the last week is the one that the log ends with", () => {
  const [{caption, table}] = censoringFigure(
    pageOf([
      [0, 1, 3],
      [0, 0, 1],
      [3, 0, 2]
    ])
  );
  expect(caption).toContain("in week 4, 0.0 [");
  expect(caption).toContain("In 2 of 4 weeks no session starts.");
  expect(caption).toContain("over all weeks, 50.0 [");
  expect(caption).not.toMatch(/NaN/);
  expect([...new Set(Array.from(table!.columns.week))]).toEqual([1, 4]);
});

test("a log of one week says its share once", () => {
  const [{caption}] = censoringFigure(pageOf([[0, 0, 2]]));
  expect(caption).toMatch(/ in week 1, 0\.0 \[.*; over all weeks, 0\.0 \[/);
  expect(caption).not.toContain("no session starts");
});
