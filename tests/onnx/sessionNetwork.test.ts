import * as node from "onnxruntime-node";
import * as web from "onnxruntime-web/wasm";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import type {SessionNetworkModel} from "../../src/lib/sequence/sessionNetwork.js";
import {eventGruEstimator, tcnEstimator} from "../../src/lib/sequence/sessionNetworkEstimator.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {SESSION_FAMILIES as families} from "../../src/lib/sequence/sessionFamilies.js";
import {rawColumns, rawEvents} from "../../src/lib/sequence/rawEvents.js";
import {takeSessions, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {orderedSessions} from "../sequence/sequences.js";
import {greatestDifference} from "./runtimes.js";

web.env.wasm.numThreads = 1;
const RUNTIMES = {"onnxruntime-node": node, "onnxruntime-web": web} as unknown as Record<string, typeof node>;

beforeAll(openTfjs);

/** What a file says of sessions, padded with `filler` to one length; events × targets. */
async function scoresOf(
  {InferenceSession, Tensor}: typeof node,
  bytes: Uint8Array,
  {encoder, targets}: SessionNetworkModel,
  sequences: SessionSequences,
  filler = 0
): Promise<number[]> {
  const {from, sessions} = sequences;
  const columns = rawColumns(encoder).length;
  const steps = Math.max(...Array.from({length: sessions}, (_, s) => from[s + 1] - from[s]));
  const x = rawEvents(encoder, sequences);
  const padded = new Float32Array(sessions * steps * columns).fill(filler);
  for (let s = 0; s < sessions; s++)
    padded.set(x.subarray(from[s] * columns, from[s + 1] * columns), s * steps * columns);
  const session = await InferenceSession.create(bytes, {logSeverityLevel: 3});
  const {scores} = await session.run({events: new Tensor("float32", padded, [sessions, steps, columns])});
  await session.release();
  expect(scores.dims).toEqual([sessions, steps, targets.length]);
  const out: number[] = [];
  for (let s = 0; s < sessions; s++)
    out.push(
      ...(scores.data as Float32Array).subarray(
        s * steps * targets.length,
        (s * steps + from[s + 1] - from[s]) * targets.length
      )
    );
  return out;
}

describe.each([
  ["as wide as its channels are not", tcnEstimator, {shape: {width: 12, blocks: 3, kernel: 3}}],
  ["of one block that looks at one place", tcnEstimator, {shape: {width: 5, blocks: 1, kernel: 1}, withStart: true}],
  ["with one target", tcnEstimator, {shape: {width: 7, blocks: 4, kernel: 2}, targets: [{ask: "purchase"}]}],
  ["of recurrent units", eventGruEstimator, {shape: {width: 9, blocks: 1, kernel: 1}, withStart: true}]
] as const)("a network %s", (_, learner, options) => {
  test("gives the same in both runtimes, one by one and padded, after one event and after hundreds", async () => {
    const model = await learner({...options, epochs: 2, batch: 256, learningRate: 5e-3}).fit(orderedSessions(300, 1), {
      seed: 1
    });
    const bytes = modelToOnnx(model, {families});
    const fresh = orderedSessions(40, 2, 20);
    const wanted = model.predict(fresh);
    expect(new Set(wanted).size).toBeGreaterThan(100);
    const long = orderedSessions(3, 3, 400);
    const single = orderedSessions(5, 4, 1);
    for (const runtime of Object.values(RUNTIMES)) {
      for (const filler of [0, 1e6])
        expect(greatestDifference(await scoresOf(runtime, bytes, model, fresh, filler), wanted)).toBeLessThanOrEqual(
          1e-5
        );
      for (const sequences of [long, single, takeSessions(fresh, [7])])
        expect(
          greatestDifference(await scoresOf(runtime, bytes, model, sequences), model.predict(sequences))
        ).toBeLessThanOrEqual(1e-5);
    }
  });
});

test("gives the same on events such as no encoder makes", async () => {
  const model = await tcnEstimator({epochs: 2, batch: 256, learningRate: 5e-3}).fit(orderedSessions(300, 1), {seed: 1});
  const bytes = modelToOnnx(model, {families});
  const late = orderedSessions(6, 5);
  // pauses of years, prices and departments beyond all bands, an item seen thousands of times
  const odd = {
    ...late,
    events: {
      ...late.events,
      ts_ms: late.events.ts_ms.map((ms, at) => ms + 1e11 * at),
      price_cents: late.events.price_cents.map((_, at) => (at % 2 === 0 ? 2_000_000_000 : 0)),
      highest_cents: late.events.highest_cents.map(() => 1),
      department_id: late.events.department_id.map(() => 99)
    }
  };
  for (const runtime of Object.values(RUNTIMES))
    expect(greatestDifference(await scoresOf(runtime, bytes, model, odd), model.predict(odd))).toBeLessThanOrEqual(
      1e-5
    );
});

test("the file says how events are made and what is asked", async () => {
  const model = await tcnEstimator({epochs: 1}).fit(orderedSessions(100, 1), {seed: 1});
  const {metadata} = readOnnxMetadata(modelToOnnx(model, {metadata: {card: "{}"}, families}));
  expect(metadata.family).toBe("tcn");
  expect(metadata.card).toBe("{}");
  expect(JSON.parse(metadata.encoder)).toEqual(model.encoder);
  expect(JSON.parse(metadata.channels)).toEqual(rawColumns(model.encoder));
  expect(JSON.parse(metadata.targets)).toEqual(model.targets);
  expect(JSON.parse(metadata.transactions)).toBe(false);
});
