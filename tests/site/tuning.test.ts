import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {requireResult} from "../../loaders/results/results.js";
import {tuningAnswer} from "../../src/components/tuning/tuningAnswer.js";
import {optimismFigure} from "../../src/components/tuning/optimismFigure.js";
import {toCsv} from "../../src/components/csv.js";
import {tuningHeadline} from "../../src/lib/reports/tuning.js";
import {shownErrors, Site} from "./browser.js";
import {tableFile} from "./tableFile.js";

/** A search in the tab, on a machine that may be busy with other things. */
const LONG = 240_000;

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const said = (page: Page) => page.locator(".tuning-said");
const searchButton = (page: Page) => page.getByRole("button", {name: /^Search in this tab/});
const history = (page: Page) => page.locator("figure", {hasText: "History:"}).locator("figcaption");

test("opens with the answer of the study, searches nothing, and shows the chosen task", async () => {
  const study = requireResult("tuning-optimism");
  const {page, requests, problems} = await site.visit("tuning?task=many&search=random");
  await expect.poll(() => page.locator("h1 + p").innerText()).toContain(tuningAnswer(tuningHeadline(study)));
  const [{table}] = optimismFigure(study, "many", "random");
  await expect.poll(() => tableFile(page, "tuning-optimism-many-random")).toBe(toCsv(table!.columns));
  expect(requests.filter((address) => /\.csv$|tuningWorker/.test(address))).toEqual([]);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("searches in the tab, pauses and goes on, and is cancelled", {timeout: LONG}, async () => {
  const {page, problems} = await site.visit("tuning?trials=10&sampler=random&labels=shuffled");
  await searchButton(page).click();
  await expect.poll(() => page.workers().length).toBe(2);
  await page.getByRole("button", {name: "Pause"}).click();
  await page.getByRole("button", {name: "Go on"}).click();
  await said(page).filter({hasText: "10 trials in"}).waitFor({timeout: LONG});
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await history(page).innerText()).toMatch(
    /Random search, shuffled labels, seed 1, in this tab\. After 10 trials/
  );
  // no trial can have been told from one half on thousands of fresh rows
  const fresh = /has (0\.\d+) on fresh rows/.exec(await said(page).innerText())!;
  expect(Math.abs(Number(fresh[1]) - 0.5)).toBeLessThan(0.08);
  const before = await history(page).innerText();
  await searchButton(page).click();
  await page.getByRole("button", {name: "Cancel"}).click();
  await expect.poll(() => said(page).innerText()).toBe("Cancelled. The previous search is shown.");
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await history(page).innerText()).toBe(before);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
