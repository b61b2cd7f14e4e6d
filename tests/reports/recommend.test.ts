import {describe, expect, it} from "vitest";
import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {
  claimedPairs,
  reaches,
  recommendAnswer,
  RECOMMENDER_METRICS,
  recommenderRows,
  waterfallAnswer,
  waterfallRows
} from "../../src/lib/reports/recommend.js";
import {madeResult} from "./madeResult.js";

const figure = (value: number): Figure => ({
  value,
  low: value - 0.01,
  high: value + 0.01,
  n: 100,
  unit: "share of predictions",
  dataset: "generated",
  protocol: ""
});

/** Two models; the network is better at five places by 0.03, surely or not. */
function eshop([low, high]: readonly [number, number]): StudyResult {
  const values: Record<string, number> = {"markov-chain": 0.38, gru4rec: 0.41};
  return madeResult("recommend-eshop", {
    figures: Object.fromEntries(
      ["keep", "drop"].flatMap((repeats) =>
        Object.entries(values).flatMap(([id, value]) =>
          RECOMMENDER_METRICS.map((metric, k) => [
            `${repeats}-${id}-${metric}`,
            figure(metric === "hr5" ? value : k / 100 + (repeats === "keep" ? 0.5 : 0))
          ])
        )
      )
    ),
    tables: {
      models: {id: ["markov-chain", "gru4rec"], title: ["Markov chain", "GRU4Rec"], setting: ["first order", "small"]},
      lists: {
        repeats: ["keep", "keep", "drop", "drop"],
        model: ["markov-chain", "gru4rec", "markov-chain", "gru4rec"],
        coverage: [0.1, 0.2, 0.3, 0.4],
        gini: [0.5, 0.5, 0.6, null],
        novelty: [7, 7, 7, 7],
        popularityBias: [1, 1, 1, 1]
      },
      differences: {
        repeats: ["keep", "drop", "drop"],
        first: ["gru4rec", "gru4rec", "gru4rec"],
        second: ["markov-chain", "markov-chain", "markov-chain"],
        metric: ["hr5", "hr5", "hr20"],
        value: [9, 0.03, 9],
        low: [9, low, 9],
        high: [9, high, 9]
      },
      counts: {repeats: ["drop", "drop"], part: ["training", "test"], items: [217, 213]}
    }
  });
}

describe("the recommenders", () => {
  it("are listed with the figures of the repeats asked for", () => {
    const [chain, network] = recommenderRows(eshop([0.01, 0.05]), "drop");
    expect(chain.metrics.hr5).toEqual({value: 0.38, low: 0.37, high: 0.39});
    expect(chain.metrics.hr20.value).toBeCloseTo(0.03, 12);
    expect(chain).toMatchObject({
      id: "markov-chain",
      title: "Markov chain",
      setting: "first order",
      coverage: 0.3,
      gini: 0.6
    });
    expect(network.gini).toBeNull();
    expect(recommenderRows(eshop([0.01, 0.05]), "keep")[0].metrics.hr20.value).toBeCloseTo(0.53, 12);
  });

  it("are summed up by the best one, and by whether the network surely leads", () => {
    expect(recommendAnswer(eshop([0.01, 0.05]))).toBe(
      "In a real shop of 217 items, the best recommender has the next click among its first five items in 41 % of cases. It is the recurrent network GRU4Rec, but counting which item follows which (markov chain) comes close to it."
    );
    expect(recommendAnswer(eshop([0, 0.06]))).toContain("does no measurably better than counting");
    expect(recommendAnswer(eshop([-0.06, -0.01]))).toContain("does better than the recurrent network");
  });
});

/** A waterfall of two steps; the last comes to these figures. */
function waterfall(hr: number, ndcg: number): StudyResult {
  return madeResult("recommend-waterfall", {
    tables: {
      steps: {
        log: ["retailrocket", "retailrocket", "retailrocket", "other"],
        kind: ["waterfall", "waterfall", "waterfall", "waterfall"],
        step: [0, 1, 2, 0],
        added: [null, "repeats-kept", "windows", null],
        model: ["markov-recency", "markov-recency", "markov-recency", "markov-recency"],
        predictions: [364, 500, 377, 9],
        seeds: [1, 1, 30, 1],
        hr20: [0.14, 0.39, hr, 0],
        hr20Low: [0.1, 0.33, hr - 0.02, 0],
        hr20High: [0.18, 0.46, hr + 0.02, 0],
        ndcg20: [0.08, 0.33, ndcg, 0],
        ndcg20Low: [0.06, 0.27, ndcg - 0.02, 0],
        ndcg20High: [0.1, 0.39, ndcg + 0.02, 0],
        ratio: [0.57, 0.85, ndcg / hr, null]
      }
    }
  });
}

describe("the waterfall", () => {
  it("has a row for each step, with the error that it adds", () => {
    const rows = waterfallRows(waterfall(0.84, 0.745));
    expect(rows.map(({step, error}) => [step, error?.title])).toEqual([
      [0, undefined],
      [1, "Repeats kept"],
      [2, "Overlapping windows"]
    ]);
    expect(rows[1]).toMatchObject({
      hr: {value: 0.39, low: 0.33, high: 0.46},
      ndcg: {value: 0.33, low: 0.27, high: 0.39}
    });
    expect(rows[1].error).toMatchObject({
      id: "repeats-kept",
      why: expect.stringContaining("nobody needs to be recommended the page they are on")
    });
    expect(waterfallRows(waterfall(0.84, 0.745), {log: "other"})[0].ratio).toBeNull();
    expect(() => waterfallRows(waterfall(0.84, 0.745), {model: "stan"})).toThrow("no steps of stan on retailrocket");
  });

  it("is held against the pairs that the ledger has", () => {
    const {before, after} = claimedPairs();
    expect([before.hr, before.ndcg, after.hr, after.ndcg]).toEqual([0.392, 0.342, 0.843, 0.742]);
    expect(after.ratio).toBeCloseTo(0.88, 3);
    const between = (value: number) => ({value, low: value - 0.01, high: value + 0.01});
    expect(reaches({hr: between(0.84), ndcg: between(0.745)}, after)).toBe(true);
    expect(reaches({hr: between(0.84), ndcg: between(0.7)}, after)).toBe(false);
    expect(reaches({hr: between(0.9), ndcg: between(0.745)}, after)).toBe(false);
  });

  it("is called a plausible cause where both figures come out, and none where they do not", () => {
    const found = waterfallAnswer(waterfall(0.84, 0.745));
    expect(found).toContain("has the next item among 20 in 14 % of cases");
    expect(found).toContain(
      "With repeats kept and overlapping windows, the same model reaches both the claimed hit rate of 84 % and the claimed gain."
    );
    expect(found).toContain("a plausible cause of the claim and no proof");
    const missed = waterfallAnswer(waterfall(0.84, 0.6));
    expect(missed).toContain("reaches a hit rate of 84 %, where 84 % is claimed");
    expect(missed).toContain("these errors alone do not explain the claim");
  });
});
