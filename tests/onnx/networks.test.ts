import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {MISSING} from "../../src/lib/core/table.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {encodeEvents} from "../../src/lib/neural/eventEncoder.js";
import {gruLearner, mlpLearner, transformerLearner} from "../../src/lib/neural/neuralLearners.js";
import type {SequenceJson} from "../../src/lib/neural/neuralModel.js";
import type {SequenceMatrix} from "../../src/lib/neural/sequenceMatrix.js";
import {modelToOnnx} from "../../src/lib/onnx/modelToOnnx.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {adversarialRows, exampleRows} from "./rows.js";
import {greatestDifference, RUNTIMES} from "./runtimes.js";

beforeAll(openTfjs);

const TRAINING = {epochs: 3, learningRate: 5e-3};

/**
 * Rows with up to 12 events before them, some with none and some with missing prices; the label goes with the number of
 * carts.
 */
function withEvents(rows: number, seed: number): SequenceMatrix & TrainingSet {
  const source = random(seed, 1);
  const {x, columns} = exampleRows(rows, seed);
  const y = new Float64Array(rows);
  const ends: number[] = [];
  const events = {
    ts_ms: [] as number[],
    event: [] as number[],
    item: [] as number[],
    department: [] as number[],
    price: [] as number[]
  };
  for (let row = 0; row < rows; row++) {
    let carts = 0;
    let time = 1e12;
    for (let k = source.below(13); k > 0; k--) {
      const event = source.below(4);
      if (event === 1) carts++;
      events.ts_ms.push((time += source.below(600_000)));
      events.event.push(event);
      events.item.push(source.below(5));
      events.department.push(source.below(10) === 0 ? MISSING : source.below(6));
      events.price.push(source.below(10) === 0 ? MISSING : 100 * source.below(60));
    }
    y[row] = carts + source.uniform() > 1.5 ? 1 : 0;
    ends.push(events.event.length);
  }
  return {
    rows,
    columns,
    x,
    y,
    sequences: {
      events: {
        ts_ms: Float64Array.from(events.ts_ms),
        event: Int32Array.from(events.event),
        item_id: Int32Array.from(events.item),
        department_id: Int32Array.from(events.department),
        price_cents: Int32Array.from(events.price)
      },
      from: Int32Array.from(ends, (_, row) => (row === 0 ? 0 : ends[row - 1])),
      until: Int32Array.from(ends),
      item: Int32Array.from(ends, (_, row) => (row % 3 === 0 ? MISSING : row % 5)),
      department: Int32Array.from(ends, (_, row) => (row % 3 === 0 ? MISSING : row % 6)),
      as_of_ms: Float64Array.from(ends, () => 1e12 + 1e8)
    }
  };
}

test.each([0, 1, 3])(
  "a perceptron of %d layers, with its scaling inside, on usual and on extreme rows",
  async (depth) => {
    const train = exampleRows(600, 1);
    const model = await mlpLearner({...TRAINING, depth, width: 24}).fit(train, {seed: 1});
    const bytes = modelToOnnx(model);
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
  ["a GRU", gruLearner({...TRAINING, width: 10, steps: 8})],
  ["a GRU without columns", gruLearner({...TRAINING, width: 10, steps: 8, withColumns: false})],
  ["a transformer", transformerLearner({...TRAINING, width: 12, steps: 8, heads: 3, depth: 2})],
  ["a transformer without columns", transformerLearner({...TRAINING, width: 8, steps: 8, heads: 1, withColumns: false})]
])("%s", (_, learner) => {
  test("gives the same in both runtimes, from the events as its encoder writes them", async () => {
    const model = await learner.fit(withEvents(500, 1), {seed: 2});
    const {encoder} = model.toJSON() as SequenceJson;
    const bytes = modelToOnnx(model);
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
