import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {copiedLog} from "../reports/copiedLog.js";
import {barriers} from "./barriers.js";
import {settled, shownErrors, Site} from "./browser.js";
import {fileOf} from "./fileOf.js";

let site: Site;
let folder: string;
let path: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-kept-"));
  path = join(folder, "copied.csv");
  writeFileSync(path, copiedLog());
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const panel = (page: Page) => page.locator("dialog.own-log-panel");
const box = (page: Page, column: string) => panel(page).locator(`[data-key="keep ${column}"]`);
/** Name, verdict and AUC of each kept column, the first line of each cell. */
const kept = (page: Page, within: string) =>
  page
    .locator(`${within} .kept-columns tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => Array.from(row.children, (cell) => (cell as HTMLElement).innerText.split("\n")[0]))
    );

test(
  "columns without a role are kept where the reader wants it, audited, used as features, and read by SQL",
  {timeout: 600_000},
  async () => {
    const {page, problems} = await site.visit("leakage");
    await page.locator("#own-log [data-own-log]").click();
    await panel(page).locator("input[type=file]").setInputFiles(path);
    await panel(page).locator(".own-log-preview table").waitFor();
    await expect
      .poll(() => panel(page).locator(".own-log-unread li b").allInnerTexts())
      .toEqual(["loyalty", "points", "channel"]);

    await box(page, "loyalty").check();
    await box(page, "points").check();
    expect(await box(page, "points").evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await barriers(page, {within: ".own-log-panel"})).toEqual([]);
    await panel(page).getByText("The same on the command line").click();
    await expect
      .poll(() => panel(page).locator(".own-log-command code").innerText())
      .toMatch(/\nnpm run audit -- leakage --source "copied\.csv" --map ".*" --column "loyalty" --column "points"$/);
    // a column that gets a role is no longer one to be kept
    await panel(page).getByLabel("Column for Category").selectOption("points");
    await expect.poll(() => box(page, "points").count()).toBe(0);
    await panel(page).getByLabel("Column for Category").selectOption({label: "none"});
    await expect.poll(() => box(page, "points").isChecked()).toBe(true);

    const read = panel(page).getByRole("button", {name: "Read the log"});
    await expect.poll(() => read.isEnabled()).toBe(true);
    await read.click();
    await panel(page)
      .getByText(/^Done\. /)
      .waitFor();
    await expect
      .poll(() => kept(page, "dialog"))
      .toEqual([
        ["loyalty", "✗ knows the outcome", "100 % of view, 100 % of transaction", expect.stringMatching(/^1\.000 \[/)],
        ["points", "no sign of it", expect.any(String), expect.any(String)]
      ]);
    await expect.poll(() => panel(page).locator(".own-log-lacks").innerText()).toMatch(/Not read: channel\./);

    // the audit stands on the Leakage page, and SQL of one's own finds the columns
    const sql =
      "SELECT example_id, max(points) AS most FROM examples LEFT JOIN extra_columns USING (user_id) GROUP BY 1";
    await page.goto(site.url(`leakage?${new URLSearchParams({log: "own", audit: "own-sql", examples: "10", sql})}`));
    await settled(page);
    await expect.poll(() => kept(page, "main")).toHaveLength(2);
    await expect.poll(() => page.locator(".leakage-tables").first().innerText()).toContain("item_id, loyalty, points");
    await page.getByRole("button", {name: /^Replay /}).click();
    await page.locator(".leakage-verdict").getByText("future event").first().waitFor();
    await expect
      .poll(() => page.locator(".leakage-verdict").innerText())
      .toContain("3 rows of the log are exact duplicates");

    // features where a model is trained: none unless asked for
    await page.goto(site.url("models?log=own&target=purchase-this-session&train=logistic"));
    await settled(page);
    const said = () => page.locator(".train-said").innerText();
    const columns = async () => Number(/ in (\d+) columns/.exec(await said())?.[1] ?? NaN);
    const train = page.getByRole("button", {name: "Train it in this tab"});
    await train.click();
    await expect.poll(columns).toBeGreaterThan(5);
    const without = await columns();
    await page.locator(".kept-features label", {hasText: "points"}).locator("input").check();
    await page.locator(".kept-features label", {hasText: "loyalty ✗ knows the outcome"}).locator("input").check();
    await expect.poll(said).toContain("with loyalty, points as features");
    await train.click();
    await expect.poll(columns).toBe(without + 2);
    expect(await page.locator(".train-here caption").innerText()).toContain("your log, with loyalty, points");
    const auc = await page.locator(".train-here tbody tr").first().locator("td").allInnerTexts();
    expect(auc.map(Number).find((value) => value > 0 && value <= 1)).toBeGreaterThan(0.8);

    // and the report audits them with the rest
    await page.goto(site.url("your-log?log=own"));
    await page.getByText("Counted in this tab.").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", {name: /Audit the log/}).click()
    ]);
    const report = (await fileOf(download)).toString("utf8");
    expect(report).toContain("The column loyalty may know the outcome (knows the outcome).");
    expect(report).toContain("Items of the test part that another user in training has too");
    expect(report).toMatch(/rows equal to an earlier one<\/\w+><td class="number">3</);
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  }
);

test("columns whose names a database takes for one are not kept together, and the reader is told why", async () => {
  const {page, problems} = await site.visit("data");
  const same = join(folder, "same.csv");
  const rows = Array.from({length: 40}, (_, i) => `${i % 7},${Date.UTC(2025, 0, 1 + i)},view,${i % 5},${i},x${i % 3}`);
  writeFileSync(same, ["user_id,timestamp,event_type,item_id,Shade,shade", ...rows].join("\n"));
  await page.locator("#own-log [data-own-log]").click();
  await panel(page).locator("input[type=file]").setInputFiles(same);
  await panel(page).locator(".own-log-preview table").waitFor();
  const read = panel(page).getByRole("button", {name: "Read the log"});
  await panel(page).getByRole("button", {name: "Keep all 2"}).click();
  await expect
    .poll(() => panel(page).locator(".own-log-problems").innerText())
    .toMatch(/"Shade" and "shade" cannot both be kept/);
  await expect.poll(() => read.isDisabled()).toBe(true);
  await box(page, "shade").uncheck();
  await expect.poll(() => read.isEnabled()).toBe(true);
  expect(problems).toEqual([]);
  await page.context().close();
});
