import * as node from "onnxruntime-node";
import {describe, expect, test} from "vitest";
import {openRecommender} from "../../loaders/engines/recommenderOnnx.js";
import {trainGru4Rec} from "../../src/lib/recommend/gru4rec.js";
import {gru4recToOnnx} from "../../src/lib/recommend/gru4recOnnx.js";
import type {Gru4RecOptions} from "../../src/lib/recommend/gru4recOptions.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import type {Recommender} from "../../src/lib/recommend/recommender.js";
import {recommenderVectors} from "../../src/lib/recommend/recommenderVectors.js";
import {sasrecSteps} from "../../src/lib/recommend/sasrec.js";
import {sasrecToOnnx} from "../../src/lib/recommend/sasrecOnnx.js";
import {last, madeSessions} from "./madeSessions.js";

const CATALOGUE = 30;
const TOP = 7;

const train = {sequences: madeSessions(150, CATALOGUE), catalogue: CATALOGUE};

/** Items in order and their scores, as the recommender itself has them. */
function ownTop(model: Recommender, clicks: readonly number[]) {
  const session = model.session();
  let scores = new Float64Array();
  for (const item of clicks) scores = session.click(item, 0) as Float64Array<ArrayBuffer>;
  const items = Array.from(scores.keys())
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, TOP);
  return {items, scores: items.map((item) => scores[item]), all: Array.from(scores)};
}

/** What both runtimes make of a file, against the recommender's own scores. */
async function compare(model: Recommender, bytes: Uint8Array, sessions: readonly (readonly number[])[]) {
  const native = await node.InferenceSession.create(bytes, {logSeverityLevel: 3});
  const web = await openRecommender(bytes);
  for (const clicks of sessions) {
    const own = ownTop(model, clicks);
    const items = new node.Tensor("float32", Float32Array.from(clicks), [1, clicks.length]);
    const {top_items, top_scores, scores} = await native.run({items});
    expect(scores.dims).toEqual([1, model.catalogue]);
    own.all.forEach((score, item) => expect(Math.abs((scores.data as Float32Array)[item] - score)).toBeLessThan(1e-4));
    for (const found of [
      {items: top_items.data as Float32Array, scores: top_scores.data as Float32Array},
      await web.top(clicks)
    ]) {
      expect(Array.from(found.items)).toEqual(own.items);
      own.scores.forEach((score, k) => expect(Math.abs(found.scores[k] - score)).toBeLessThan(1e-4));
    }
  }
  await native.release();
  await web.close();
}

const SESSIONS = [[3], [29, 0, 1, 2], [5, 5, 5, 17, 8, 8, 0, 1]];

describe("the file of SASRec gives its own lists", () => {
  const tiny = {hidden_units: 8, inner_units: 12, maxlen: 5, n_epochs: 2, batch_size: 16, learning_rate: 0.01};
  test.each(Object.entries({"one head": {}, "two heads, one block": {num_heads: 2, n_blocks: 1, n_sample: 8}}))(
    "%s",
    async (_, options) => {
      const model = last(sasrecSteps(train, {...tiny, ...options}));
      const bytes = sasrecToOnnx(model, {top: TOP, name: "tiny"});
      // a file takes the last clicks alone; the model looks back no further by itself
      await compare(model, bytes, [[3], [29, 0, 1, 2], [5, 5, 17, 8, 8]]);
      expect(recommenderVectors(bytes)).toEqual({vectors: model.weights.items, width: 8});
      const whole = ownTop(model, [1, 2, 3, 5, 5, 17, 8, 8]);
      expect(whole).toEqual(ownTop(model, [5, 5, 17, 8, 8]));
    }
  );
});

describe("the file of GRU4Rec gives its own lists", () => {
  const cases: Readonly<Record<string, Partial<Gru4RecOptions>>> = {
    "one vector an item": {layers: [8]},
    "two layers, vectors of the input": {layers: [8, 12], constrained_embedding: false, embedding: 4},
    "one-hot inputs": {layers: [8], constrained_embedding: false, loss: "bpr-max"},
    "long short-term memories": {layers: [8, 12], constrained_embedding: false, cell: "lstm"}
  };
  test.each(Object.entries(cases))("%s", async (_, options) => {
    const model = last(trainGru4Rec(train, {...options, n_sample: 16, batch_size: 16, n_epochs: 2}));
    const bytes = gru4recToOnnx(model, {top: TOP, name: "tiny"});
    await compare(model, bytes, SESSIONS);
    expect(recommenderVectors(bytes)).toEqual({vectors: model.weights.Wy, width: model.options.layers.at(-1)});
  });

  test("of a catalogue of fewer items than the list is long", async () => {
    const sequences = itemSequences({sessions: [1, 1, 1], items: [0, 1, 0], timesMs: [0, 1, 2]});
    const model = last(trainGru4Rec({sequences, catalogue: 2}, {layers: [4], n_epochs: 1}));
    const web = await openRecommender(gru4recToOnnx(model, {top: 20, name: "two"}));
    expect((await web.top([1])).items.length).toBe(2);
    await web.close();
  });
});
