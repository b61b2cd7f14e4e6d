import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {evaluate} from "../../src/lib/metrics/evaluate.js";
import {modelCard, modelsTable, type CardFacts} from "../../src/lib/models/modelCard.js";

const facts: CardFacts = {
  name: "shop-x-boosting",
  learner: {id: "boosting", title: "Boosting", setting: "10 trees", seed: 1, configuration: {}},
  family: "boosting",
  target: {id: "x", title: "buys anything"},
  data: {
    source: "shop",
    generated: true,
    profile: "paper",
    seed: 4,
    split: "date 70/15/15",
    sha256: "00",
    train: {rows: 12345, positives: 50, users: 9},
    test: {rows: 400, positives: 130, users: null}
  },
  columns: ["a", "b"]
};
const source = random(2);
const labels = Array.from({length: 400}, () => (source.uniform() < 0.3 ? 1 : 0));
const good = labels.map((y) => 0.1 + 0.6 * y * source.uniform());
const bad = labels.map(() => source.uniform());

describe("modelCard", () => {
  test("has metrics as they were evaluated, with interval, baseline and n", () => {
    const evaluation = evaluate(good, labels);
    const {auc} = evaluation;
    const {metrics} = modelCard(facts, evaluation);
    if (!auc.said) throw new Error("no AUC");
    expect(metrics.AUC).toEqual({
      value: auc.value,
      low: auc.interval!.low,
      high: auc.interval!.high,
      method: auc.method,
      baseline: {name: "random order", value: 0.5},
      n: 400,
      caution: null
    });
    expect(Object.keys(metrics)).toContain("precision of the top 5 %");
    for (const metric of Object.values(metrics))
      if (!("none" in metric)) expect(Number.isFinite(metric.value)).toBe(true);
  });

  test("says why there is no metric", () => {
    const {metrics} = modelCard(facts, evaluate([0.1, 0.2], [0, 0]));
    expect(metrics.AUC).toEqual({none: "there are no positives", n: 2});
  });

  const limits = (changed: Partial<CardFacts>, scores = good) =>
    modelCard({...facts, ...changed}, evaluate(scores, labels)).limits.join("\n");

  test("says that generated data are generated, and only they", () => {
    expect(limits({})).toContain("The data are generated, profile paper, seed 4");
    expect(limits({data: {...facts.data, generated: false}})).not.toContain("generated");
  });

  test("says that positives are few, and that a ranking or chances are no better than none", () => {
    expect(limits({})).not.toContain("positives for");
    expect(limits({columns: "abcdef".split("")})).toContain(
      "Training has 50 positives for 6 columns, fewer than 10 each"
    );
    expect(limits({})).not.toContain("cannot be told from a random one");
    expect(limits({}, bad)).toContain("its ranking cannot be told from a random one");
    expect(limits({}, bad)).toContain("cannot be told from one constant");
    expect(limits({})).not.toContain("cannot be told from one constant");
  });
});

test("modelsTable has a row a card, by name", () => {
  const card = (name: string) => ({...modelCard({...facts, name}, evaluate(good, labels)), file: {bytes: 12_345}});
  const lines = modelsTable([card("b"), card("a")]).split("\n");
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(
    /^\| \[a\]\(a\.json\) \| Boosting: 10 trees \| buys anything \| shop, generated \(profile paper, seed 4\) \| 50 of 12,345 \| /
  );
  expect(lines[2]).toMatch(/\| 12 kB \|$/);
  expect(lines[2]).toMatch(/\| \d\.\d{3} \(\d\.\d{3}–\d\.\d{3}; random order 0\.500\) \|/);
  expect(lines[3]).toContain("[b](b.json)");
  for (const line of lines) expect(line.split(" | ")).toHaveLength(9);
});
