import {expect, test} from "vitest";
import {readResult} from "../../loaders/results/results.js";
import {overfitAnswer, overfitDetails} from "../../src/components/overfitting/runText.js";
import {presetOf, settingsCodec} from "../../src/components/overfitting/settingsForm.js";
import {shuffledTable} from "../../src/components/overfitting/shuffledTable.js";
import {committedRun, overfitHeadline, shuffledSummary} from "../../src/lib/reports/overfitting.js";
import {rowCount} from "../../src/components/csv.js";
import {OVERFIT_PRESETS} from "../../src/lib/overfitting/overfitSettings.js";

const study = readResult("overfitting")!;

test("settings stand in the address and come back from it", () => {
  for (const [name, settings] of Object.entries(OVERFIT_PRESETS)) {
    expect(settingsCodec.parse(settingsCodec.format(settings))).toEqual(settings);
    expect(presetOf(settings)).toBe(name);
    expect(presetOf({...settings, seed: 77})).toBeNull();
  }
  const good = settingsCodec.format(OVERFIT_PRESETS["memorise 9 positives"]);
  for (const bad of [
    "",
    "nonsense",
    good.replace("boosting", "magic"),
    good.replace(":9,", ":1,"),
    good.replace(/,seed.*/, "")
  ])
    expect(settingsCodec.parse(bad)).toBeUndefined();
});

test("the committed run of every preset is whole, and its answer says what its end holds", () => {
  for (const name of Object.keys(OVERFIT_PRESETS)) {
    const run = committedRun(study, name);
    for (const labels of ["real", "shuffled"] as const) {
      expect(run.curves[labels].at(-1)!.step).toBe(run.settings.steps);
      const {train, test, gap} = run.ends![labels];
      expect(run.curves[labels].at(-1)!.train.averagePrecision).toBe(train.averagePrecision);
      expect(run.curves[labels].at(-1)!.test.auc).toBe(test.auc.value);
      expect(gap.low).toBeLessThanOrEqual(gap.value);
      expect(gap.value).toBeLessThanOrEqual(gap.high);
    }
    const {test} = run.ends!.real;
    const answer = overfitAnswer(overfitHeadline(run));
    expect(overfitDetails(overfitHeadline(run))).toContain(`AUC ${test.auc.value.toFixed(2)} [`);
    expect(answer.startsWith("It learned something")).toBe(test.auc.low > 0.5);
    expect(answer.startsWith("It memorised")).toBe(test.auc.low <= 0.5 && test.auc.high >= 0.5);
  }
});

test("nine positives are memorised, and their test is at chance", () => {
  const {ends} = committedRun(study, "memorise 9 positives");
  expect(ends!.real.train.positives).toBe(9);
  expect(ends!.real.train.averagePrecision).toBeGreaterThanOrEqual(0.9);
  expect(ends!.shuffled.train.averagePrecision).toBeGreaterThanOrEqual(0.9);
  const {low, high} = ends!.real.test.auc;
  expect(low <= 0.5 && high >= 0.5).toBe(true);
});

test("shuffled labels: the summary is that of the table", () => {
  const result = readResult("shuffled-labels")!;
  const {columns} = shuffledTable(result);
  const {learners, seeds, least, most, kept} = shuffledSummary(result);
  expect(rowCount(columns)).toBe(learners);
  expect(seeds).toBe(200);
  const holds = Array.from(columns.holds as ArrayLike<number>);
  expect([least, most]).toEqual([Math.min(...holds), Math.max(...holds)]);
  holds.forEach((value) => expect(Math.abs(value * seeds - Math.round(value * seeds))).toBeLessThan(1e-9));
  expect(kept).toBeLessThanOrEqual(learners);
});
