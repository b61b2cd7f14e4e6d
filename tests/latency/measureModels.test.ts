import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {MODELS} from "../../loaders/training/train.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {readOnnxGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {cellRow, coldStartRow, spreadRows} from "../../src/lib/latency/cellRow.js";
import {
  measureModels,
  type Measurement,
  type MeasureOptions,
  type MeasureReport
} from "../../src/lib/latency/measureModels.js";
import {onnxInterpreter} from "../../src/lib/onnx/interpreter/onnxInterpreter.js";
import type {Runtime} from "../../src/lib/onnx/runtimes/runtime.js";
import {servedModel, type ServedModel} from "../../src/lib/latency/servedModel.js";
import {speedUps} from "../../src/lib/latency/speedUps.js";
import type {Visitor} from "../../src/lib/latency/visitorInputs.js";
import {ONLINE_FEATURES} from "../../src/lib/features/onlineFeatures.js";

const ID = "shop-purchase-this-session-logistic";
const file = new Uint8Array(readFileSync(join(MODELS, `${ID}.onnx`)));

/** A runtime in a time of our own: so many milliseconds for opening, for a call, and for each row of it. */
function runtimes(costs: Readonly<Record<string, {open: number; call: number; row: number; off?: number}>>) {
  let ms = 0;
  const state = {open: 0, asked: 0};
  const list = Object.entries(costs).map(([id, {open, call, row, off = 0}]): Runtime => ({
    id,
    title: id,
    takes: () => true,
    open(_, graph) {
      ms += open;
      state.open++;
      const inner = onnxInterpreter(graph);
      return {
        score(inputs) {
          state.asked++;
          const scores = inner.score(inputs);
          ms += call + row * scores.length;
          return scores.map((score) => score + off);
        },
        close: () => void state.open--
      };
    }
  }));
  const visitor: Visitor = {
    // reading the events takes time as well
    get events() {
      ms += 0.002;
      return {ts_ms: [0, 60_000], event: [0, 1], item_id: [3, 3]};
    },
    asOfMs: 60_001
  };
  return {list, state, visitors: [visitor], now: () => (ms += 1e-5)};
}

const WIDTH = ONLINE_FEATURES.length;
const ASKING: Pick<MeasureOptions, "known" | "sessions"> = {
  known: {rows: 2, columns: ONLINE_FEATURES, x: Float32Array.from({length: 2 * WIDTH}, (_, i) => i % 7)},
  sessions: []
};

async function measured(
  {list, now, visitors}: ReturnType<typeof runtimes>,
  options: Partial<MeasureOptions> = {}
): Promise<{reports: MeasureReport[]; found: Measurement}> {
  const reports: MeasureReport[] = [];
  const run = measureModels([{id: ID, file}], list, {
    now,
    tickMs: 1e-5,
    rows: [1, 8],
    cellMs: 30,
    ...ASKING,
    visitors,
    ...options
  });
  for (;;) {
    const {done, value} = await run.next();
    if (done) return {reports, found: value};
    reports.push(value);
  }
}

describe("measuring models", () => {
  test("finds what opening and calls cost", async () => {
    const made = runtimes({quick: {open: 3, call: 0.02, row: 0.001}, slow: {open: 7, call: 0.2, row: 0.01}});
    const {found, reports} = await measured(made);
    expect(found.openings.map(({runtime, open, first}) => [runtime, open.value, first.value])).toEqual([
      ["quick", expect.closeTo(3, 3), expect.closeTo(0.021, 3)],
      ["slow", expect.closeTo(7, 3), expect.closeTo(0.21, 3)]
    ]);
    const p50 = (runtime: string, from: string, rows: number) =>
      found.cells.find((cell) => cell.runtime === runtime && cell.from === from && cell.rows === rows)!.latency!.p50
        .value;
    expect(p50("quick", "columns", 1)).toBeCloseTo(0.021, 4);
    expect(p50("quick", "columns", 8)).toBeCloseTo(0.028, 4);
    expect(p50("quick", "events", 1)).toBeCloseTo(0.023, 4);
    expect(p50("slow", "columns", 8)).toBeCloseTo(0.28, 4);
    expect(found.cells.at(-1)).toMatchObject({model: "", from: "events only", rows: 1});
    expect(found.readings(ID, "quick", "columns", 1)!.means.length).toBeGreaterThan(100);
    expect(found.readings(ID, "quick", "columns", 9)).toBeNull();
    expect(made.state.open).toBe(0);
    const shares = reports.flatMap((report) => (report.kind === "work" ? [report.share] : []));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(reports.some(({kind}) => kind === "cells")).toBe(true);
  });

  test("compares what runtimes predict", async () => {
    const {found} = await measured(
      runtimes({
        first: {open: 1, call: 0.1, row: 0},
        same: {open: 1, call: 0.1, row: 0},
        off: {open: 1, call: 0.1, row: 0, off: 0.25}
      })
    );
    expect(found.openings.map(({difference}) => difference)).toEqual([0, 0, expect.closeTo(0.25, 6)]);
    expect(found.openings.every(({real}) => real)).toBe(true);
  });

  test("leaves out calls of a quarter of a second, and larger ones without trying", async () => {
    const made = runtimes({heavy: {open: 1, call: 1, row: 40}});
    const {found} = await measured(made, {rows: [1, 8, 1024]});
    expect(found.cells.map(({rows, latency}) => [rows, latency === null])).toEqual([
      [1, false],
      [8, true],
      [1024, true],
      [1, false],
      [1, false]
    ]);
    expect(cellRow(found.cells[1])).toMatchObject({rows: 8, p50: null, p99High: null, readings: null});
  });

  test("closes what it opened where its caller ends it", async () => {
    const made = runtimes({a: {open: 1, call: 0.1, row: 0}, b: {open: 1, call: 0.1, row: 0}});
    const run = measureModels([{id: ID, file}], made.list, {
      now: made.now,
      visitors: made.visitors,
      tickMs: 1e-5,
      rows: [1],
      cellMs: 30,
      ...ASKING
    });
    for (let step = 0; step < 4; step++) await run.next();
    expect(made.state.open).toBe(2);
    await run.return(undefined as never);
    expect(made.state.open).toBe(0);
  });

  test("in lines, what is not known is null", async () => {
    const {found} = await measured(runtimes({a: {open: 1, call: 5, row: 0}}), {rows: [1]});
    const row = cellRow(found.cells[0]);
    // some twenty readings give no upper end to the slowest in a hundred
    expect(row.readings!).toBeLessThan(60);
    expect(row).toMatchObject({p50: expect.closeTo(5, 3), p99High: null, overTick: null});
    expect(coldStartRow(found.openings[0])).toMatchObject({openings: 6, real: 1, open: expect.closeTo(1, 3)});
    const spread = spreadRows(found.cells);
    expect(spread[0]).toMatchObject({model: ID, runtime: "a", share: 0});
    expect(spread.every(({ms}) => Math.abs(ms - 5) < 0.01)).toBe(true);
  });
});

describe("models to serve", () => {
  const card = JSON.parse(readFileSync(join(MODELS, `${ID}.json`), "utf8")) as FiledCard;
  const graph = readOnnxGraph(file);

  test("are what their cards say", () => {
    const {AUC} = card.metrics;
    expect(servedModel(card, graph)).toMatchObject({
      id: ID,
      label: "logistic",
      columns: WIDTH,
      heads: null,
      quantised: false,
      generated: true,
      bytes: file.length,
      auc: "none" in AUC ? null : {value: AUC.value, low: AUC.low, high: AUC.high, n: AUC.n}
    });
    const noArea = {...card, metrics: {AUC: {none: "one class", n: 3}}};
    expect(servedModel(noArea, graph).auc).toBeNull();
    const tabm = {family: "prepared", steps: [], model: {family: "tabm", options: {heads: 8}}};
    expect(servedModel({...card, learner: {...card.learner, configuration: tabm}}, graph).heads).toBe(8);
  });

  test("are compared with one thing changed at a time", () => {
    const model = (id: string, heads: number | null, quantised = false, task = "t"): ServedModel => ({
      ...servedModel(card, graph),
      id,
      heads,
      quantised,
      task
    });
    const times: Record<string, number> = {
      "k32 onnx-wasm": 8,
      "k32 tfjs-wasm": 12,
      "k1 onnx-wasm": 2,
      "k32-int8 onnx-wasm": 4
    };
    const readings: Measurement["readings"] = (id, runtime) => {
      const ms = times[`${id} ${runtime}`];
      return ms === undefined ? null : {callsPerReading: 1, means: [ms, ms, ms], singles: []};
    };
    const models = [
      model("trees", null),
      model("other", 1, false, "u"),
      model("k1", 1),
      model("k32", 32),
      model("k32-int8", 32, true)
    ];
    expect(
      speedUps(models, {readings, tickMs: 1e-5}, "onnx-wasm").map(({change, ratio}) => [change, ratio.value])
    ).toEqual([
      ["heads cut", 4],
      ["runtime", 1.5],
      ["heads cut and runtime", 6],
      ["8-bit products", 2]
    ]);
    delete times["k32 tfjs-wasm"];
    expect(speedUps(models, {readings, tickMs: 1e-5}, "onnx-wasm").map(({change}) => change)).toEqual([
      "heads cut",
      "8-bit products"
    ]);
    expect(speedUps(models.slice(0, 3), {readings, tickMs: 1e-5}, "onnx-wasm")).toEqual([]);
  });
});
