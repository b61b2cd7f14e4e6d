import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {csvOf, DEGENERATE_LOGS} from "../reports/degenerateLogs.js";
import {barriers} from "./barriers.js";
import {settled, shownErrors, Site} from "./browser.js";
import {dropLog} from "./dropLog.js";
import {fileOf} from "./fileOf.js";

const LONG = {timeout: 600_000};

let site: Site;
const folder = mkdtempSync(join(tmpdir(), "clickproof-your-log-"));
beforeAll(async () => {
  site = await Site.open();
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true});
});

async function reportOf(page: Page, button: string | RegExp): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", {name: button}).click()
  ]);
  expect(download.suggestedFilename()).toMatch(/\.report\.html$/);
  return (await fileOf(download)).toString("utf8");
}

test("without a log of one's own, the page and its report are of the generated shop and say so", async () => {
  const {page, problems} = await site.visit("your-log");
  expect(await page.locator(".answer").innerText()).toMatch(/^Answer\.\s+In the generated shop /i);
  const html = await reportOf(page, "Download the report");
  expect(html).toContain("What the generated shop (profile paper, seed 1) can answer");
  expect(html).toContain("All data are generated");
  expect(html).not.toMatch(/NaN|undefined|<script/);

  // the file by itself: no barrier, and nothing that scrolls sideways on a phone
  await page.setViewportSize({width: 390, height: 844});
  await page.setContent(html);
  expect(await barriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("a log of one's own is measured and audited in the tab, and its report downloaded", LONG, async () => {
  const path = join(folder, "weeks.csv");
  writeFileSync(path, csvOf(DEGENERATE_LOGS["empty weeks"]));
  const {page, problems} = await site.visit("your-log");
  await dropLog(page, path);
  await page.goto(site.url("your-log?log=own"));
  await page.getByText("Counted in this tab.").waitFor();
  await settled(page);
  expect(await page.locator(".answer").innerText()).toMatch(/^Answer\.\s+In your log /i);
  const pages = page.locator(".your-log-pages tbody tr");
  expect(await pages.filter({hasText: "Data"}).first().innerText()).toContain("no categories of items");
  const html = await reportOf(page, /Audit the log/);
  expect(html).toContain("What weeks.csv can answer");
  expect(html).toContain("3 of 10 weeks have no event");
  expect(html).toContain("Features made again with the future deleted");
  expect(html).toContain("DuckDB");
  expect(html).not.toMatch(/NaN|undefined|<script/);
  expect(problems).toEqual([]);
  await page.context().close();
});

describe.each(["one event", "only views", "no items"])("a log of %s", (name) => {
  test("leaves no page without a stated answer", LONG, async () => {
    const path = join(folder, `${name.replaceAll(" ", "-")}.csv`);
    writeFileSync(path, csvOf(DEGENERATE_LOGS[name]));
    const {page, problems} = await site.visit("sessions");
    await dropLog(page, path);
    for (const one of ["your-log", "data", "sessions", "targets"]) {
      await page.goto(site.url(`${one}?log=own`));
      if (one === "your-log") await page.getByText("Counted in this tab.").waitFor();
      await settled(page);
      expect([one, await shownErrors(page)]).toEqual([one, []]);
      const text = await page.locator("main").innerText();
      expect([one, /.{0,40}(?:NaN|Infinity|undefined|\[object).{0,40}/.exec(text)?.[0]]).toEqual([one, undefined]);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
