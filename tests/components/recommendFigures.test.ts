import {describe, expect, it} from "vitest";
import {knowableFigure, knowableTable} from "../../src/components/recommend/knowableFigure.js";
import {recommenderTable} from "../../src/components/recommend/recommenderTable.js";
import {scoreCalibrationFigure, scoreCalibrationTable} from "../../src/components/recommend/scoreCalibration.js";
import type {RecommenderRow} from "../../src/lib/reports/recommend.js";
import type {KnowableRow} from "../../src/lib/reports/recommendBeyond.js";

const between = (value: number) => ({value, low: value - 0.01, high: value + 0.01});
const rows: readonly KnowableRow[] = [
  {id: "ceiling", title: "Ceiling", hr5: between(0.6), share: null},
  ...["a", "b", "c", "d", "e", "f"].map((id, k) => ({
    id,
    title: `Model ${id}`,
    hr5: between(0.5 - k / 20),
    share: between(0.8 - k / 10)
  })),
  {id: "popularity", title: "Popularity", hr5: between(0.1), share: between(0)}
];

describe("what can be known", () => {
  it("is drawn of the best five and popularity, and listed of all", () => {
    const [options] = knowableFigure({rows, predictions: 70}, "twin");
    expect(options.title).toBe("The best model, Model a, knows 80 % of what can be known of the next item");
    expect(options.generated).toBe(true);
    const drawn = Object.values(options.table!.columns)[0] as unknown as readonly string[];
    expect([...drawn]).toEqual(["Ceiling", "Model a", "Model b", "Model c", "Model d", "Model e", "Popularity"]);
    expect(knowableTable({rows, predictions: 70}, "twin").columns.share).toEqual([
      null,
      ...[0, 1, 2, 3, 4, 5].map((k) => 0.8 - k / 10),
      0
    ]);
  });
});

describe("calibration", () => {
  const row = (id: string, logLoss: number) => ({
    id,
    title: id,
    ece: between(0.02),
    plain: between(0.2),
    logLoss: between(logLoss),
    bins: [
      {x: 0.1, y: 0.12, low: 0.05, high: 0.2},
      {x: 0.5, y: 0.3, low: 0.2, high: 0.4}
    ]
  });

  it("counts the groups whose interval holds what was said", () => {
    expect(scoreCalibrationFigure(row("stan", 3), 500)[0].title).toBe(
      "stan: in 1 of 2 groups, the list hits as often as its probability says"
    );
  });

  it("lists models from the least log loss", () => {
    expect(scoreCalibrationTable([row("x", 4), row("y", 3)]).columns.model).toEqual(["y", "x"]);
  });
});

describe("the table of recommenders", () => {
  const made = (id: string, hr5: number): RecommenderRow => ({
    id,
    title: id,
    setting: "",
    metrics: {
      hr1: between(0.1),
      hr5: between(hr5),
      hr10: between(0.5),
      hr20: between(0.6),
      mrr20: between(0.2),
      ndcg20: between(0.3)
    },
    coverage: 0.5,
    gini: null,
    novelty: 7,
    popularityBias: 1.2,
    intraListDiversity: null,
    categoryTunnel: 0.9,
    targetTunnel: 0.8
  });

  it("shows hits or what lists are like, the best model first in both", () => {
    const two = [made("worse", 0.2), made("better", 0.4)];
    const hits = recommenderTable(two, "drop");
    const lists = recommenderTable(two, "drop", "lists");
    expect([hits.columns.model, lists.columns.model]).toEqual([
      ["better", "worse"],
      ["better", "worse"]
    ]);
    expect(Object.keys(hits.columns)).not.toContain("coverage");
    expect(lists.format!.categoryTunnel(0.9, 0)).toBe("90.0 %");
    expect(lists.format!.intraListDiversity(null, 0)).toBe("–");
  });
});
