import {describe, expect, it} from "vitest";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {sessionKnn, stan, STAN_OPTIONS, vectorSessionKnn} from "../../src/lib/recommend/sessionKnn.js";
import {trainGru4Rec} from "../../src/lib/recommend/gru4rec.js";
import {rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import type {Recommender, RecommenderTraining} from "../../src/lib/recommend/recommender.js";
import {runs} from "../thorough.js";
import {drawnSessions, sequencesOf} from "./drawnSequences.js";
import {slowModels} from "./slowRecommenders.js";

/** So few that candidates and neighbours are cut off in small examples. */
const FEW = {neighbours: 5, candidates: 12};
const CATALOGUE = 12;

const withFewNeighbours = () => [
  ...countingRecommenders().filter(({id}) => !["sknn", "vsknn", "stan"].includes(id)),
  sessionKnn(FEW),
  vectorSessionKnn(FEW),
  stan({...STAN_OPTIONS, ...FEW})
];

describe("models against their slow definitions", () => {
  it.each(withFewNeighbours().map((estimator) => [estimator.id, estimator] as const))("%s", (id, estimator) => {
    const slow = slowModels(FEW)[id];
    for (let seed = 1; seed <= runs(6, 60); seed++) {
      const train = drawnSessions(seed);
      // item 11 is in the catalogue, and no session of training has it
      const learned = train.map((one) => ({...one, items: one.items.map((item) => Math.min(item, CATALOGUE - 2))}));
      const model = estimator.fit({sequences: sequencesOf(learned), catalogue: CATALOGUE});
      for (const {items, timesMs} of drawnSessions(1000 + seed, {sessions: 6})) {
        const later = timesMs.map((time) => time + 45 * 86_400_000);
        const session = model.session();
        items.forEach((item, k) => {
          const scores = session.click(item, later[k]);
          const expected = slow(learned, CATALOGUE, items.slice(0, k + 1), later[k]);
          for (let i = 0; i < CATALOGUE; i++)
            expect(scores[i], `seed ${seed}, item ${i} after ${items.slice(0, k + 1).join(" ")}`).toBeCloseTo(
              expected[i],
              10
            );
        });
      }
    }
  });

  it("have the neighbours that the table of results states by default", () => {
    const settings = Object.fromEntries(countingRecommenders().map(({id, setting}) => [id, setting]));
    expect(settings.sknn).toBe("100 neighbours of 1000 recent sessions");
    expect(settings.vsknn).toBe("500 neighbours of 5000 recent sessions, idf 5");
    expect(settings.stan).toBe("500 neighbours of 5000 recent sessions, 1.02 clicks, 80 days, 2.05 clicks");
  });

  it("does not let one session under way change another", () => {
    const train = {sequences: sequencesOf(drawnSessions(3)), catalogue: CATALOGUE};
    for (const estimator of countingRecommenders()) {
      const model = estimator.fit(train);
      const alone = Array.from(model.session().click(4, 1e9));
      const first = model.session();
      const second = model.session();
      first.click(1, 1e9);
      const beside = Array.from(second.click(4, 1e9));
      expect(beside, estimator.id).toEqual(alone);
    }
  });
});

/** GRU4Rec as small as it gets. */
function smallNetwork(train: RecommenderTraining): Recommender {
  const steps = trainGru4Rec(train, {n_sample: null, layers: [4], batch_size: 2, n_epochs: 2});
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
  }
}

const everyModel = (train: RecommenderTraining) => [
  ...countingRecommenders().map((estimator) => estimator.fit(train)),
  smallNetwork(train)
];

describe("input at the borders", () => {
  const usual = {
    sequences: itemSequences({sessions: [1, 1, 1, 2, 2], items: [0, 1, 2, 1, 0], timesMs: [0, 1, 2, 3, 4]}),
    catalogue: 4
  };

  it("refuses an item outside of the catalogue, by name", () => {
    for (const model of everyModel(usual))
      for (const item of [4, -1, 1.5, NaN])
        expect(() => model.session().click(item, 9), model.id).toThrow(`item ${item} of a catalogue of 4`);
    for (const estimator of countingRecommenders())
      expect(() => estimator.fit({...usual, catalogue: 2}), estimator.id).toThrow("item 2 of a catalogue of 2");
  });

  it("scores all items after an item that no session has, with no NaN", () => {
    for (const model of everyModel(usual)) {
      const scores = model.session().click(3, 9);
      expect(scores, model.id).toHaveLength(4);
      expect(scores.every(Number.isFinite), model.id).toBe(true);
    }
  });

  it("ranks the one item of a catalogue of one first", () => {
    const one = {
      sequences: itemSequences({sessions: [1, 1, 2, 2], items: [0, 0, 0, 0], timesMs: [0, 1, 2, 3]}),
      catalogue: 1
    };
    for (const model of everyModel(one))
      expect(Array.from(rankNextItems(model, one.sequences).ranks), model.id).toEqual([1, 1]);
  });

  it("takes a session of 5,000 events", () => {
    const {sequences} = usual;
    for (const model of everyModel({sequences, catalogue: 300})) {
      const session = model.session();
      let scores = session.click(0, 9);
      for (let k = 1; k < 5000; k++) scores = session.click((k * 7) % 300, 9 + k);
      expect(scores.every(Number.isFinite), model.id).toBe(true);
    }
  });

  it("has nothing to say of a session that has no click: none is predicted", () => {
    const none = itemSequences({sessions: [], items: [], timesMs: []});
    for (const model of everyModel(usual)) expect(rankNextItems(model, none).ranks, model.id).toHaveLength(0);
  });
});
