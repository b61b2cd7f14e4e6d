import {describe, expect, it} from "vitest";
import type {Figure} from "../../src/lib/core/result.js";
import {errorRows, recommendBeyond} from "../../src/lib/reports/recommendBeyond.js";
import {madeResult} from "./madeResult.js";

const figure = (value: number, n = 100): Figure => ({
  value,
  low: value - 0.02,
  high: value + 0.03,
  n,
  unit: "share of predictions",
  dataset: "made for tests",
  protocol: ""
});
const hits = (values: Readonly<Record<string, number>>, n = 100) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => [
      [`${name}-hr5`, figure(value, n)],
      [`${name}-hr20`, figure(value + 0.2, n)]
    ])
  );

const MODELS = {id: ["popularity", "chain", "ceiling"], title: ["Popularity", "Markov chain", "Ceiling"]};
const shops = madeResult("recommend-shops", {
  figures: {
    ...hits({"paper-2-popularity": 0.1, "paper-2-chain": 0.4, "paper-2-ceiling": 0.6}, 70),
    ...hits({"paper-popularity": 0.2, "paper-chain": 0.1, "paper-ceiling": 0.5}),
    ...hits({"paper-2-new-items-popularity-new": 0.01, "paper-2-new-items-chain-new": 0.02}, 9)
  },
  tables: {
    models: MODELS,
    metrics: {
      log: ["paper-2", "paper-2", "paper-2", "paper", "paper", "paper", "paper-2-new-items", "paper-2-new-items"],
      model: ["popularity", "chain", "ceiling", "popularity", "chain", "ceiling", "popularity", "chain"]
    },
    shares: {
      log: ["paper-2", "paper-2", "paper-2", "paper", "paper"],
      model: ["chain", "popularity", "chain", "chain", "popularity"],
      metric: ["hr20", "hr5", "hr5", "hr5", "hr5"],
      value: [0.9, 0, 0.6, -0.33, 0],
      low: [0.8, 0, 0.5, -0.5, 0],
      high: [1, 0, 0.7, -0.1, 0]
    }
  }
});
const twin = madeResult("recommend-twin", {
  figures: hits({popularity: 0.01, chain: 0.03, ceiling: 0.05}),
  tables: {
    models: MODELS,
    metrics: {model: ["popularity", "chain", "ceiling"]},
    shares: {model: ["popularity", "chain"], metric: ["hr5", "hr5"], value: [0, 0.5], low: [0, 0.4], high: [0, 0.6]}
  }
});
const calibration = madeResult("recommend-calibration", {
  figures: Object.fromEntries(
    ["popularity", "chain"].flatMap((id, k) =>
      ["ece", "plain-ece", "log-loss"].map((name, j) => [`${id}-${name}`, figure(j + k / 10, 500)])
    )
  ),
  tables: {
    scales: {model: ["popularity", "chain"], title: ["Popularity", "Markov chain"]},
    curves: {
      model: ["popularity", "chain", "chain"],
      predicted: [0.1, 0.2, 0.3],
      observed: [0.11, 0.21, 0.31],
      low: [0, 0.1, 0.2],
      high: [0.2, 0.3, 0.4]
    }
  }
});
const baskets = madeResult("recommend-baskets", {
  figures: hits({popularity: 0.03, chain: 0.25}, 800),
  tables: {models: {id: ["popularity", "chain"], title: ["Popularity", "Markov chain"]}}
});
const eshop = madeResult("recommend-eshop", {
  tables: {
    slices: {
      repeats: ["keep", "drop", "drop", "drop", "drop", "drop"],
      model: ["popularity", "popularity", "popularity", "gru4rec", "sequential-rules", "popularity"],
      by: ["position", "position", "position", "position", "position", "visitor"],
      name: ["1", "1", "2", "2", "1", "new"],
      fallback: ["x", "one click is known", null, null, "one click is known", null],
      n: [5, 7, 0, 0, 7, 3],
      hr5: [0.9, 0.1, null, null, 0.4, 0.5]
    }
  }
});

describe("what the page shows beside the e-shop's models", () => {
  const found = recommendBeyond({eshop, shops, twin, calibration, baskets});

  it("puts the ceiling first, then models by their hits, each with its share of what can be known", () => {
    expect(found.knowable["paper-2"].rows.map(({id}) => id)).toEqual(["ceiling", "chain", "popularity"]);
    expect(found.knowable.paper.rows.map(({id}) => id)).toEqual(["ceiling", "popularity", "chain"]);
    expect(found.knowable["paper-2"].rows.map(({share}) => share?.value)).toEqual([undefined, 0.6, 0]);
    expect(found.knowable["paper-2"].predictions).toBe(70);
    expect(found.knowable.twin.rows[1]).toEqual({
      id: "chain",
      title: "Markov chain",
      hr5: {value: 0.03, low: 0.03 - 0.02, high: 0.06},
      share: {value: 0.5, low: 0.4, high: 0.6}
    });
    expect(found.knowableAnswer).toBe(
      "In a generated shop the best possible list is known: it has the next item among its first five in 60 % of cases. The best model, Markov chain, reaches 40 %, which is 60 % of the way from showing everybody the most popular items."
    );
  });

  it("has each model's groups, and its errors before and after", () => {
    const [, chain] = found.calibration;
    expect(chain.bins).toEqual([
      {x: 0.2, y: 0.21, low: 0.1, high: 0.3},
      {x: 0.3, y: 0.31, low: 0.2, high: 0.4}
    ]);
    expect([chain.ece.value, chain.plain.value, chain.logLoss.value]).toEqual([0.1, 1.1, 2.1]);
    expect(found.calibrated).toBe(500);
    expect(found.calibrationAnswer).toContain(
      "The probabilities of Popularity for its first five items are then off by 0.0 percentage points on average; its scores taken as they are, by 100.0 percentage points."
    );
  });

  it("lists new items and baskets by hits", () => {
    expect(found.newItems.map(({id, hr20}) => [id, hr20.value])).toEqual([
      ["chain", 0.22],
      ["popularity", 0.21000000000000002]
    ]);
    expect([found.newClicks, found.basketCount]).toEqual([9, 800]);
    expect(found.baskets[0].title).toBe("Markov chain");
  });

  it("lists kinds of clicks with the hits of three models, where there are any", () => {
    expect(errorRows(eshop)).toEqual([
      {
        by: "position",
        name: "1",
        n: 7,
        fallback: "one click is known",
        hits: {gru4rec: null, "sequential-rules": 0.4, popularity: 0.1}
      },
      {
        by: "position",
        name: "2",
        n: 0,
        fallback: null,
        hits: {gru4rec: null, "sequential-rules": null, popularity: null}
      }
    ]);
  });
});
