import {describe, expect, test} from "vitest";
import type {CellRow, ColdStartRow} from "../../src/lib/latency/cellRow.js";
import type {ServedModel} from "../../src/lib/latency/servedModel.js";
import {featuredModel, latencyHeadline, publishedResult, qualitySummary} from "../../src/lib/reports/latency.js";
import type {LatencyPage} from "../../src/lib/reports/latencyPage.js";

const model = (id: string, more: Partial<ServedModel> = {}): ServedModel => ({
  id,
  label: id,
  title: id,
  setting: "",
  bytes: 1,
  columns: 1,
  heads: null,
  quantised: false,
  task: "shop",
  generated: true,
  auc: null,
  ...more
});
const auc = (value: number, half = 0.01) => ({value, low: value - half, high: value + half, n: 9});
const cell = (id: string, p50: number | null, more: Partial<CellRow> = {}): CellRow =>
  ({
    model: id,
    runtime: "onnx-wasm",
    from: "columns",
    rows: 1,
    p50,
    p50Low: p50 === null ? null : p50 - 0.01,
    p50High: p50 === null ? null : p50 + 0.01,
    p99: 9,
    readings: 30,
    callsPerReading: 4,
    ...more
  }) as CellRow;

describe("the featured model", () => {
  test("is an ensemble cut to one head, but not one in 8-bit products", () => {
    const models = [
      model("best", {auc: auc(0.9)}),
      model("int8", {heads: 1, quantised: true}),
      model("cut", {heads: 1})
    ];
    expect(featuredModel(models).id).toBe("cut");
    expect(featuredModel(models.slice(0, 2)).id).toBe("best");
  });
  test("is else the one of the greatest area; none counts as nothing", () =>
    expect(featuredModel([model("none"), model("low", {auc: auc(0.6)}), model("high", {auc: auc(0.7)})]).id).toBe(
      "high"
    ));
});

describe("the headline", () => {
  const models = [model("cut", {heads: 1}), model("other")];
  const claims: LatencyPage["claims"] = [{statement: "", ms: 0.09, text: "", unit: "ms"}];
  const opening = (id: string, runtime: string, open: number) => ({model: id, runtime, open}) as ColdStartRow;
  const openings = [opening("cut", "tfjs-wasm", 1), opening("other", "onnx-wasm", 2), opening("cut", "onnx-wasm", 12)];
  const cells = [
    cell("cut", 0.5, {runtime: "typescript"}),
    cell("cut", 0.5, {rows: 100}),
    cell("cut", 0.04),
    cell("other", 0.2, {from: "events"}),
    cell("cut", 0.3, {from: "events"}),
    cell("other", 7, {from: "events", runtime: "typescript"}),
    cell("other", 5, {from: "events only"}),
    cell("other", null, {from: "events"})
  ];
  const of = (p50: number) => latencyHeadline({models, claims}, {cells: [cell("cut", p50)], openings});

  test("is one row of the featured model in ONNX Runtime: 30 readings of 4 calls, opened in 12 / 0.04 calls", () => {
    const {
      model: own,
      median,
      calls,
      visitor,
      p99,
      open,
      openInCalls
    } = latencyHeadline({models, claims}, {cells, openings});
    expect(own.id).toBe("cut");
    expect(median).toEqual({value: 0.04, low: 0.03, high: 0.05});
    expect(calls).toBe(120);
    expect([p99, open]).toEqual([9, 12]);
    expect(openInCalls).toBeCloseTo(300, 9);
    // of models asked from raw events in that runtime, 0.3 is the slowest
    expect(visitor!.value).toBe(0.3);
  });

  test("is less or more than the claim with the whole interval, and as much where an end meets it", () => {
    expect(of(0.07).against).toBe("less");
    expect(of(0.11).against).toBe("more");
    expect(of(0.09).against).toBe("as much");
    const meets = (p50Low: number, p50High: number) =>
      latencyHeadline({models, claims}, {cells: [cell("cut", 0.09, {p50Low, p50High})], openings}).against;
    expect(meets(0.05, 0.09)).toBe("as much");
    expect(meets(0.09, 0.2)).toBe("as much");
  });

  test("has no visitor where none was timed", () => expect(of(0.1).visitor).toBeNull());
});

test("the quickest of those that may be as good: intervals that touch do", () => {
  const models = [
    model("best", {auc: auc(0.9, 0.02)}),
    // 0.86 + 0.02 is where the best one's interval begins
    model("touches", {auc: {...auc(0.86), high: 0.88}}),
    model("worse", {auc: auc(0.85)}),
    model("elsewhere", {auc: auc(0.99), task: "other"}),
    model("unknown"),
    model("untimed", {auc: auc(0.95)})
  ];
  const cells = [
    cell("best", 3),
    cell("touches", 2),
    cell("worse", 1),
    cell("elsewhere", 0.1),
    cell("unknown", 0.1),
    cell("untimed", null)
  ];
  const found = qualitySummary(models, {cells}, "shop");
  expect(found.marks.map(({id}) => id)).toEqual(["best", "touches", "worse"]);
  expect([found.best.id, found.rivals, found.cheapest.id]).toEqual(["best", 1, "touches"]);
  expect(qualitySummary(models.slice(0, 1), {cells}, "shop")).toMatchObject({rivals: 0, cheapest: {id: "best"}});
});

test("what was published column by column is read row by row", () => {
  const columns = {model: ["a", "b"], p50: [1, null]};
  const none = {};
  const published = {machine: "m", tickMs: 1, cells: columns, openings: none, spreads: none, speedUps: none};
  expect(publishedResult({published})).toEqual({
    machine: "m",
    tickMs: 1,
    cells: [
      {model: "a", p50: 1},
      {model: "b", p50: null}
    ],
    openings: [],
    spreads: [],
    speedUps: []
  });
});
