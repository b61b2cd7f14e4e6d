import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {MODELS} from "../../loaders/training/train.js";
import {shopRows} from "../../loaders/latency/shopRows.js";
import {readOnnxGraph, type ReadGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {sessionChannels} from "../../src/lib/sequence/sessionEncoder.js";
import {onnxInterpreter} from "../../src/lib/onnx/interpreter/onnxInterpreter.js";
import {visitorInputs} from "../../src/lib/latency/visitorInputs.js";
import {onlineFeatures} from "../../src/lib/features/onlineFeatures.js";
import {EVENT_TYPES} from "../../src/lib/sources/events.js";

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
    const channels = sessionChannels(encoder);
    const graph: ReadGraph = {
      nodes: [{op: "Sigmoid", domain: "", inputs: ["events"], outputs: ["scores"], attributes: {}}],
      tensors: [],
      inputs: [{name: "events", shape: ["rows", "steps", channels.length]}],
      outputs: [{name: "scores", shape: ["rows", "steps", channels.length]}],
      metadata: {encoder: JSON.stringify(encoder), channels: JSON.stringify(channels)}
    };
    const ask = visitorInputs(graph, rows)!;
    rows.sessions.forEach(({ts_ms, event}, turn) => {
      const {data, shape} = ask(turn).events;
      expect(shape).toEqual([1, ts_ms.length, channels.length]);
      expect(onnxInterpreter(graph).score(ask(turn)).length).toBe(data.length);
      // the first channels say of which type an event is
      for (let at = 0; at < event.length; at++) {
        const told = data.subarray(at * channels.length, at * channels.length + EVENT_TYPES.length);
        expect(Array.from(told)).toEqual(EVENT_TYPES.map((_, type) => (type === event[at] ? 1 : 0)));
      }
    });
    // a file whose numbers are others than today's encoder gives
    const older = {...graph, metadata: {...graph.metadata, channels: JSON.stringify(channels.slice(1))}};
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
