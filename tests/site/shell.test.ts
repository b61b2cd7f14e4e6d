import {afterAll, beforeAll, expect, test} from "vitest";
import {PAGES, settled, Site} from "./browser.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

test("every page is reached from the home page, by links below the site's own path", async () => {
  const {page} = await site.visit("");
  const links = await page
    .locator("a[href]")
    .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href.replace(/[?#].*$/, "")));
  for (const path of PAGES) expect(links).toContain(site.url(path));
  const own = new URL(site.url("")).origin;
  expect(links.filter((link) => link.startsWith(own) && !link.startsWith(site.url("")))).toEqual([]);
  await page.context().close();
});

test("on a phone the page list opens, leads on, and closes", async () => {
  const {page} = await site.visit("", {viewport: {width: 390, height: 844}, hasTouch: true});
  const list = page.locator("#observablehq-sidebar");
  await expect.poll(() => list.isVisible()).toBe(false);
  await page.locator("#observablehq-sidebar-toggle").click({position: {x: 10, y: 30}});
  await list.waitFor({state: "visible"});
  const link = list.locator("li:not(.observablehq-link-active) a[href]").first();
  const target = await link.evaluate((a) => (a as HTMLAnchorElement).href);
  await link.click();
  await page.waitForURL(target);
  await settled(page);
  await expect.poll(() => list.isVisible()).toBe(false);
  await page.context().close();
});

test("search finds a page by a word in it", async () => {
  const {page, problems} = await site.visit("");
  await page.locator("#observablehq-search input").fill("session");
  await page.locator("#observablehq-search-results a[href]").first().waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

test("an unknown address is answered by a page that leads back", async () => {
  const answer = await fetch(site.url("no/such/page"));
  expect(answer.status).toBe(404);
  expect(await answer.text()).toMatch(/>There is no page here</);
});
