import {describe, expect, test} from "vitest";
import {modelsPage, modelsTask} from "../../loaders/pages/models.js";
import {readResult} from "../../loaders/results/results.js";
import {modelsDetails} from "../../src/components/models/modelsAnswer.js";
import {modelsHeadline} from "../../src/lib/reports/models.js";

const page = modelsPage();
const shoppers = readResult("shoppers-models")!;

/** The areas of the folds, in their order. */
function folds(variant: string, model: string): number[] {
  const {variant: variants, model: models, auc} = shoppers.tables.folds;
  return auc.map(Number).filter((_, i) => variants[i] === variant && models[i] === model);
}

describe.each([
  ["boosting", ["with", "boosting"], ["with", "logistic"]],
  ["pageValues", ["with", "boosting"], ["without", "boosting"]]
] as const)("the gain of %s", (name, more, less) => {
  const gain = page.shoppers.gains[name];
  const [known, unknown] = [folds(more[0], more[1]), folds(less[0], less[1])];
  const differences = known.map((area, k) => area - unknown[k]);

  test("is what the richer has more, on the average of two times five folds", () => {
    expect(differences).toHaveLength(10);
    expect(gain.value).toBeCloseTo(differences.reduce((a, b) => a + b, 0) / 10, 12);
    // the study's own figures are means of the same folds
    const figure = ([variant, model]: readonly [string, string]) => shoppers.figures[`${variant}-${model}-auc`].value;
    expect(gain.value).toBeCloseTo(figure(more) - figure(less), 3);
    expect(gain.value).toBeGreaterThan(0);
  });

  test("has Nadeau and Bengio's interval, with t of nine degrees of freedom from a table", () => {
    const mean = gain.value;
    const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 9;
    const half = 2.262157 * Math.sqrt((1 / 10 + 1 / 4) * variance);
    expect(gain.low).toBeCloseTo(mean - half, 7);
    expect(gain.high).toBeCloseTo(mean + half, 7);
  });

  test("is in the page's notes, with its sign", () => {
    expect(modelsDetails(modelsHeadline(page))).toContain(gain.value.toFixed(3));
    expect(modelsDetails(modelsHeadline(page))).not.toContain(`−${gain.value.toFixed(3)}`);
  });
});

describe("models better and worse than logistic regression", () => {
  const logistic = page.models.findIndex(({id}) => id === "logistic");

  test.each(page.summaries.map((summary) => [summary.task, summary] as const))("on %s", (task, summary) => {
    const {pairs, measures} = modelsTask(task);
    const area = (model: number) => measures.find((row) => row.metric === "auc" && row.model === model)!.value!;
    // of fewer than ten positives nothing is tested
    const enough = page.tasks.find(({id}) => id === task)!.testPositives >= 10;
    const tests = (enough ? pairs : [])
      .filter(({metric, first, second}) => metric === "auc" && [first, second].includes(logistic))
      .map(({first, second, p}) => ({other: first === logistic ? second : first, p: p ?? 1}))
      .sort((a, b) => a.p - b.p);
    expect(summary.tests).toBe(tests.length);
    // Holm (1979): the smallest p against 0.05 / m, the next against 0.05 / (m − 1), until one does not hold
    let sure = 0;
    while (sure < tests.length && tests[sure].p <= 0.05 / (tests.length - sure)) sure++;
    const certain = tests.slice(0, sure).map(({other}) => area(other) > area(logistic));
    expect(summary.better).toBe(certain.filter((better) => better).length);
    expect(summary.worse).toBe(certain.filter((better) => !better).length);
    expect(summary.auc.value).toBe(
      Math.max(...measures.flatMap((m) => (m.metric === "auc" && m.value !== null ? [m.value] : [])))
    );
    expect(area(summary.best)).toBe(summary.auc.value);
    expect(summary.logistic.value).toBe(area(logistic));
  });

  test("some are better somewhere, and some worse: the count is of both", () => {
    expect(page.summaries.reduce((sum, {better}) => sum + better, 0)).toBeGreaterThan(0);
    expect(page.summaries.reduce((sum, {worse}) => sum + worse, 0)).toBeGreaterThan(0);
  });
});
