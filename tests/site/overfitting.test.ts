import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {readResult} from "../../loaders/results/results.js";
import {overfitAnswer} from "../../src/components/overfitting/runText.js";
import {settingsCodec} from "../../src/components/overfitting/settingsForm.js";
import {committedRun, overfitHeadline} from "../../src/lib/reports/overfitting.js";
import {OVERFIT_PRESETS, type OverfitSettings} from "../../src/lib/overfitting/overfitSettings.js";
import {settled, shownErrors, Site, type Watched} from "./browser.js";
import {dropLog} from "./dropLog.js";

/** A training in the tab, on a machine that may be busy with other things. */
const LONG = 240_000;

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-overfitting-"));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const visit = (settings: OverfitSettings): Promise<Watched> =>
  site.visit(`overfitting?${new URLSearchParams({run: settingsCodec.format(settings)}).toString()}`);
const said = (page: Page) => page.locator(".overfit-said");
const trainButton = (page: Page) => page.getByRole("button", {name: /^Train in this tab/});

/** A row of the table of the run that is shown, by column. */
async function endOf(page: Page, labels: string, metric: string): Promise<Record<string, number>> {
  const table = page.locator(".overfit-end table");
  const heads = await table.locator("thead th").allInnerTexts();
  const cells = await table
    .locator("tbody tr", {hasText: labels})
    .filter({hasText: metric})
    .locator("td")
    .allInnerTexts();
  return Object.fromEntries(heads.map((head, i) => [head, Number(cells[i].replace(/,/g, "").replace("−", "-"))]));
}

test("opens with the answer of the study, and trains nothing", async () => {
  const [preset] = Object.keys(OVERFIT_PRESETS);
  const {page, requests, problems} = await site.visit("overfitting");
  const answer = overfitAnswer(overfitHeadline(committedRun(readResult("overfitting")!, preset)));
  await expect.poll(() => page.locator("h1 + p").innerText()).toContain(answer);
  expect(requests.filter((address) => /\.wasm(?:\.gz)?$|\.csv$|trainingWorker/.test(address))).toEqual([]);
  expect(problems).toEqual([]);
  await page.context().close();
});

describe.each(["memorise 9 positives", "memorise 9 positives, perceptron"])("%s", (preset) => {
  test("remembers all on training, and is at chance on the test", {timeout: LONG}, async () => {
    // other positives than the committed run's, so that what is shown is new
    const {page, requests, problems} = await visit({...OVERFIT_PRESETS[preset], seed: 3});
    await expect.poll(() => said(page).innerText()).toMatch(/^Not trained yet/);
    await trainButton(page).click();
    await said(page).filter({hasText: "Trained twice in this tab"}).waitFor({timeout: LONG});
    const precision = await endOf(page, "real", "average precision");
    expect(precision.training).toBeGreaterThanOrEqual(0.9);
    expect(precision["training positives"]).toBe(9);
    const auc = await endOf(page, "real", "AUC");
    expect(auc["test from"]).toBeLessThanOrEqual(0.5);
    expect(auc["test to"]).toBeGreaterThanOrEqual(0.5);
    expect(auc.gap).toBeCloseTo(auc.training - auc.test, 2);
    await expect.poll(() => page.locator("figcaption").first().innerText()).toContain(`and ${auc.test.toFixed(2)} [`);
    const perceptron = OVERFIT_PRESETS[preset].model === "mlp";
    expect(requests.some((address) => /\.wasm(\.gz)?$/.test(address))).toBe(perceptron);
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });
});

test("stops at once when cancelled, and trains again", {timeout: LONG}, async () => {
  const {page, problems} = await visit({
    ...OVERFIT_PRESETS["memorise 9 positives, perceptron"],
    steps: 400,
    size: 200
  });
  const before = await page.locator("h1 + p").innerText();
  await trainButton(page).click();
  await page.locator("figcaption", {hasText: "In training;"}).first().waitFor({timeout: LONG});
  expect(page.workers().length).toBe(1);
  await page.getByRole("button", {name: "Cancel"}).click();
  await expect.poll(() => said(page).innerText()).toBe("Cancelled. The previous run is shown.");
  await expect.poll(() => page.workers().length).toBe(0);
  await expect.poll(() => page.locator("figcaption", {hasText: "In training;"}).count()).toBe(0);
  await expect.poll(() => page.locator("h1 + p").innerText()).toBe(before);
  await page.getByLabel("Epochs", {exact: true}).fill("2");
  await trainButton(page).click();
  await said(page).filter({hasText: "Trained twice in this tab"}).waitFor({timeout: LONG});
  expect(problems).toEqual([]);
  await page.context().close();
});

test("says in place what cannot be trained", async () => {
  const {page, problems} = await site.visit("overfitting");
  await page.getByLabel("Training positives, at most", {exact: true}).fill("1");
  await expect
    .poll(() => said(page).innerText())
    .toBe("This cannot be trained: positives: 1; give a whole number from 2 to 5,000.");
  await expect.poll(() => trainButton(page).isDisabled()).toBe(true);
  await page.getByLabel("Training positives, at most", {exact: true}).fill("12");
  await expect.poll(() => said(page).innerText()).toMatch(/^Not trained yet/);
  await page.getByLabel("Start from").selectOption("memorise 9 positives");
  await expect.poll(() => said(page).innerText()).toMatch(/^The figures show the run that was made with this site/);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("trains on a log of the reader's own", {timeout: LONG}, async () => {
  // 40 users with a visit a week, of which every third ends with a purchase
  const lines = Array.from({length: 40}, (_, user) =>
    Array.from({length: 10}, (_, visit) =>
      Array.from({length: 5}, (_, k) => {
        const time = Date.UTC(2024, 0, 1 + (user % 7), user % 24) + visit * 7 * 86_400_000 + k * 60_000 + 1;
        const event = k === 4 && (user * 5 + visit) % 3 === 0 ? "purchase" : "view";
        return `${time},u${user},${event},i${(user * 3 + visit + k) % 11}`;
      })
    )
  ).flat(2);
  const file = join(folder, "visits.csv");
  writeFileSync(file, `timestamp,user_id,event,item_id\n${lines.join("\n")}\n`);
  const {page, problems} = await site.visit("overfitting");
  await dropLog(page, file);
  const settings = {...OVERFIT_PRESETS["an easier target, held back"], steps: 10};
  await page.goto(site.url(`overfitting?${new URLSearchParams({log: "own", run: settingsCodec.format(settings)})}`));
  await settled(page);
  await trainButton(page).click();
  await said(page).filter({hasText: "Trained twice in this tab"}).waitFor({timeout: LONG});
  await expect.poll(() => page.locator("h1 + p").innerText()).toContain("positive examples of your log");
  const auc = await endOf(page, "real", "AUC");
  // a third of 400 visits, half of them in training and three eighths in the test
  expect(auc["training positives"] + auc["test positives"]).toBeGreaterThan(80);
  expect(auc["training positives"] + auc["test positives"]).toBeLessThan(134);
  await expect.poll(() => page.locator("figure", {hasText: "ROC-AUC by"}).innerText()).not.toContain("generated data");
  await page
    .locator("label", {hasText: /^Target/})
    .locator("select")
    .selectOption("category-3-sessions");
  await trainButton(page).click();
  await expect
    .poll(() => said(page).innerText(), {timeout: LONG})
    .toMatch(/cannot be asked of a log without departments/);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
