import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {afterAll, beforeAll, expect, test} from "vitest";
import {connectChromium, PAGES, settled, Site} from "./browser.js";

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

test("search is reached by its shortcut, shows the words around what it finds, and opens it", async () => {
  const {page, problems} = await site.visit("");
  const input = page.locator("#observablehq-search input");
  expect(await page.locator("#observablehq-search kbd").innerText()).toBe("/");
  await page.keyboard.press("/");
  expect(await input.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.type("calibration");
  const results = page.locator("#observablehq-search-results li");
  await results.first().waitFor();
  expect(await results.first().locator("mark").first().innerText()).toMatch(/^calibrat/i);
  const second = await results.nth(1).locator("a").getAttribute("href");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(second!);
  await settled(page);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("a term is explained on focus, and Escape puts that away", async () => {
  const {page, problems} = await site.visit("metrics");
  const term = page.locator("a.glossary-term").first();
  await term.focus();
  const pop = page.locator("[role=tooltip]");
  await pop.waitFor();
  expect((await pop.innerText()).length).toBeGreaterThan(40);
  expect(await term.getAttribute("aria-describedby")).toBe(await pop.getAttribute("id"));
  await page.keyboard.press("Escape");
  expect(await pop.isVisible()).toBe(false);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("without JavaScript each page has its answer, its numbers and a drawing", async () => {
  const browser = await connectChromium();
  const page = await browser.newPage({javaScriptEnabled: false});
  await page.goto(site.url("shop"));
  expect(await page.locator(".answer").innerText()).toMatch(/above a non-buyer in only \d+ % of pairs/);
  expect(await page.locator(".big-number-value").first().innerText()).toMatch(/^\d{3},\d{3}$/);
  expect(await page.locator("figure svg").first().isVisible()).toBe(true);
  expect(await page.locator(".no-script").isVisible()).toBe(true);
  await browser.close();
});

test("one figure can stand alone in a frame", async () => {
  const {page} = await site.visit("shop?embed=ceiling-by-event");
  const shown = await page
    .locator("figure.figure, h1, .big-number, #observablehq-sidebar, footer")
    .evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0).map((one) => one.id));
  expect(shown).toEqual(["figure-ceiling-by-event"]);
  await page.context().close();
});

test("the home page answers a drag at once, without a request", async () => {
  const {page, requests} = await site.visit("");
  const plot = page.locator("#figure-small-test .figure-plot");
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox())!;
  const title = page.locator("#figure-small-test .figure-title");
  const before = await title.innerText();
  const asked = requests.length;
  await page.mouse.move(box.x + 0.3 * box.width, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.6 * box.width, box.y + 100);
  expect(await title.innerText()).not.toBe(before);
  await page.mouse.up();
  // in the same turn, before a frame is drawn
  const titles = await page.evaluate(() => {
    const slider = document.querySelector<HTMLInputElement>(".small-test-home input[type=range]")!;
    return ["0", "300"].map((place) => {
      slider.value = place;
      slider.dispatchEvent(new Event("input", {bubbles: true}));
      return document.querySelector("#figure-small-test .figure-title")!.textContent;
    });
  });
  expect(titles[0]).toMatch(/^With 5 purchases/);
  expect(titles[1]).toMatch(/^With 5,000 purchases/);
  await expect.poll(() => new URL(page.url()).searchParams.get("purchases")).not.toBeNull();
  expect(requests.length).toBe(asked);
  await page.context().close();
});

test("an unknown address is answered by a page that leads back", async () => {
  const answer = await fetch(site.url("no/such/page"));
  expect(answer.status).toBe(404);
  expect(await answer.text()).toMatch(/>There is no page here</);
});

test("a page whose text comes slowly, over a slow line, has all its cells run", async () => {
  const path = new URL(site.url("features")).pathname;
  // the site's own server, but that it sends the second half of this page late: after the first half was painted
  const slow = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url!, site.url("")));
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {"content-type": answer.headers.get("content-type") ?? "text/plain"});
    if (request.url !== path) return response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2));
    setTimeout(() => response.end(bytes.subarray(bytes.length / 2)), 2000);
  });
  await new Promise<void>((done) => slow.listen(0, "127.0.0.1", done));
  const browser = await connectChromium();
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`http://127.0.0.1:${(slow.address() as AddressInfo).port}${path}`);
    await page.locator("main").waitFor();
    await expect.poll(() => page.locator("observablehq-loading").count()).toBe(0);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    slow.closeAllConnections();
    slow.close();
  }
});
