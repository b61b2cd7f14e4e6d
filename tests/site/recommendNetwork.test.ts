import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openRecommender} from "../../loaders/engines/recommenderOnnx.js";
import {RECOMMEND_SHOP, recommendNetwork, recommendPage} from "../../loaders/pages/recommend.js";
import {cosineText, scoreText} from "../../src/components/recommend/scoreText.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {nearestClicked} from "../../src/lib/recommend/nearestClicked.js";
import {recommenderVectors} from "../../src/lib/recommend/recommenderVectors.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {shownErrors, Site} from "./browser.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const listed = (page: Page) =>
  page
    .locator('.model-list[aria-label="GRU4Rec"] .list-item')
    .evaluateAll((all) =>
      all.map((row) => [
        row.querySelector(".list-name")!.firstChild!.textContent!.trim(),
        row.querySelector(".list-score")!.textContent
      ])
    );

test(
  "a network is fetched when it is chosen, lists what Node's runtime does, and says what is near",
  {timeout: 180_000},
  async () => {
    const {names} = shopClicks(generateShop(shopOptions(RECOMMEND_SHOP.profile, {seed: RECOMMEND_SHOP.seed})));
    const {page, problems, requests} = await site.visit("recommend");
    const fetched = () => requests.filter((address) => /recommend-network|ort-wasm/.test(address)).length;
    expect(fetched()).toBe(0);
    await page.getByText("Other models, a network among them").click();
    await page.getByRole("checkbox", {name: "GRU4Rec"}).check();

    // the visit that the page opens with
    const {first} = recommendPage();
    const clicked = first.items.slice(0, first.step);
    const bytes = recommendNetwork();
    const file = await openRecommender(bytes);
    const after = async (clicks: readonly number[]) => {
      const {items, scores} = await file.top(clicks);
      return Array.from(items, (item, k) => [names[item], scoreText(scores[k])]);
    };
    const wanted = await after(clicked);
    await expect.poll(() => listed(page), {timeout: 120_000}).toEqual(wanted);
    expect(wanted.length).toBe(20);
    expect(fetched()).toBeGreaterThan(0);

    // why: items of the visit by their vectors
    const {items} = await file.top(clicked);
    await page.locator('.model-list[aria-label="GRU4Rec"] .list-item').first().click();
    const near = nearestClicked(recommenderVectors(bytes), clicked, items[0]);
    await expect
      .poll(() => page.locator('.model-list[aria-label="GRU4Rec"] .reasons li').allInnerTexts())
      .toEqual(
        near
          .slice(0, 5)
          .map(({item, places, cosine}) => `${cosineText(cosine)} ${names[item]}, click ${places.join(" and ")}.`)
      );

    // one click more
    await page.getByRole("button", {name: "Next click"}).click();
    const next = await after(first.items.slice(0, first.step + 1));
    await expect.poll(() => listed(page), {timeout: 60_000}).toEqual(next);
    await file.close();
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  }
);
