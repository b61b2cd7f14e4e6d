import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {encodeEvents} from "../../src/lib/models/neural/eventEncoder.js";
import {gruEstimator, mlpEstimator, transformerEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import type {SequenceJson} from "../../src/lib/models/neural/neuralModel.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {ALL_FAMILIES as families} from "../../src/lib/models/neural/neuralFamilies.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {adversarialRows, exampleRows} from "./rows.js";
import {greatestDifference, RUNTIMES} from "./runtimes.js";
import {withEvents} from "./withEvents.js";

beforeAll(openTfjs);

const TRAINING = {epochs: 3, learningRate: 5e-3};

test.each([0, 1, 3])(
  "a perceptron of %d layers, with its scaling inside, on usual and on extreme rows",
  async (depth) => {
    const train = exampleRows(600, 1);
    const model = await mlpEstimator({...TRAINING, depth, width: 24}).fit(train, {seed: 1});
    const bytes = modelToOnnx(model, {families});
    const fresh = exampleRows(400, 2);
    // beyond a few thousand deviations 32-bit sums of both sides overflow alike, or not: that is no number worth
    // comparing
    const edges = adversarialRows(model, fresh);
    const rows = {...edges, x: edges.x.map((v) => Math.max(-1e4, Math.min(1e4, v)))};
    for (const run of Object.values(RUNTIMES)) {
      expect(greatestDifference(await run(bytes, fresh), model.predict(fresh))).toBeLessThanOrEqual(1e-6);
      expect(greatestDifference(await run(bytes, rows), model.predict(rows))).toBeLessThanOrEqual(1e-6);
    }
    expect(new Set(model.predict(fresh)).size).toBeGreaterThan(300);
  }
);

describe.each([
  ["a GRU", gruEstimator({...TRAINING, width: 10, steps: 8})],
  ["a GRU without columns", gruEstimator({...TRAINING, width: 10, steps: 8, withColumns: false})],
  ["a transformer", transformerEstimator({...TRAINING, width: 12, steps: 8, heads: 3, depth: 2})],
  [
    "a transformer without columns",
    transformerEstimator({...TRAINING, width: 8, steps: 8, heads: 1, withColumns: false})
  ]
])("%s", (_, learner) => {
  test("gives the same in both runtimes, from the events as its encoder writes them", async () => {
    const model = await learner.fit(withEvents(500, 1), {seed: 2});
    const {encoder} = model.toJSON() as SequenceJson;
    const bytes = modelToOnnx(model, {families});
    expect(JSON.parse(readOnnxMetadata(bytes).metadata.encoder)).toEqual(encoder);
    const fresh = withEvents(300, 2);
    const {x, mask} = encodeEvents(
      encoder,
      fresh.sequences,
      Int32Array.from({length: fresh.rows}, (_, row) => row)
    );
    const {steps} = encoder;
    const events = {data: x, shape: [fresh.rows, steps, x.length / fresh.rows / steps]};
    const wanted = model.predict(fresh);
    expect(new Set(wanted).size).toBeGreaterThan(50);
    for (const run of Object.values(RUNTIMES)) {
      const found = await run(bytes, fresh, {events, mask: {data: mask, shape: [fresh.rows, steps]}});
      expect(greatestDifference(found, wanted)).toBeLessThanOrEqual(1e-6);
    }
  });
});
