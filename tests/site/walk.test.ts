import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {settled, shownErrors, Site, still} from "./browser.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** Presses Tab until the focus is on what matches, in view, as a person does who looks for it. */
async function tabTo(page: Page, selector: string, presses = 150): Promise<void> {
  for (let i = 0; i < presses; i++) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate((selector) => {
      const focused = document.activeElement;
      if (focused === null || !focused.matches(selector)) return false;
      const {top, bottom} = focused.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    }, selector);
    if (there) return;
  }
  throw new Error(`${presses} presses of Tab do not reach ${selector}`);
}

/** Follows the focused link by Enter. */
async function enter(page: Page): Promise<void> {
  const address = await page.evaluate(() => (document.activeElement as HTMLAnchorElement).href.replace(/#.*$/, ""));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href.startsWith(address));
  await settled(page);
}

test("a newcomer on a phone goes from the first figure to a model, a claim and its evidence, by keyboard alone", async () => {
  const {page, problems} = await site.visit("", {viewport: {width: 390, height: 844}});
  const title = page.locator("#figure-small-test .figure-plot");
  const before = await title.innerHTML();
  await tabTo(page, ".small-test-home input[type=range]");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await expect.poll(() => title.innerHTML()).not.toBe(before);

  // the list of pages
  await page.reload();
  await settled(page);
  await tabTo(page, "#observablehq-sidebar-toggle");
  await page.keyboard.press("Space");
  await page.locator("#observablehq-sidebar").waitFor({state: "visible"});
  await tabTo(page, "#observablehq-sidebar a[href$='models']");
  await enter(page);
  expect(await page.locator("h1").innerText()).toMatch(/model/i);
  await tabTo(page, "[data-addressed=metric] select");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => new URL(page.url()).searchParams.get("metric")).not.toBeNull();

  // a claim, opened
  await page.goto(site.url(""));
  await settled(page);
  await tabTo(page, "a.way[href$='claims']");
  await enter(page);
  await tabTo(page, "main table button[aria-expanded]");
  await page.keyboard.press("Enter");
  const detail = page.locator(".claim-detail:visible").first();
  await detail.waitFor();
  await still(page);
  expect((await detail.innerText()).length).toBeGreaterThan(100);
  // its evidence: the page that shows the figure
  await tabTo(page, ".claim-detail a[href^='./']");
  await enter(page);
  expect(page.url()).not.toBe(site.url("claims"));
  await page.locator("h1").waitFor();
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
}, 180_000);
