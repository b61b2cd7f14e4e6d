import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {RECOMMEND_SHOP} from "../../loaders/pages/recommend.js";
import {requireResult} from "../../loaders/results/results.js";
import {recommendAnswer} from "../../src/lib/reports/recommend.js";
import {scoreText} from "../../src/components/recommend/scoreText.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {rankOf} from "../../src/lib/recommend/evaluateNextItem.js";
import {markovChain, sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import {splitSequences} from "../../src/lib/recommend/protocols.js";
import type {RecommendPage} from "../../src/lib/reports/recommendPage.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {barriers} from "./barriers.js";
import {settled, shownErrors, Site} from "./browser.js";
import {dropLog} from "./dropLog.js";
import {FOLDER} from "./place.js";

const LONG = {timeout: 600_000};

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const list = (page: Page, title: string) => page.locator(`.model-list[aria-label="${title}"]`);
test("the table of models shows hits, and what the lists are like where that is asked for", async () => {
  const {page} = await site.visit("recommend");
  const heads = page.locator(".recommender-table th[scope=col]");
  expect(await heads.allInnerTexts()).toEqual(expect.arrayContaining(["HR@5", "MRR@20"]));
  await page.getByRole("radio", {name: "what lists are like"}).check();
  await expect.poll(() => heads.allInnerTexts()).toEqual(expect.arrayContaining(["coverage", "category tunnel"]));
  await page.context().close();
});

/** Names and scores of a model's list. */
const listed = (page: Page, title: string) =>
  list(page, title)
    .locator(".list-item")
    .evaluateAll((all) =>
      all.map((row) => [
        row.querySelector(".list-name")!.firstChild!.textContent!.trim(),
        row.querySelector(".list-score")!.textContent
      ])
    );

/** What the built page is given. */
function pageData(): RecommendPage {
  const folder = join(FOLDER, "_file", "data");
  const name = readdirSync(folder).find((file) => /^recommend\.\w+\.json$/.test(file))!;
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as RecommendPage;
}

/** The shop of the page, its models fitted in Node without the explorer. */
function inNode() {
  const log = shopClicks(generateShop(shopOptions(RECOMMEND_SHOP.profile, {seed: RECOMMEND_SHOP.seed})));
  const {train, test} = splitSequences(log.sequences, {by: "last-days", days: 14});
  const training = {sequences: train, catalogue: log.itemIds.length};
  const rules = sequentialRules().fit(training);
  const markov = markovChain().fit(training);
  const named = (scores: Float64Array) =>
    Array.from(scores, (_, item) => item)
      .sort((a, b) => scores[b] - scores[a] || a - b)
      .slice(0, 20)
      .map((item) => [log.names[item], scoreText(scores[item])]);
  const visit = (session: number) => Array.from(test.items.subarray(test.offsets[session - 1], test.offsets[session]));
  return {log, rules, markov, named, visit};
}

test(
  "clicks move the lists, a visit's next item is marked with its place, and the address brings it all back",
  LONG,
  async () => {
    const data = pageData();
    const {log, rules, markov, named, visit} = inNode();
    const {page, problems, requests, transferred} = await site.visit("recommend");
    await expect
      .poll(() => page.locator("p.answer").textContent())
      .toBe(`Answer. ${recommendAnswer(requireResult("recommend-eshop"))}`);

    // the first view comes with the page, and is that of a model of its own
    const known = data.first.items.slice(0, data.first.step);
    const after = (model: typeof rules, items: readonly number[]) => {
      const session = model.session();
      return items.map((item) => session.click(item, 0).slice()).at(-1)!;
    };
    expect(await listed(page, "Sequential rules")).toEqual(named(after(rules, known)));
    expect(requests.filter((address) => /recommendWorker/.test(address))).toEqual([]);
    expect(await transferred()).toBeLessThan(3e6);

    // a click on an item of the catalogue leaves the visit
    await page.getByLabel("Find an item").fill(log.names[12]);
    await page.locator(".picker-item").first().click();
    const own = [...known, 12];
    const ids = own.map((item) => log.itemIds[item]).join("-");
    await expect.poll(() => new URL(page.url()).searchParams.get("session")).toBe(`items-${ids}`);
    await expect.poll(() => listed(page, "Sequential rules")).toEqual(named(after(rules, own)));
    expect(await page.locator(".explorer-truth").count()).toBe(0);

    // the reasons of the first item add up to its score
    await list(page, "Sequential rules").locator(".list-item").first().click();
    const parts = list(page, "Sequential rules").locator(".reasons li");
    await expect.poll(() => parts.count()).toBeGreaterThan(0);
    const [, score] = named(after(rules, own))[0];
    expect(await parts.last().innerText()).toMatch(new RegExp(`^[+=] ?${score.replace(".", "\\.")} `));
    expect(await barriers(page, {within: ".session-explorer"})).toEqual([]);

    // back to where the visit was left, and then another visit, click by click
    await page.getByRole("button", {name: "Back one click"}).click();
    await expect.poll(() => listed(page, "Sequential rules")).toEqual(named(after(rules, known)));
    await page.getByLabel("Recorded visit").fill("25");
    const clicks = visit(25);
    await expect.poll(() => page.locator(".explorer-strip li").count()).toBe(2);
    await page.getByRole("button", {name: "Next click"}).click();
    await expect.poll(() => page.locator(".explorer-strip li").count()).toBe(Math.min(3, clicks.length));
    await page.getByText("Other models, a network among them, and items seen already").click();
    await page.getByLabel("Markov chain").check();
    const place = rankOf(after(markov, clicks.slice(0, 2)), clicks[2]);
    await expect
      .poll(() => list(page, "Markov chain").locator(".model-truth").innerText())
      .toBe(`next item: place ${place} of ${log.names.length.toLocaleString("en-US")}`);
    await expect.poll(() => listed(page, "Markov chain")).toEqual(named(after(markov, clicks.slice(0, 2))));
    expect(await page.locator(".explorer-truth").innerText()).toBe(`next: ${log.names[clicks[2]]}`);

    await page.waitForTimeout(200);
    const before = await page.locator(".explorer-lists").innerHTML();
    await page.reload();
    await settled(page);
    await expect.poll(() => page.locator(".explorer-lists").innerHTML()).toBe(before);
    expect(await page.getByLabel("Recorded visit").inputValue()).toBe("25");

    // what is no item is named, nothing clicked is answered, and a visit that is not there is refused
    await page.goto(site.url("recommend?session=items-1-99999"));
    await settled(page);
    await expect
      .poll(() => page.locator(".addressed-message").allInnerTexts())
      .toContain(
        "The address says session=items-1-99999, and there is no item 99999 in this log; the default is shown."
      );
    await page.getByRole("button", {name: "Clear"}).click();
    await expect.poll(() => page.locator(".explorer-note").innerText()).toMatch(/^Nothing has been clicked yet/);
    await page.getByLabel("Recorded visit").fill("99999");
    await expect.poll(() => page.locator(".explorer-said").innerText()).toMatch(/^There is no visit “99999”/);
    await page.getByLabel("Find an item").fill("zzz");
    await expect
      .poll(() => page.locator(".picker-said").innerText())
      .toBe("No item has “zzz” in its name or category.");
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  }
);

test("a log of the reader's own is explored with its own names", LONG, async () => {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-"));
  const rows = ["timestamp,user_id,event_type,item_id,category"];
  const time = (day: number, minute: number) => new Date(Date.UTC(2024, 0, 1 + day, 9, minute)).toISOString();
  // everybody goes from lamp to bulb, and some on to a shade
  for (let user = 1; user <= 40; user++) {
    rows.push(`${time(user % 20, 0)},u${user},view,lamp,Lights`, `${time(user % 20, 2)},u${user},view,bulb,Lights`);
    if (user % 3 === 0) rows.push(`${time(user % 20, 4)},u${user},view,shade,Shades`);
    if (user % 5 === 0) rows.push(`${time(user % 20, 6)},u${user},purchase,bulb,Lights`);
  }
  const file = join(folder, "lamps.csv");
  writeFileSync(file, rows.join("\n"));
  try {
    const {page, problems} = await site.visit("recommend");
    await dropLog(page, file);
    await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
    await expect.poll(() => page.locator(".explorer-strip li").first().innerText()).toBe("lamp");
    await expect
      .poll(async () => (await listed(page, "Sequential rules")).map(([name]) => name))
      .toEqual(["bulb", "shade"]);
    expect(await list(page, "Sequential rules").locator(".model-truth").innerText()).toBe("next item: place 1 of 3");
    await page.getByText("What visits look like").click();
    await expect
      .poll(() => page.locator("#figure-recommend-journeys .figure-title").innerText())
      .toMatch(/% of visits stay in one category$/);
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  } finally {
    rmSync(folder, {recursive: true});
  }
});
