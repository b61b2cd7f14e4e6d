import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {MODELS} from "../../loaders/training/train.js";
import {shopRows} from "../../loaders/latency/shopRows.js";
import {readOnnxGraph, type ReadGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {rawColumns} from "../../src/lib/sequence/rawEvents.js";
import {onnxInterpreter} from "../../src/lib/onnx/interpreter/onnxInterpreter.js";
import {visitorInputs} from "../../src/lib/latency/visitorInputs.js";
import {onlineFeatures} from "../../src/lib/features/onlineFeatures.js";

const graphOf = (name: string) => readOnnxGraph(new Uint8Array(readFileSync(join(MODELS, `${name}.onnx`))));
const rows = await shopRows();

describe("a whole score from raw events", () => {
  test("of a model of columns is the one of the visitor's row", () => {
    const graph = graphOf("shop-purchase-this-session-boosting");
    const ask = visitorInputs(graph, rows)!;
    const scorer = onnxInterpreter(graph);
    expect(rows.visitors.length).toBeGreaterThan(20);
    rows.visitors.forEach(({events, asOfMs}, turn) => {
      const data = onlineFeatures(events, asOfMs);
      expect(scorer.score(ask(turn))).toEqual(scorer.score({features: {data, shape: [1, data.length]}}));
    });
    // visitors and rows are spread alike over the test part: every fourth row is a visitor's
    const width = rows.known.columns.length;
    const every = rows.known.rows / rows.visitors.length;
    rows.visitors.forEach(({events, asOfMs}, k) =>
      expect(Array.from(onlineFeatures(events, asOfMs))).toEqual(
        Array.from(rows.known.x.subarray(k * every * width, (k * every + 1) * width))
      )
    );
    expect(ask(rows.visitors.length)).toEqual(ask(0));
  });

  test("of a network over sessions has a place for every event", () => {
    const encoder = {departments: [1, 2], priceEdges: [1000], pauseEdges: [30_000], withStart: false};
    const columns = rawColumns(encoder);
    const graph: ReadGraph = {
      nodes: [{op: "Sigmoid", domain: "", inputs: ["events"], outputs: ["scores"], attributes: {}}],
      tensors: [],
      inputs: [{name: "events", shape: ["rows", "steps", columns.length]}],
      outputs: [{name: "scores", shape: ["rows", "steps", columns.length]}],
      metadata: {encoder: JSON.stringify(encoder), channels: JSON.stringify(columns)}
    };
    const ask = visitorInputs(graph, rows)!;
    rows.sessions.forEach(({ts_ms, event}, turn) => {
      const {data, shape} = ask(turn).events;
      expect(shape).toEqual([1, ts_ms.length, columns.length]);
      expect(onnxInterpreter(graph).score(ask(turn)).length).toBe(data.length);
      // an event begins with its type and the time since the first
      for (let at = 0; at < event.length; at++) {
        const told = data.subarray(at * columns.length, at * columns.length + 2);
        expect(Array.from(told)).toEqual([event[at], Math.fround(ts_ms[at] - ts_ms[0])]);
      }
    });
    // a file that takes other columns than today's
    const older = {...graph, metadata: {...graph.metadata, channels: JSON.stringify(columns.slice(1))}};
    expect(visitorInputs(older, rows)).toBeNull();
  });

  test("is not asked of a model that takes other columns", () => {
    const graph = graphOf("shop-purchase-this-session-boosting");
    expect(visitorInputs({...graph, metadata: {columns: '["another"]'}}, rows)).toBeNull();
    expect(
      visitorInputs({...graph, inputs: [...graph.inputs, {name: "events", shape: ["rows", 5, 5]}]}, rows)
    ).toBeNull();
  });
});
