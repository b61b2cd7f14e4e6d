import {describe, expect, test} from "vitest";
import {modelsPage, modelsTask} from "../../loaders/pages/models.js";
import {pairSentence} from "../../src/components/models/pairSentence.js";
import {pairOf} from "../../src/lib/reports/models.js";
import {readResult} from "../../loaders/results/results.js";

const page = modelsPage();

describe("Online Shoppers, on scikit-learn's own folds", () => {
  const areas = page.shoppers.rows.filter(({metric, peer}) => metric === "auc" && peer !== null);
  test.each(
    areas.filter(({protocol}) => protocol.includes("folds")).map((row) => [row.protocol, row.model, row] as const)
  )("%s, %s: an area within 0.004 of the package's", (_, __, {value, peer}) =>
    expect(Math.abs(value - peer!)).toBeLessThan(0.004)
  );
  test("by month: as near to a package as packages are to each other", () => {
    const months = areas.filter(({protocol}) => protocol.includes("November"));
    expect(months.length).toBe(8);
    for (const {protocol, model, value, peer, second} of months)
      expect(
        Math.min(Math.abs(value - peer!), Math.abs(value - (second ?? peer!))),
        `${protocol}, ${model}`
      ).toBeLessThan(0.01);
  });
});

describe("RetailRocket's cart sessions", () => {
  const {rows, late, sums} = page.carts;
  test("an area within 0.01 of scikit-learn and XGBoost on the same rows, visitors kept and removed", () => {
    const areas = rows.filter(({metric}) => metric === "auc");
    expect(areas.length).toBe(8);
    for (const {protocol, model, value, peer} of areas)
      expect(Math.abs(value - peer!), `${protocol}, ${model}`).toBeLessThan(0.01);
  });
  test("whole sessions at 0.99 and more, the first cart far below", () => {
    for (const {protocol, metric, low, high} of rows)
      if (metric === "auc") {
        if (protocol.startsWith("whole")) expect(low!).toBeGreaterThan(0.99);
        else expect(high!).toBeLessThan(0.7);
      }
  });
  test("names every column of the whole session, and the sum that is the label", () => {
    expect(late.column).toHaveLength(8);
    expect(sums.sum).toEqual(["event_count − view_count − addtocart_count"]);
  });
});

describe("the study of all models", () => {
  const result = readResult("models")!;
  test("has every task, and for each model either its metrics or why there are none", () => {
    expect(page.tasks.length).toBe(11);
    for (const {id} of page.tasks) {
      const {measures, unfitted, hashes} = modelsTask(id);
      page.models.forEach(({id: model}, m) => {
        const fitted = measures.some((measure) => measure.model === m);
        expect(fitted !== unfitted.some((one) => one.model === m), `${id}, ${model}`).toBe(true);
        expect(fitted).toBe(model in hashes);
      });
    }
  });
  test("has no value that is none, and an interval around each", () => {
    for (const {id} of page.tasks)
      for (const {value, low, high, note, baseline} of modelsTask(id).measures) {
        if (value === null) {
          expect(note.length).toBeGreaterThan(5);
          continue;
        }
        expect(Number.isFinite(value) && Number.isFinite(baseline!)).toBe(true);
        if (low !== null && high !== null)
          expect(low - 1e-4 <= value && value <= high + 1e-4, `${id} ${note}`).toBe(true);
      }
  });
  test("has the difference of every two models in one order, and pairs turn round", () => {
    const figures = modelsTask("shoppers");
    const fitted = page.models.length - figures.unfitted.length;
    expect(figures.pairs.filter(({metric}) => metric === "auc")).toHaveLength((fitted * (fitted - 1)) / 2);
    const [{first, second}] = figures.pairs;
    const [one, other] = [pairOf(figures, "auc", first, second)!, pairOf(figures, "auc", second, first)!];
    expect(one.value).toBe(-other.value);
    expect(one.low).toBe(-other.high!);
    const auc = (model: number) => figures.measures.find((m) => m.metric === "auc" && m.model === model)!.value!;
    expect(one.value).toBeCloseTo(auc(first) - auc(second), 4);
  });
  test("says of two models whether they differ, and nothing of one against itself", () => {
    const [task] = page.tasks.filter(({id}) => id === "shoppers");
    const figures = modelsTask("shoppers");
    const at = (id: string) => page.models.findIndex((model) => model.id === id);
    expect(pairSentence(task, figures, page.models, [at("logistic"), at("logistic")])).toMatch(/^Choose two/);
    expect(pairSentence(task, figures, page.models, [at("boosting"), at("rules")])).toMatch(
      /^On the same [\d,]+ test rows, the ROC-AUC of Boosting.* higher than .*Chance does not explain this; Boosting/
    );
    // of nothing that is known there is no pair, and no count of pairs
    expect(pairSentence({...task, test: 0}, {...figures, pairs: []}, page.models, [at("boosting"), at("rules")])).toBe(
      "Boosting, leaf by leaf and Rules cannot be compared: the 0 test rows with a known label are too few or too alike."
    );
    expect(pairSentence(task, figures, page.models, [at("boosting"), at("gru")])).toMatch(
      /was not fitted: it wants the events/
    );
  });
  test("tests no task with hardly any positives", () => {
    for (const {task, tests} of page.summaries) {
      const {testPositives} = page.tasks.find(({id}) => id === task)!;
      expect(tests > 0, task).toBe(testPositives >= 10);
    }
    expect(page.summaries.some(({tests}) => tests === 0)).toBe(true);
  });
  test("judges no task that it has no study for", () => {
    expect(() => modelsTask("nothing", result)).toThrow(/there is no task nothing; there are shop-/);
  });
});
