import {describe, expect, test} from "vitest";
import type {StudyResult} from "../../src/lib/core/result.js";
import type {DataSet} from "../../src/lib/pipeline/dataSet.js";
import {conversionOf, dataHeadline, dataSetOf} from "../../src/lib/reports/data.js";

const described = (sessions: readonly number[], buying: readonly number[], view: readonly number[] = [30, 60]) =>
  ({lengths: {sessions, buying}, daily: {view}}) as unknown as DataSet["description"];

describe("the headline", () => {
  const cleaning = {cleanRows: 120, inputRows: 130} as DataSet["cleaning"];

  test("is of clean events: 90 of 120 are views; of 60 + 40 sessions 6 + 4 buy, so nobody does in 90", () => {
    const {events, views, conversion, nobodyBuys} = dataHeadline({
      description: described([60, 40], [6, 4]),
      cleaning,
      lacks: []
    });
    expect([events, views, nobodyBuys]).toEqual([120, 0.75, 0.9]);
    expect(conversion).toMatchObject({sessions: 100, buying: 10, value: 0.1});
    // Wilson: 10 of 100
    expect(conversion!.low).toBeCloseTo(0.05523, 5);
    expect(conversion!.high).toBeCloseTo(0.17437, 5);
  });

  test("says nothing of who buys where no purchase is known, or no session", () => {
    const none = {conversion: null, nobodyBuys: null, views: 0.75};
    expect(dataHeadline({description: described([60], [0]), cleaning, lacks: ["purchases"]})).toMatchObject(none);
    expect(dataHeadline({description: described([], []), cleaning, lacks: []})).toMatchObject(none);
    expect(conversionOf(described([5], [0]))).toMatchObject({value: 0, low: 0});
  });
});

test("a study's log ends on the day before its end", () => {
  const figures = Object.fromEntries(
    Object.entries({
      firstMs: Date.UTC(2008, 3, 1),
      untilMs: Date.UTC(2008, 7, 14),
      trendDays: 7,
      users: 3,
      inputRows: 10,
      cleanRows: 8,
      sessions: 4,
      items: 2
    }).map(([name, value]) => [name, {value}])
  );
  const {firstDay, lastDay, description, cleaning, items} = dataSetOf({
    options: {set: {name: "log", required: ["a"], deduplicated: true}},
    figures,
    tables: {names: {item: [7, 8]}, cleaning: {reason: ["why"], rows: [2]}, lengths: {sessions: [4]}}
  } as unknown as StudyResult);
  expect([firstDay, lastDay]).toEqual(["2008-04-01", "2008-08-13"]);
  expect(description).toMatchObject({users: 3, trendDays: 7, lengths: {sessions: [4]}});
  expect(cleaning).toEqual({
    inputRows: 10,
    cleanRows: 8,
    required: ["a"],
    deduplicated: true,
    quarantine: [{reason: "why", rows: 2}],
    sessions: 4,
    users: 3,
    items: 2
  });
  expect(items).toEqual(["7", "8"]);
});
