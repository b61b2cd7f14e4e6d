import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openShopLog} from "../../loaders/pages/shopLog.js";
import {targetsPage} from "../../loaders/pages/targets.js";
import {toCsv} from "../../src/components/csv.js";
import {committedCounts, assessTargets, USUAL_PROTOCOL} from "../../src/lib/reports/targets.js";
import {targetsTable} from "../../src/components/targets/targetsTable.js";
import {SHOP_TITLES} from "../../src/components/targets/shopTitles.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {splitSql} from "../../src/lib/pipeline/split.js";
import {countTargets} from "../../src/lib/targets/countTargets.js";
import {settled, shownErrors, Site} from "./browser.js";
import {dropLog} from "./dropLog.js";
import {tableFile} from "./tableFile.js";

const LONG = {timeout: 600_000};

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-targets-"));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const planSaid = (page: Page) => page.locator(".plan-said").innerText();
const answer = (page: Page) => page.locator("p.answer").innerText();

describe("the targets", () => {
  test(
    "counted otherwise in the tab is the one counted in Node, and cancelling gives the committed one back",
    LONG,
    async () => {
      const protocol = {split: parseSplit("months"), until: "part", sessions: "followed"} as const;
      const {shop, engine} = await openShopLog();
      await engine.load("item_catalog", shop.catalogue.items);
      await engine.run(itemAttributesSql(ALL_KNOWN));
      await engine.run(splitSql(protocol.split));
      const counted = await countTargets(engine, undefined, protocol);
      await engine.close();
      const [first] = targetsPage().shops;
      const about = {log: SHOP_TITLES[first.profile], generated: true, parameters: 20};
      const counts = {
        parts: Object.fromEntries(counted.map(({target, parts}) => [target.id, parts])),
        lacks: committedCounts(first).lacks
      };
      const expected = targetsTable(assessTargets(counts, {...about, protocol}));
      const committed = targetsTable(assessTargets(committedCounts(first), {...about, protocol: USUAL_PROTOCOL}));
      expect(toCsv(expected.columns)).not.toBe(toCsv(committed.columns));

      const {page, problems} = await site.visit("targets?parameters=20");
      await expect.poll(() => tableFile(page, "targets-by-part")).toBe(toCsv(committed.columns));
      await page.goto(site.url("targets?parameters=20&split=months&labels=part&sessions=followed"));
      await page.locator(".live-log").getByRole("button", {name: "Cancel"}).click();
      await page.locator(".targets-note", {hasText: /Not counted.*counts by split date 70\/15\/15/}).waitFor();
      await expect.poll(() => tableFile(page, "targets-by-part")).toBe(toCsv(committed.columns));
      await page.reload();
      await page.locator(".live-log", {hasText: "answered"}).waitFor();
      await page.locator("figcaption", {hasText: "split months"}).first().waitFor();
      await expect.poll(() => tableFile(page, "targets-by-part")).toBe(toCsv(expected.columns));
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
      await page.context().close();
    }
  );

  test("of a log of the reader's own says what cannot be asked of it, and counts the rest", LONG, async () => {
    // 30 users look at an item on four days and buy another one on the last; no carts, no categories
    const day = 86_400_000;
    const lines = Array.from({length: 30}, (_, user) =>
      [0, 10, 20, 30].flatMap((after, visit) =>
        [0, 1, 2, 3].map((k) => {
          const time = Date.UTC(2024, 0, 1 + (user % 5), 12) + after * day + k * 60_000 + 1;
          return `${time},u${user},${visit === 3 && k === 3 ? "purchase" : "view"},i${k}`;
        })
      )
    ).flat();
    const file = join(folder, "looks.csv");
    writeFileSync(file, `timestamp,user_id,event,item_id\n${lines.join("\n")}\n`);

    const {page, problems} = await site.visit("targets");
    await dropLog(page, file);
    await page.goto(site.url("targets?log=own&labels=log"));
    await settled(page);
    await page.locator(".live-log", {hasText: "answered"}).waitFor();
    await expect.poll(() => answer(page)).toMatch(/^Answer\.\s+In your log none of the 5 targets/i);

    const rows = (await tableFile(page, "targets-by-part")).trim().split("\n");
    const column = rows[0].split(",");
    const cells = (target: string, part: string) => {
      const row = rows.find((text) => text.replaceAll('"', "").startsWith(`${target},${part},`))!;
      return Object.fromEntries(column.map((name, i) => [name, row.replaceAll(/"[^"]*"/g, "-").split(",")[i]]));
    };
    expect(cells("puts this item into the cart in the next session", "train").verdict).toBe("not asked");
    expect(cells("buys from this category within 3 sessions", "train").verdict).toBe("not asked");
    const total = (target: string, name: string) =>
      ["train", "validation", "test"].reduce((sum, part) => sum + Number(cells(target, part)[name]), 0);
    expect(total("buys this item in the next session", "examples")).toBe(30 * 4 * 4);
    expect(total("buys this item in the next session", "positives")).toBe(30);
    // only the first of a user's four visits has three later ones
    expect(total("buys this item within 3 sessions", "positives")).toBe(30);
    expect(total("buys this item within 3 sessions", "examples")).toBe(30 * 4 * 4);
    expect(total("buys anything in the next session", "positives")).toBe(30);
    await expect.poll(() => page.locator("main").innerText()).not.toContain("your log generated data");
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });
});

describe("the planner", () => {
  test("fills in a shop, says what it could afford, and keeps it in the address", async () => {
    const {page, problems} = await site.visit("targets");
    const before = await planSaid(page);
    expect(before).toMatch(/^10,000 users and [\d,]+ sessions: \d learnable, \d borderline, \d not learnable\.$/);
    const menu = page.getByLabel("Start from");
    await menu.selectOption("100,000 users, 1 million sessions");
    await expect.poll(() => planSaid(page)).toMatch(/^100,000 users and 1,000,000 sessions: [1-7] learnable/);
    await expect.poll(() => page.getByLabel("Sessions", {exact: true}).inputValue()).toBe("1000000");
    await page.getByLabel("Users", {exact: true}).fill("250000");
    await expect.poll(() => planSaid(page)).toMatch(/^250,000 users/);
    await expect.poll(() => menu.inputValue()).toBe("own numbers");
    const file = await tableFile(page, "targets-plan");
    await expect.poll(() => new URL(page.url()).searchParams.get("plan")).toContain("users:250000,sessions:1000000");
    await page.reload();
    await settled(page);
    await expect.poll(() => planSaid(page)).toMatch(/^250,000 users/);
    await expect.poll(() => tableFile(page, "targets-plan")).toBe(file);
    await page.getByRole("button", {name: "Reset plan"}).click();
    await expect.poll(() => planSaid(page)).toBe(before);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("says in place what cannot be planned", async () => {
    const {page, problems} = await site.visit("targets");
    const users = page.getByLabel("Users", {exact: true});
    await users.fill("0");
    await expect
      .poll(() => planSaid(page))
      .toBe("This cannot be planned: users: 0; give a whole number from 1 to 1,000,000,000.");
    await users.fill("");
    await expect.poll(() => planSaid(page)).toContain("users: no number");
    await users.fill("20000");
    await expect.poll(() => planSaid(page)).toContain("20000 users; every user has a session at least");
    await users.fill("15000");
    await expect.poll(() => planSaid(page)).toMatch(/^15,000 users and/);
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });
});
