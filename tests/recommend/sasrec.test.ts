import {deserialize, serialize} from "node:v8";
import {expect, test} from "vitest";
import {rankMetrics, rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import {splitSequences} from "../../src/lib/recommend/protocols.js";
import {sasrecBatches, sasrecSteps} from "../../src/lib/recommend/sasrec.js";
import {SASREC_OPTIONS} from "../../src/lib/recommend/sasrecOptions.js";
import type {ResumedTraining} from "../../src/lib/recommend/trainingProgress.js";
import {last, madeSessions} from "./madeSessions.js";

const CATALOGUE = 30;
const OPTIONS = {
  ...SASREC_OPTIONS,
  hidden_units: 16,
  inner_units: 16,
  batch_size: 16,
  learning_rate: 0.01,
  n_epochs: 12
};
const {train, test: tested} = splitSequences(madeSessions(200, CATALOGUE), {by: "last-days", days: 2});
const training = {sequences: train, catalogue: CATALOGUE};

test.each([null, 10])("learns that items follow each other, %s drawn", (n_sample) => {
  const model = last(sasrecSteps(training, {...OPTIONS, n_sample, sample_alpha: 0}));
  const {hr} = rankMetrics(rankNextItems(model, tested).ranks, 1);
  // the next number follows in seven of ten clicks
  expect(hr).toBeGreaterThan(0.5);
  expect(hr).toBeGreaterThan(rankMetrics(rankNextItems(popularity().fit(training), tested).ranks, 1).hr + 0.3);
});

test("goes on from an epoch as if it had never stopped", () => {
  const options = {...OPTIONS, n_epochs: 3, n_sample: 5};
  const whole = last(sasrecSteps(training, options));
  let kept: Uint8Array | undefined;
  for (const {epoch} of sasrecSteps(training, options))
    if (epoch !== null && epoch.epochs === 2) kept = serialize({epochs: 2, state: epoch.state()});
  const resumed = last(sasrecSteps(training, options, deserialize(kept!) as ResumedTraining<never>));
  expect(resumed.weights).toEqual(whole.weights);
});

test("every click after a session's first is a target once, with the clicks before it", () => {
  const items = Array.from({length: 13}, (_, k) => k);
  const sequences = itemSequences({sessions: items.map((k) => (k < 8 ? 1 : k < 9 ? 2 : 3)), items, timesMs: items});
  const seen: number[] = [];
  for (const {rows, steps, inputs, targets} of sasrecBatches(sequences, {maxlen: 3, batch_size: 2, seed: 1}, 1)) {
    expect(inputs.length).toBe(rows * steps);
    targets.forEach((target, at) => {
      if (target < 0) return;
      expect(inputs[at]).toBe(target - 1);
      seen.push(target);
    });
  }
  expect(seen.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 10, 11, 12]);
});

test("refuses what makes no network", () => {
  const refused = (options: Partial<typeof OPTIONS>) => () => sasrecSteps(training, {...OPTIONS, ...options}).next();
  expect(refused({hidden_units: 6})).toThrow("hidden_units is 6; give a multiple of 4");
  expect(refused({num_heads: 5})).toThrow("num_heads is 5; give one that divides hidden_units, 16");
  expect(refused({n_sample: 0})).toThrow("n_sample is 0; give a whole number above 0, or null for all items");
  const single = itemSequences({sessions: [1, 2], items: [0, 1], timesMs: [0, 1]});
  expect(() => sasrecSteps({sequences: single, catalogue: 2}).next()).toThrow("no session has two clicks");
});
