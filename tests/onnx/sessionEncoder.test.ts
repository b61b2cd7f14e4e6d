import * as ort from "onnxruntime-web/wasm";
import fc from "fast-check";
import {expect, test} from "vitest";
import {MISSING} from "../../src/lib/core/table.js";
import {addSessionEncoder} from "../../src/lib/sequence/addSessionEncoder.js";
import {GraphBuilder} from "../../src/lib/onnx/graphBuilder.js";
import {onnxInterpreter} from "../../src/lib/onnx/interpreter/onnxInterpreter.js";
import {readOnnxGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {rawColumns, rawEvents} from "../../src/lib/sequence/rawEvents.js";
import {encodeSessions, sessionChannels, type SessionEncoder} from "../../src/lib/sequence/sessionEncoder.js";
import type {SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {cases} from "../thorough.js";
import {orderedSessions, sequencesOf} from "../sequence/sequences.js";

ort.env.wasm.numThreads = 1;

const PLAIN: SessionEncoder = {
  departments: [2, 3, 7],
  priceEdges: [500, 1999, 2000],
  pauseEdges: [0, 1000, 30_000],
  withStart: false
};
const ENCODERS: readonly SessionEncoder[] = [
  PLAIN,
  {...PLAIN, withStart: true},
  {departments: [], priceEdges: [], pauseEdges: [], withStart: false}
];

/** A file that gives the numbers of events which a network learned from. */
function encoderFile(encoder: SessionEncoder): Uint8Array {
  const graph = new GraphBuilder();
  const raw = graph.input({name: "events", shape: ["rows", "steps", rawColumns(encoder).length]});
  const port = {name: "channels", shape: ["rows", "steps", sessionChannels(encoder).length]};
  return graph.finish(addSessionEncoder(graph, raw, encoder), port, {name: "encoder", metadata: {}});
}

const FILES = ENCODERS.map((encoder) => ({
  encoder,
  plain: onnxInterpreter(readOnnxGraph(encoderFile(encoder))),
  session: ort.InferenceSession.create(encoderFile(encoder), {logSeverityLevel: 3})
}));

/** The numbers of the events of each session, what stands after its last event left out, and as `encodeSessions` has them. */
async function bothWays(sequences: SessionSequences, filler: number) {
  const {from, sessions} = sequences;
  const steps = Math.max(...Array.from({length: sessions}, (_, s) => from[s + 1] - from[s]));
  const found: {encoder: SessionEncoder; wanted: Float32Array; got: Float32Array[]}[] = [];
  for (const {encoder, plain, session} of FILES) {
    const [columns, channels] = [rawColumns(encoder).length, sessionChannels(encoder).length];
    const raw = rawEvents(encoder, sequences);
    const data = new Float32Array(sessions * steps * columns).fill(filler);
    for (let s = 0; s < sessions; s++)
      data.set(raw.subarray(from[s] * columns, from[s + 1] * columns), s * steps * columns);
    const shape = [sessions, steps, columns];
    const outputs = [
      plain.score({events: {data, shape}}),
      (await (await session).run({events: new ort.Tensor("float32", data, shape)})).channels.data as Float32Array
    ];
    const got = outputs.map((output) => {
      const own = new Float32Array(from[sessions] * channels);
      for (let s = 0; s < sessions; s++)
        own.set(
          output.subarray(s * steps * channels, (s * steps + from[s + 1] - from[s]) * channels),
          from[s] * channels
        );
      return own;
    });
    found.push({encoder, wanted: encodeSessions(encoder, sequences), got});
  }
  return found;
}

async function expectSame(sequences: SessionSequences, filler = 0): Promise<void> {
  for (const {encoder, wanted, got} of await bothWays(sequences, filler)) {
    const names = sessionChannels(encoder);
    for (const own of got) {
      expect(own.length).toBe(wanted.length);
      // logarithms are of 32 bits in the file, of 64 in the library
      const at = own.findIndex((value, i) => !(Math.abs(value - wanted[i]) <= 1e-5 * Math.max(1, Math.abs(wanted[i]))));
      expect(at === -1 ? null : [names[at % names.length], Math.floor(at / names.length), own[at], wanted[at]]).toBe(
        null
      );
    }
  }
}

const event = fc.record({
  event: fc.integer({min: 0, max: 3}),
  gap: fc.constantFrom(0, 1, 999, 1000, 1001, 30_000, 1_700_000),
  item_id: fc.constantFrom(MISSING, 5, 6, 70_000_001, 70_000_002),
  department_id: fc.constantFrom(MISSING, 1, 2, 3, 7),
  price_cents: fc.constantFrom(MISSING, 0, 499, 500, 501, 2000, 2001),
  highest_cents: fc.constantFrom(MISSING, 0, 2500, 3000),
  dwell_ms: fc.constantFrom(MISSING, 0, 1500, 90_000)
});
const logs = fc.array(fc.array(event, {minLength: 1, maxLength: 12}), {minLength: 1, maxLength: 4});

test("the encoder in the graph gives the numbers that the network learned from, whatever the events", async () => {
  await fc.assert(
    fc.asyncProperty(logs, fc.constantFrom(0, 1, 1e6), async (sessions, filler) => {
      const sequences = sequencesOf(
        sessions.map((events, s) => {
          let ms = 0;
          return {
            user: s,
            startMs: Date.UTC(2026, 2, 5 + s, 7 * s, 59),
            events: events.map(({gap, ...own}, at) => ({...own, ms: at === 0 ? 0 : (ms += gap)}))
          };
        })
      );
      await expectSame(sequences, filler);
    }),
    cases(60, 2000)
  );
});

test("the same for long sessions, of which nothing is looked at that comes later", async () => {
  await expectSame(orderedSessions(4, 3, 300), 1);
  await expectSame(orderedSessions(60, 4));
});
