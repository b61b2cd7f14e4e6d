import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {eventLog} from "../../loaders/sources/eventLog.js";
import {LOG_PAGES} from "../../src/lib/reports/logPages.js";
import {barriers} from "./barriers.js";
import {settled, shownErrors, Site} from "./browser.js";
import {fileOf} from "./fileOf.js";

/**
 * A log whose user and item cannot be told apart by their names or values, with words for events that nobody knows: `wink` and `zorble` from the beginning,
 * `frob` only beyond the first rows.
 */
const ROWS = 1_500;
const word = (i: number): string =>
  i > 1_200 && i % 10 === 0
    ? "frob"
    : i % 7 === 3
      ? "wink"
      : i % 5 === 1
        ? "zorble"
        : i % 9 === 4
          ? "purchase"
          : "view";
const HEADER = "moment;k1;k2;deed;note";
const rows = Array.from(
  {length: ROWS},
  (_, i) =>
    `${new Date(Date.UTC(2024, 2, 1) + i * 671_000).toISOString().slice(0, 19)};${(i * 7) % 61};${(i * 11) % 67};${word(i)};x`
);
rows[1_400] = rows[1_400].replace(/^[^;]*/, "soon");
const words = Array.from({length: ROWS}, (_, i) => word(i)).filter((_, i) => i !== 1_400);
const countOf = (...some: string[]) => words.filter((one) => some.includes(one)).length;

let site: Site;
let folder: string;
let path: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-asked-log-"));
  path = join(folder, "asked.csv");
  writeFileSync(path, `${HEADER}\n${rows.join("\n")}\n`);
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const panel = (page: Page) => page.locator("dialog.own-log-panel");
const questions = (page: Page) => panel(page).locator(".own-log-questions");
const readButton = (page: Page) => panel(page).getByRole("button", {name: "Read the log"});
const waits = (page: Page) => panel(page).locator(".own-log-waits").innerText();
const totals = (page: Page) =>
  panel(page)
    .locator(".own-log-totals tr")
    .evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [row.children[0].textContent, row.children[1].textContent]))
    );

async function choose(page: Page): Promise<void> {
  if (!(await panel(page).isVisible())) await page.locator("#own-log [data-own-log]").click();
  const another = panel(page).getByRole("button", {name: "Another file"});
  if (await another.isVisible()) await another.click();
  await panel(page).locator("input[type=file]").setInputFiles(path);
  await panel(page).locator(".own-log-preview table").waitFor();
}

test(
  "a log is asked about as on the command line, read as there, and then shown by every page",
  {timeout: 600_000},
  async () => {
    const {page, problems} = await site.visit("claims");
    await choose(page);

    // columns and words that cannot be told are asked about first, and nothing is read before they are decided
    await expect.poll(() => questions(page).innerText()).toMatch(/Which column is the User\?/);
    await expect.poll(() => questions(page).innerText()).toMatch(/wink in \d+ of the first 1,000 rows/);
    expect(await readButton(page).isDisabled()).toBe(true);
    expect(await waits(page)).toMatch(/questions are open above/);
    expect(await barriers(page, {within: ".own-log-panel"})).toEqual([]);
    await questions(page)
      .getByRole("group", {name: "Which column is the User?"})
      .getByRole("button", {name: /^k1/})
      .click();
    await expect.poll(() => panel(page).getByLabel("Column for User").inputValue()).toBe("k1");
    await panel(page).getByLabel("Column for Item").selectOption("k2");
    await questions(page).getByLabel("“wink” is used as").selectOption("addtocart");
    await questions(page).getByLabel("“zorble” is used as").selectOption("none");
    await expect.poll(() => questions(page).count()).toBe(0);
    await expect
      .poll(() => panel(page).locator(".own-log-mapping tr", {hasText: "User"}).innerText())
      .toMatch(/0\s+7\s+14[^]*your choice/);
    await expect.poll(() => panel(page).locator(".own-log-unread li b").allInnerTexts()).toEqual(["note"]);

    // what only the whole file shows is asked about when it has been read
    await expect.poll(() => waits(page)).toBe("");
    await readButton(page).click();
    await expect
      .poll(() => questions(page).innerText())
      .toMatch(new RegExp(`frob in ${countOf("frob")} of 1,500 rows of the file`));
    expect(await readButton(page).isDisabled()).toBe(true);
    await questions(page).getByLabel("“frob” is used as").selectOption("view");
    await expect.poll(() => waits(page)).toBe("");

    // the command and the mapping that are handed out read the log in Node as the tab does
    await panel(page).getByText("The same on the command line").click();
    const command = await panel(page).locator(".own-log-command code").innerText();
    const [, map] = /--source "asked\.csv" --map "(.*)"$/.exec(command)!;
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panel(page)
        .getByRole("button", {name: /^Mapping as a file/})
        .click()
    ]);
    const template = join(folder, "asked.map");
    writeFileSync(template, await fileOf(download));
    await readButton(page).click();
    await panel(page)
      .getByText(/^Done\. /)
      .waitFor();
    const kept = countOf("view", "frob", "wink", "purchase");
    const aside = ROWS - kept;
    expect(await totals(page)).toMatchObject({
      "rows of the file": "1,500",
      "set aside": String(aside),
      events: kept.toLocaleString("en-US"),
      "of type addtocart": String(countOf("wink")),
      users: "61",
      items: "67"
    });
    for (const given of [map, `@${template}`]) {
      const engine = await openDuckDB();
      await (await eventLog(path, {map: given})).load(engine);
      const {columns} = await engine.read(
        "SELECT count(*) AS events, count(DISTINCT user_id) AS users, count(DISTINCT item_id) AS items FROM raw_events"
      );
      expect([columns.events[0], columns.users[0], columns.items[0]].map(Number), given).toEqual([kept, 61, 67]);
      await engine.close();
    }

    // what was set aside is drawn, and what was left out is warned about from a tenth on
    const figures = panel(page).locator(".own-log-rejected figure");
    await expect
      .poll(() => figures.first().locator("svg").innerHTML())
      .toContain(`${countOf("zorble")} (${(countOf("zorble") / 15).toFixed(1)} %)`);
    expect(await figures.first().innerText()).toContain(`${aside} of 1,500 rows`);
    expect(await figures.first().innerText()).toMatch(/time is not in [^:]*:\s*line 1,402\s+k1: 40 moment: soon/);
    expect(await panel(page).locator(".own-log-rejected [role=alert]").innerText()).toContain(
      `${countOf("zorble")} of 1,500 rows`
    );
    expect(await barriers(page, {within: ".own-log-panel"})).toEqual([]);

    // every page that takes the log is listed, and shows it without being told by its address
    expect(await panel(page).locator(".own-log-pages a").allInnerTexts()).toEqual(LOG_PAGES.map(({name}) => name));
    await page.goto(site.url("data"));
    await settled(page);
    const banner = page.locator("#own-log");
    await expect
      .poll(() => banner.innerText())
      .toMatch(new RegExp(`^Showing your log asked\\.csv · ${kept.toLocaleString("en-US")} events`));
    await expect.poll(() => page.locator("h1 + p").innerText()).toContain("your log");
    expect(await barriers(page, {within: "#own-log"})).toEqual([]);
    await banner.getByRole("button", {name: "Use the built-in shop"}).click();
    await expect.poll(() => banner.innerText()).toMatch(/^Showing the built-in shop/);
    await expect.poll(() => page.locator("h1 + p").innerText()).not.toContain("your log");
    await page.goto(site.url("leakage"));
    await settled(page);
    await expect.poll(() => banner.innerText()).toMatch(/^Showing the built-in shop; your log is asked\.csv/);
    await banner.getByRole("button", {name: "Show your log"}).click();
    await expect.poll(() => page.locator(".answer-note").innerText()).toContain("asked.csv");
    // an address wins on its own page, and only there
    await page.goto(site.url("sessions?log=shop"));
    await settled(page);
    await expect.poll(() => banner.innerText()).toMatch(/^Showing the built-in shop/);
    await page.goto(site.url("sessions"));
    await settled(page);
    await expect.poll(() => banner.innerText()).toMatch(/^Showing your log/);
    await page.goto(site.url("claims"));
    await settled(page);
    await expect.poll(() => banner.innerText()).toMatch(/^Your log: asked\.csv/);

    // a log with the same header is offered to be read in the same way; what is damaged is ignored with a word
    await choose(page);
    expect(await questions(page).count()).toBe(1);
    await panel(page).getByRole("button", {name: "Read it in the same way"}).click();
    await panel(page).getByText("It is read as the last one was.").waitFor();
    await expect.poll(() => waits(page)).toBe("");
    expect(await questions(page).count()).toBe(0);
    await page.evaluate(() => localStorage.setItem("clickproof-mappings", '[{"columns":'));
    await choose(page);
    await panel(page)
      .getByText(/is damaged, and is ignored/)
      .waitFor();
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  }
);
