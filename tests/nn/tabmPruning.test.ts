import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {Model} from "../../src/lib/models/model.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {columnScales, eightBits} from "../../src/lib/nn/tabmInt8.js";
import {headProbabilities, tabmInside} from "../../src/lib/models/neural/tabmModel.js";
import {
  bestHead,
  greedyHeads,
  headAucs,
  keepHeads,
  meanHead,
  withInt8
} from "../../src/lib/models/neural/tabmPruning.js";
import {exampleRows} from "../onnx/rows.js";

const HEADS = 6;
const validation = exampleRows(400, 2);
const fresh = exampleRows(300, 3);
let model: Model;

beforeAll(async () => {
  await openTfjs();
  model = await tabmEstimator({heads: HEADS, width: 16, pieces: 5, embedding: 3, epochs: 3, learningRate: 5e-3}).fit(
    exampleRows(600, 1),
    {seed: 1}
  );
});

const weightsOf = (of: Model) => tabmInside(of).tabm.weights;
/** What one head of all gives. */
function own(head: number, rows = fresh): Float64Array {
  const all = headProbabilities(model, rows);
  return Float64Array.from({length: rows.rows}, (_, row) => all[row * HEADS + head]);
}

test("a head that is kept alone gives what it gave among the others", () => {
  for (const head of [0, 3, HEADS - 1]) {
    const alone = keepHeads(model, [head]);
    const wanted = own(head);
    alone.predict(fresh).forEach((chance, row) => expect(chance).toBeCloseTo(wanted[row], 6));
    expect(Object.keys(weightsOf(alone)).filter((name) => /^[rs]/.test(name))).toEqual([]);
    expect(weightsOf(alone).w1.length).toBe(16 * 16);
  }
});

test("heads that are kept give the mean of what they gave", () => {
  const kept = keepHeads(model, [4, 1]);
  expect(tabmInside(kept).tabm.parts.options.heads).toBe(2);
  const [a, b] = [own(1), own(4)];
  kept.predict(fresh).forEach((chance, row) => expect(chance).toBeCloseTo((a[row] + b[row]) / 2, 6));
  expect(keepHeads(model, [...Array(HEADS).keys()]).predict(fresh)).toEqual(model.predict(fresh));
  expect(() => keepHeads(model, [])).toThrow(RangeError);
  expect(() => keepHeads(model, [HEADS])).toThrow(/heads 6 of 6/);
});

test("the best head is the one with the best AUC on the rows it is asked of", () => {
  const aucs = headAucs(model, validation);
  expect(aucs).toHaveLength(HEADS);
  expect(new Set(aucs).size).toBeGreaterThan(1);
  const [best] = bestHead(model, validation);
  for (let head = 0; head < HEADS; head++) {
    const probabilities = own(head, validation);
    expect(aucs[head]).toBe(rocAuc(probabilities, validation.y).value);
    expect(aucs[head]).toBeLessThanOrEqual(aucs[best]);
  }
});

test("greedy choices begin with the best head and add the one that helps most", () => {
  const three = greedyHeads(model, validation, 3);
  expect(three.slice(0, 1)).toEqual(bestHead(model, validation));
  expect(new Set(three).size).toBe(3);
  expect(greedyHeads(model, validation, 2)).toEqual(three.slice(0, 2));
  const auc = (heads: readonly number[]) => rocAuc(keepHeads(model, heads).predict(validation), validation.y).value;
  const second = auc(three.slice(0, 2));
  for (let head = 0; head < HEADS; head++)
    if (head !== three[0]) expect(auc([three[0], head])).toBeLessThanOrEqual(second + 1e-9);
  expect(() => greedyHeads(model, validation, HEADS + 1)).toThrow(RangeError);
});

test("the mean head has the mean of each head's own weights, folded into its matrices", () => {
  const {r1, s1, b1, w1, out} = weightsOf(model);
  const mean = meanHead(model);
  const at = (values: Float32Array, i: number) =>
    Array.from({length: HEADS}, (_, head) => values[(head * values.length) / HEADS + i]).reduce((a, b) => a + b) /
    HEADS;
  for (const [i, o] of [
    [0, 0],
    [3, 7],
    [15, 15]
  ]) {
    expect(weightsOf(mean).w1[i * 16 + o]).toBeCloseTo(w1[i * 16 + o] * at(r1, i) * at(s1, o), 6);
    expect(weightsOf(mean).b1[o]).toBeCloseTo(at(b1, o), 6);
    expect(weightsOf(mean).out[o]).toBeCloseTo(at(out, o), 6);
  }
  for (const chance of mean.predict(fresh)) expect(chance > 0 && chance < 1).toBe(true);
});

describe("8-bit numbers", () => {
  test("are the nearest, with the greatest of each column at 127", () => {
    const w = Float32Array.of(1, -0.02, 0, -0.6, 0.0101, 0);
    const scales = columnScales(w, 3);
    expect([...scales]).toEqual([Math.fround(1 / 127), Math.fround(Math.fround(0.02) / 127), 1]);
    expect([...eightBits(w, scales)]).toEqual([127, -127, 0, -76, 64, 0]);
  });

  test("change chances little, and what was rounded once stays", () => {
    for (const of of [model, keepHeads(model, [2])]) {
      const rounded = withInt8(of);
      const [before, after] = [of.predict(fresh), rounded.predict(fresh)];
      expect(after).not.toEqual(before);
      expect(rocAuc(after, fresh.y).value).toBeGreaterThan(rocAuc(before, fresh.y).value - 0.01);
      expect(withInt8(rounded).predict(fresh)).toEqual(after);
    }
  });
});
