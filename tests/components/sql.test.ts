import {describe, expect, test} from "vitest";
import {chartProblem, chartText, columnKind, defaultChart, parseChart} from "../../src/components/sql/chartChoice.js";
import {dropHistories, queryHistory} from "../../src/components/sql/queryHistory.js";
import type {QueryRows} from "../../src/lib/sql/readOnlyQuery.js";

const result = (
  columns: Record<string, (number | string | null)[]>,
  types: Record<string, string> = {}
): QueryRows => ({
  kind: "rows",
  columns,
  types,
  rows: Object.values(columns)[0]?.length ?? 0,
  more: false,
  cut: 0
});

describe("the chart that a result begins with", () => {
  const days = ["2025-01-01 00:00:00", "2025-01-01 00:00:00", "2025-01-02 00:00:00"];
  test.each([
    [
      "a line over time, a colour a group",
      result({day: days, kind: ["a", "b", "a"], n: [1, 2, 3]}, {day: "TIMESTAMP"}),
      "line.0.2.1"
    ],
    ["a line over time", result({day: ["2025-01-01", "2025-01-02"], n: [1, 2]}, {day: "DATE"}), "line.0.1.-1"],
    [
      "a line over a number that grows, of the last number",
      result({x: [1, 2, 3], n: [9, 9, 9], y: [3, 1, 2]}),
      "line.0.2.-1"
    ],
    ["dots where it does not grow", result({x: [1, 1, 3], y: [3, 1, 2]}), "dot.0.1.-1"],
    ["bars for names", result({name: ["a", "b"], n: [1, 2]}), "bar.1.0.-1"],
    ["a histogram of one column", result({n: [1, 2, 2]}), "histogram.0.-1.-1"],
    ["none without numbers", result({name: ["a", "b"]}), "none.-1.-1.-1"],
    ["none of one row", result({n: [1]}), "none.-1.-1.-1"]
  ])("%s", (_, rows, chart) => {
    const choice = defaultChart(rows);
    expect(chartText(choice)).toBe(chart);
    expect(chartProblem(rows, choice)).toBeNull();
    expect(parseChart(chart)).toEqual(choice);
  });

  test("a column with a text in it is one of text, whatever comes first", () => {
    expect(columnKind(result({x: [1, "2"]}), "x")).toBe("text");
    expect(columnKind(result({x: [null, 2]}), "x")).toBe("number");
    expect(columnKind(result({x: [null, null]}), "x")).toBe("text");
  });

  test("what cannot be drawn says why", () => {
    const rows = result({name: ["a", "b"], n: [1, 2]});
    const problem = (text: string) => chartProblem(rows, parseChart(text)!);
    expect(problem("line.1.0.-1")).toMatch(/numbers for y/);
    expect(problem("bar.1.1.-1")).toMatch(/Bars need/);
    expect(problem("histogram.0.-1.-1")).toMatch(/histogram needs/);
    expect(problem("dot.0.7.-1")).toMatch(/column for y/);
    expect(parseChart("pie.0.1.2")).toBeUndefined();
    expect(parseChart("line.0")).toBeUndefined();
  });
});

/** As browsers have it. */
function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear()
  };
}

describe("the history of queries", () => {
  test("is kept for each log, the newest first and each statement once", () => {
    const storage = memory();
    const shop = queryHistory("shop", storage);
    for (const sql of ["a", "b", "a"]) shop.add(sql);
    queryHistory("own-1", storage).add("c");
    expect(queryHistory("shop", storage).all()).toEqual(["a", "b"]);
    expect(queryHistory("own-1", storage).all()).toEqual(["c"]);
    shop.clear();
    expect(queryHistory("shop", storage).all()).toEqual([]);
  });

  test("is forgotten with its log, and no other key is touched", () => {
    const storage = memory();
    storage.setItem("other", "1");
    queryHistory("shop", storage).add("a");
    queryHistory("own-1", storage).add("b");
    dropHistories(["shop", "own-2"], storage);
    expect(queryHistory("own-1", storage).all()).toEqual([]);
    expect(queryHistory("shop", storage).all()).toEqual(["a"]);
    expect(storage.getItem("other")).toBe("1");
  });

  test("is no longer than fifty, and damage is none", () => {
    const storage = memory();
    const history = queryHistory("shop", storage);
    for (let i = 0; i < 60; i++) history.add(`SELECT ${i}`);
    expect(history.all()).toHaveLength(50);
    expect(history.all()[0]).toBe("SELECT 59");
    storage.setItem("clickproof-queries-shop", "{");
    expect(queryHistory("shop", storage).all()).toEqual([]);
  });
});
