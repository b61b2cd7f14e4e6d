import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {requireResult} from "../../loaders/results/results.js";
import {toCsv} from "../../src/components/csv.js";
import {experimentsAnswer} from "../../src/components/experiments/experimentsAnswer.js";
import {powerFigure} from "../../src/components/experiments/powerFigure.js";
import {experimentsHeadline} from "../../src/lib/reports/experiments.js";
import {Site} from "./browser.js";
import {tableFile} from "./tableFile.js";

/** A simulation in the tab, on a machine that may be busy with other things. */
const LONG = 240_000;

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "experiments-"));
});
afterAll(async () => {
  rmSync(folder, {recursive: true, force: true});
  await site.close();
});

const said = (page: Page) => page.locator(".peeking-said");
const simulate = (page: Page) => page.getByRole("button", {name: /^Simulate/});

test("opens with the answer of the study, and sizes the experiment that the address asks for", async () => {
  const {page, problems} = await site.visit("experiments?rate=2&lift=30&day=1000&read=pocock");
  await expect
    .poll(() => page.locator("h1 + p").innerText())
    .toContain(experimentsAnswer(experimentsHeadline(requireResult("experiment-peeking"))));
  const [{table, title}] = powerFigure({rate: 0.02, lift: 0.3, perDay: 1000, look: "pocock"});
  await expect.poll(() => tableFile(page, "experiments-power")).toBe(toCsv(table!.columns));
  expect(await page.locator("#figure-experiments-power .figure-title").innerText()).toContain(title);
  // a lift that cannot be is said, and drawn again once it can
  const rate = page.getByRole("spinbutton", {name: "Visitors who buy, %"});
  const lift = page.getByRole("spinbutton", {name: "Lift to be found, %"});
  await rate.fill("30");
  await lift.fill("100");
  expect(problems).toEqual([]);
  await page.context().close();
});

test("simulates in the tab, pauses, goes on and is cancelled", {timeout: LONG}, async () => {
  const {page, problems} = await site.visit("experiments?test=ab&looks=4&arm=2000");
  const caption = page.locator("#figure-experiments-peeking-aa figcaption, #figure-experiments-peeking-ab figcaption");
  await expect.poll(() => caption.innerText()).toContain("Lines are computed.");
  await simulate(page).press("Enter");
  await expect
    .poll(() => said(page).innerText(), {timeout: LONG})
    .toMatch(/^2,000 experiments simulated\. .* declares \d+\.\d % of them/);
  await expect.poll(() => caption.innerText()).toContain("dots simulated");
  await simulate(page).click();
  await page
    .getByRole("button", {name: "Pause"})
    .click({timeout: 2000})
    .catch(() => undefined);
  const cancel = page.locator(".live-log").getByRole("button", {name: "Cancel"});
  if (await cancel.isVisible()) {
    await cancel.click();
    await expect.poll(() => said(page).innerText()).toMatch(/^Cancelled after [\d,]+ experiments/);
  }
  expect(problems).toEqual([]);
  await page.context().close();
});

test("analyzes the reader's own tables in the tab, and says what is wrong with others", async () => {
  const exposures = join(folder, "exposures.csv");
  const metrics = join(folder, "metrics.csv");
  const units = Array.from({length: 400}, (_, i) => i);
  writeFileSync(
    exposures,
    `user_id,variant\n${units.map((i) => `u${i},${i % 2 === 0 ? "none" : "ten"}`).join("\n")}\n`
  );
  writeFileSync(
    metrics,
    `user_id,bought\n${units.map((i) => `u${i},${i < (i % 2 === 0 ? 40 : 80) ? 1 : 0}`).join("\n")}\n`
  );
  const alone = join(folder, "alone.csv");
  writeFileSync(alone, "user_id,variant\nu1,none\nu2,none\n");
  const {page, problems, requests} = await site.visit("experiments");
  await page.getByText("Choose an exposure log and a table of what visitors did").click();
  const words = page.locator(".own-experiment-said");
  await page.getByLabel("Exposure log").setInputFiles(alone);
  await expect.poll(() => words.innerText()).toBe('all units saw "none"; an experiment has two variants or more.');
  await page.getByLabel("Exposure log").setInputFiles(exposures);
  await expect.poll(() => words.innerText()).toBe("exposures.csv: 400 rows with user_id, variant.");
  await page.getByLabel("Metric table").setInputFiles(metrics);
  await expect.poll(() => words.innerText()).toBe("metrics.csv: 400 rows with user_id, bought.");
  const before = requests.length;
  await page.getByRole("button", {name: "Analyze"}).click();
  await expect
    .poll(() => words.innerText())
    .toBe("200 units saw none, 200 units saw ten; for an even split the sample ratio test has p 1.000.");
  expect(await page.locator(".own-experiment table").innerText()).toMatch(/bought\s+ten\s+0\.1\s+0\.1\s/);
  expect(requests.length).toBe(before);
  expect(problems).toEqual([]);
  await page.context().close();
});
