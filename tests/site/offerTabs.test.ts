/**
 * The demo shop's store for real: IndexedDB in Chromium, four tabs of one profile that buy the same cart at once and are closed at random, and what
 * becomes of it in browsers that keep nothing, have no room, or have kept rubbish.
 */
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {build} from "esbuild";
import type {Browser, BrowserContext, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {serve, type StaticServer} from "../../loaders/build/serve.js";
import {random} from "../../src/lib/core/random.js";
import type {readShop} from "../../src/lib/offers/offerActions.js";
import type {ShopLog} from "../../src/lib/offers/offerAnalytics.js";
import type {OrderRecord} from "../../src/lib/offers/shopRecords.js";
import {TRANSACTION} from "../../src/lib/sources/events.js";
import {runs} from "../thorough.js";
import {connectChromium} from "./browser.js";

interface OfferTab {
  readonly loss: string | null;
  buy(told: (order: OrderRecord) => Promise<boolean>): Promise<void>;
  add(priceCents?: number): Promise<string>;
  log(): Promise<ShopLog>;
  read(): ReturnType<typeof readShop>;
  forget(): Promise<void>;
}
declare const offerTab: OfferTab;

const LONG = {timeout: runs(600_000, 3_600_000)};
/** How long a tab lives, in milliseconds: at least, and what chance adds. In full, most of the time is for buying. */
const LIFE = {least: runs(300, 1_500), more: runs(900, 6_000)};
const folder = mkdtempSync(join(tmpdir(), "clickproof-offer-tabs-"));
let server: StaticServer;
let browser: Browser;
beforeAll(async () => {
  await build({
    entryPoints: ["tests/site/offerTabsPage.ts"],
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile: join(folder, "page.js"),
    logLevel: "error"
  });
  const html = `<!doctype html><meta charset="utf-8"><title>Tabs of one shop</title><script type="module" src="./page.js"></script>`;
  writeFileSync(join(folder, "index.html"), html);
  server = await serve(folder);
  browser = await connectChromium();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, {recursive: true});
});

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction("typeof offerTab === 'object'");
  return page;
}

test("four tabs buy at once and are closed at random: every order once, none lost, no code twice", LONG, async () => {
  const purchases = runs(12, 1_000);
  const context = await browser.newContext();
  const told = new Map<string, OrderRecord>();
  await context.exposeFunction("tellOrder", (order: OrderRecord) => {
    const before = told.get(order.orderId);
    if (before !== undefined) expect(order).toEqual(before);
    told.set(order.orderId, order);
    return told.size >= purchases;
  });
  const source = random(1);
  let done = false;
  let closed = 0;
  const runTab = async () => {
    while (!done) {
      const page = await openTab(context);
      const work = page
        .evaluate(() => offerTab.buy((globalThis as unknown as {tellOrder: Parameters<OfferTab["buy"]>[0]}).tellOrder))
        .then(
          () => (done = true),
          // a closed tab takes its promises with it
          (error: Error) => {
            if (!/closed|destroyed/.test(error.message)) throw error;
          }
        );
      const life = new Promise((end) => setTimeout(end, LIFE.least + source.below(LIFE.more)));
      await Promise.race([work, life]);
      if (!done) closed++;
      await page.close();
      await work;
    }
  };
  await Promise.all([runTab(), runTab(), runTab(), runTab()]);
  const page = await openTab(context);
  const {orders, offers, damaged} = await page.evaluate(() => offerTab.log());
  const {visitor} = await page.evaluate(() => offerTab.read());
  await context.close();
  expect(closed).toBeGreaterThan(0);
  expect(damaged).toBe(0);
  expect(orders.length).toBeGreaterThanOrEqual(purchases);
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  expect(byId.size).toBe(orders.length);
  for (const [id, order] of told) expect(byId.get(id), "a confirmed order").toEqual(order);
  const conversions = orders.filter(({offerId}) => offerId !== null);
  expect(conversions.length).toBeGreaterThan(0);
  expect(new Set(conversions.map(({offerId}) => offerId)).size).toBe(conversions.length);
  const redeemed = offers.filter(({state}) => state === "redeemed");
  expect(new Map(redeemed.map(({id, orderId}) => [id, orderId]))).toEqual(
    new Map(conversions.map(({offerId, orderId}) => [offerId, orderId]))
  );
  const codes = offers.flatMap(({code}) => (code === null ? [] : [code]));
  expect(new Set(codes).size).toBe(codes.length);
  if (visitor.dropped === 0)
    expect(visitor.event.filter((event) => event === TRANSACTION).length).toBe(
      orders.reduce((lines, order) => lines + order.lines.length, 0)
    );
});

test("a browser that keeps nothing says so, and the shop goes on in the tab's memory", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() =>
    Object.defineProperty(globalThis, "indexedDB", {
      get() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      }
    })
  );
  const page = await openTab(context);
  expect(await page.evaluate(() => offerTab.loss)).toMatch(/keeps nothing.*insecure.*gone once it is closed/);
  expect(await page.evaluate(() => offerTab.add())).toBe("recorded");
  expect((await page.evaluate(() => offerTab.read())).cart.lines).toHaveLength(1);
  await page.reload();
  await page.waitForFunction("typeof offerTab === 'object'");
  expect((await page.evaluate(() => offerTab.read())).cart.lines).toEqual([]);
  await context.close();
});

test("a full disk keeps nothing of a step and says what to do, and the step can be done again", async () => {
  const context = await browser.newContext();
  const page = await openTab(context);
  const session = await context.newCDPSession(page);
  const origin = new URL(server.url).origin;
  await session.send("Storage.overrideQuotaForOrigin", {origin, quotaSize: 1});
  expect(await page.evaluate(() => offerTab.add())).toMatch(
    /^UserError: the browser has no room left.*nothing of the last step was kept; free some space/
  );
  const before = await page.evaluate(() => offerTab.read());
  expect([before.cart.lines, before.visitor.event]).toEqual([[], []]);
  await session.send("Storage.overrideQuotaForOrigin", {origin});
  expect(await page.evaluate(() => offerTab.add())).toBe("recorded");
  await context.close();
});

test("rubbish in one record costs that record alone, and forgetting takes all", async () => {
  const context = await browser.newContext();
  const page = await openTab(context);
  await page.evaluate(() => offerTab.add());
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const asked = indexedDB.open("clickproof-demo-shop");
        asked.onsuccess = () => {
          const transaction = asked.result.transaction("records", "readwrite");
          transaction.objectStore("records").put("rubbish", "visitor/you");
          transaction.oncomplete = () => done();
        };
      })
  );
  const found = await page.evaluate(() => offerTab.read());
  expect(found).toMatchObject({damaged: ["visitor/you"], cart: {lines: [{itemId: 7}]}});
  expect(await page.evaluate(() => offerTab.add())).toBe("recorded");
  expect(await page.evaluate(() => offerTab.read())).toMatchObject({
    damaged: [],
    cart: {lines: [{quantity: 2}]},
    visitor: {event: [1]}
  });
  const other = await openTab(context);
  await other.evaluate(() => offerTab.forget());
  expect((await page.evaluate(() => offerTab.read())).cart.lines).toEqual([]);
  await context.close();
});
