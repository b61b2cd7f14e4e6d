import {DAY_MS} from "../../src/lib/core/time.js";
import {afterAll, beforeAll, expect, test} from "vitest";
import type {dataPage} from "../../loaders/pages/data.js";
import {openShopLog} from "../../loaders/pages/shopLog.js";
import {toCsv} from "../../src/components/csv.js";
import {buyingPaths, purchaseFunnel} from "../../src/components/data/buyingPaths.js";
import {categoryLoyalty} from "../../src/components/data/categoryLoyalty.js";
import type {DataSet} from "../../src/components/data/dataSet.js";
import {eventGaps} from "../../src/components/data/eventGaps.js";
import {hourHeatmap} from "../../src/components/data/hourHeatmap.js";
import {bandConversion, sessionLength} from "../../src/components/data/sessionLength.js";
import {topItems, trendingItems} from "../../src/components/data/trendingItems.js";
import {describe, prepareDescriptionSql, type Description} from "../../src/lib/pipeline/describe.js";
import {shownErrors, Site, unfold} from "./browser.js";
import {fileOf} from "./fileOf.js";
import {pageData} from "./pageData.js";

const DAYS = {from: "2025-01-20", to: "2025-02-23"};
let site: Site;
let shop: DataSet;
let description: Description;

beforeAll(async () => {
  site = await Site.open();
  const {sets} = pageData<Awaited<ReturnType<typeof dataPage>>>("data");
  shop = sets.find(({name}) => name === "shop")!;
  const {engine} = await openShopLog();
  await engine.run(prepareDescriptionSql());
  description = await describe(engine, {fromMs: Date.parse(DAYS.from), untilMs: Date.parse(DAYS.to) + DAY_MS});
  await engine.close();
});
afterAll(() => site.close());

test("chosen days are described by DuckDB in the tab as by DuckDB in Node", {timeout: 600_000}, async () => {
  const {page, problems} = await site.visit(`data?days=${DAYS.from}..${DAYS.to}`);
  await page.locator(".live-log", {hasText: "answered"}).waitFor();
  await unfold(page);
  const specs = [
    hourHeatmap(shop, description, 0),
    sessionLength(shop, description),
    bandConversion(shop, description),
    eventGaps(shop, description),
    purchaseFunnel(shop, description),
    buyingPaths(shop, description),
    categoryLoyalty(shop, description, "session"),
    topItems(shop, description),
    trendingItems(shop, description)
  ];
  for (const [{title, table, n}] of specs) {
    const figure = page.locator("figure", {has: page.getByText(title, {exact: true})}).first();
    await figure.locator(".figure-n", {hasText: n}).waitFor();
    await figure.locator(".tools-menu").evaluate((menu: HTMLDetailsElement) => (menu.open = true));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      figure
        .locator(".tools-files")
        .getByRole("button", {name: `Download ${table!.name} as CSV`})
        .click()
    ]);
    expect((await fileOf(download)).toString("utf8"), title).toBe(toCsv(table!.columns));
    await new Promise((done) => setTimeout(done, 200)); // Chromium drops downloads that come too fast
  }
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("a gap and a split made in the tab are the published ones", {timeout: 600_000}, async () => {
  const {page, problems} = await site.visit("sessions?gap=7&split=windows");
  await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
  for (const check of [".cut-check", ".split-check"]) {
    await page.locator(`${check}[data-same=true], ${check}[data-same=false]`).waitFor();
    await expect.poll(() => page.locator(check).getAttribute("data-same"), {message: check}).toBe("true");
  }
  // A slider that is dragged asks more often than a database answers; the last question must be the one answered.
  const slider = page.locator("[data-addressed=gap] input[type=range]");
  for (const gap of [20, 55, 120, 90]) await slider.fill(String(gap));
  await page.locator(".cut-check[data-same=true]", {hasText: "at 90 min"}).waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test(
  "a start that is cancelled gives the published figures back, and can be tried again",
  {timeout: 600_000},
  async () => {
    const {page, problems} = await site.visit("data");
    const cards = page.locator(".cards").first();
    const published = await cards.innerText();
    const firstDay = page.locator("input[type=date]").first();
    await firstDay.fill("2025-02-01");
    await page.locator(".live-log").getByRole("button", {name: "Cancel"}).click();
    await page.locator(".live-log", {hasText: "Cancelled"}).waitFor();
    await expect.poll(() => firstDay.inputValue()).toBe("2025-01-01");
    await expect.poll(() => new URL(page.url()).search).toBe("");
    await expect.poll(() => cards.innerText()).toBe(published);
    await firstDay.fill("2025-02-01");
    await page.locator(".live-log", {hasText: "answered"}).waitFor();
    await expect.poll(() => cards.innerText()).not.toBe(published);
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  }
);
