import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {csvParse} from "d3-dsv";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openShopLog} from "../../loaders/pages/shopLog.js";
import {countedEvents} from "../../src/lib/features/countedEvents.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {featureText} from "../../src/lib/features/featuresSql.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {timeline} from "../../src/lib/features/timeline.js";
import {settled, shownErrors, Site, unfold} from "./browser.js";
import {dropLog} from "./dropLog.js";
import {fileOf} from "./fileOf.js";

const LONG = {timeout: 600_000};
let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

async function csvOf(page: Page, name: string): Promise<Record<string, string>[]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", {name: `Download ${name} as CSV`}).click()
  ]);
  return csvParse((await fileOf(download)).toString("utf8"));
}

test("the list on the page is the list in the code", LONG, async () => {
  const {page} = await site.visit("features");
  const rows = await csvOf(page, "features");
  expect(
    rows.map(({name, group, unit, definition, fill, sql}) => ({name, group, unit, definition, fill, sql}))
  ).toEqual(
    FEATURES.map((feature) => ({
      name: feature.name,
      group: feature.group,
      unit: feature.unit,
      definition: feature.definition,
      fill: String(feature.fill),
      sql: featureText(feature)
    }))
  );
  await page.locator("[data-addressed=group] select").selectOption({label: "optional: made-up multipliers"});
  await page.locator(".data-table", {hasText: "factors that somebody made up"}).first().waitFor();
  await page.context().close();
});

test("all features made in the tab have the hash of those made in Node", LONG, async () => {
  const {page, problems} = await site.visit("features");
  await page.getByRole("button", {name: "Work out all features in this tab"}).click();
  await page.locator(".tab-check[data-same]").waitFor();
  await expect.poll(() => page.locator(".tab-check").getAttribute("data-same")).toBe("true");
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("a timeline asked of the tab's database is the one that Node gives, at any moment", LONG, async () => {
  const {shop, engine} = await openShopLog();
  await engine.load("item_catalog", shop.catalogue.items);
  await engine.run(itemAttributesSql(ALL_KNOWN));
  const line = await timeline(engine, {user: 77});
  await engine.close();
  const feature = FEATURES.find(({name}) => name === "item_view_count_7d")!;
  const moment = line.moments.length - 20;
  const at = new Date(line.moments[moment]).toISOString();
  const {page, problems} = await site.visit(`features?user=77&feature=${feature.name}&moment=${at}`);
  await page.getByText(`User 77 and item ${line.item}: ${feature.name}`).waitFor();
  await settled(page);
  await unfold(page);
  const values = await csvOf(page, `features-user-77-item-${line.item}`);
  expect(values.map(({feature, value}) => [feature, Number(value)])).toEqual(
    FEATURES.map(({name}) => [name, line.values[name][moment]])
  );
  const events = await csvOf(page, "features-user-77-events");
  expect(events.flatMap(({counts}, i) => (counts === "yes" ? [i] : []))).toEqual(countedEvents(feature, line, moment));
  expect(problems).toEqual([]);
  await page.context().close();
});

test("a user that there is not is said, and the page goes on", LONG, async () => {
  const {page, problems} = await site.visit("features?user=0");
  await page.locator(".lacking", {hasText: "user 0 has met no item in this log"}).waitFor();
  expect(await shownErrors(page)).toEqual([]);
  expect(problems).toEqual([]);
  await page.context().close();
});

describe("a log of the reader's own", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "clickproof-features-"));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test("has its list, a timeline and its features beside what happened next", LONG, async () => {
    const lines = ["timestamp,user_id,event,item_id"];
    for (let user = 1; user <= 30; user++)
      for (let visit = 0; visit < 1 + (user % 4); visit++)
        for (let k = 0; k < 4; k++)
          lines.push(
            [
              Date.UTC(2024, 0, 2 + 6 * visit + (user % 5), user % 24) + k * 60_000,
              user,
              visit > 0 && k === 3 && user % 3 === 0 ? "purchase" : "view",
              1 + ((user + k) % 6)
            ].join(",")
          );
    const file = join(folder, "visits.csv");
    writeFileSync(file, lines.join("\n"));
    const {page, problems} = await site.visit("features");
    await dropLog(page, file);
    await page.goto(site.url("features?log=own"));
    await settled(page);
    expect(await shownErrors(page)).toEqual([]);
    await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
    await page.getByText(/^User \d+ and item \d+: user_item_view_count_7d$/).waitFor();
    await page.getByRole("button", {name: "Work out all features in this tab"}).click();
    // a log as small as this has none that can be
    await page.getByText(/^No feature can be compared: “/).waitFor();
    await expect.poll(() => page.locator("h1 + p").innerText()).toContain("in your log");
    const table = page.locator(".data-table").first();
    await table.getByRole("button", {name: /^Show all/}).click();
    await expect.poll(() => table.innerText()).toContain("prices");
    await expect.poll(() => page.locator("figure .generated").count()).toBe(0);
    expect(await shownErrors(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
