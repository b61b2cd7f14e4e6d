import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import type {Model} from "../../src/lib/models/model.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {modelFromJson} from "../../src/lib/models/modelFromJson.js";
import {ALL_FAMILIES as families} from "../../src/lib/models/neural/neuralFamilies.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {keepHeads, withInt8} from "../../src/lib/models/neural/tabmPruning.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {adversarialRows, exampleRows} from "./rows.js";
import {greatestDifference, RUNTIMES} from "./runtimes.js";

const fresh = exampleRows(400, 2);

const SMALL = {width: 24, pieces: 7, embedding: 4, epochs: 3, learningRate: 5e-3};
const ofHeads = (heads: number) => oneHotEstimator(tabmEstimator({...SMALL, heads}), ["code"]);
const fit = (heads: number) => ofHeads(heads).fit(exampleRows(600, 1), {seed: 1});
/** Columns that all have two values: none is cut. */
const flags = (rows: number, seed: number) => {
  const {x, ...rest} = exampleRows(rows, seed);
  return {...rest, x: x.map((value, i) => (value > [5, 0, 0, 5, 1, 8][i % 6] ? 1 : 0))};
};

const MODELS: Record<string, () => Promise<Model>> = {
  "32 heads": () => fit(32),
  "one head": () => fit(1),
  "one of 5 heads": async () => keepHeads(await fit(5), [3]),
  "2 of 5 heads": async () => keepHeads(await fit(5), [0, 4]),
  "3 layers": () => tabmEstimator({...SMALL, heads: 3, depth: 3}).fit(exampleRows(600, 1), {seed: 1}),
  "no column cut": () => tabmEstimator({...SMALL, heads: 3}).fit(flags(600, 1), {seed: 1})
};

beforeAll(openTfjs);

describe.each(Object.entries(MODELS))("%s", (name, make) => {
  test("the file gives what the model gives, from columns as they come, on usual and on extreme rows", async () => {
    const model = await make();
    const bytes = modelToOnnx(model, {families});
    const edges = adversarialRows(model, fresh);
    // where 32-bit sums overflow, what is left is no number worth comparing
    const extreme = {...edges, x: edges.x.map((v) => Math.max(-1e4, Math.min(1e4, v)))};
    for (const rows of [fresh, flags(100, 3), extreme]) {
      const wanted = model.predict(rows);
      expect(wanted.some(Number.isNaN)).toBe(false);
      for (const run of Object.values(RUNTIMES))
        expect(greatestDifference(await run(bytes, rows), wanted)).toBeLessThanOrEqual(1e-5);
    }
    expect(new Set(model.predict(name === "no column cut" ? flags(400, 2) : fresh)).size).toBeGreaterThan(20);
    const again = modelFromJson(JSON.parse(JSON.stringify(model.toJSON())), families);
    expect(Buffer.from(modelToOnnx(again, {families})).equals(Buffer.from(bytes))).toBe(true);
  });

  test("so does the file of 8-bit numbers, for the same rows at once", async () => {
    const model = withInt8(await make());
    const bytes = modelToOnnx(model, {families});
    expect(bytes.length).toBeLessThan(modelToOnnx(await make(), {families}).length);
    const wanted = model.predict(fresh);
    for (const run of Object.values(RUNTIMES))
      expect(greatestDifference(await run(bytes, fresh), wanted)).toBeLessThanOrEqual(1e-5);
  });
});

test("the file says how it prepares its columns", async () => {
  const {metadata} = readOnnxMetadata(modelToOnnx(await fit(2), {families}));
  expect(metadata.family).toBe("prepared");
  const [codes, cut] = JSON.parse(metadata.preparation);
  expect(codes).toEqual({step: "oneHot", codes: {code: [0, 3, 6, 9, 12]}});
  expect(cut.step).toBe("piecewiseLinear");
  expect(cut.bounds).toHaveLength(10);
});
