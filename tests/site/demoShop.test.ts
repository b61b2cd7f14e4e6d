import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {barriers} from "./barriers.js";
import {shownErrors, Site} from "./browser.js";

/** Models are fetched and compiled on a machine that may be busy with other things. */
const LONG = {timeout: 240_000};
/** An offer to everyone who has a cart. */
const EASY = "demo-shop?policy=minimumPages%3D1~minimumSeconds%3D0~threshold%3D0";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const shop = (page: Page) => page.locator(".shop-phone");
const verdict = (page: Page) => page.locator(".inspector-verdict");
const value = (page: Page, label: string) =>
  page.getByRole("group", {name: label, exact: true}).locator(".big-number-value");

/** Presses Enter on a button, as a visitor without a mouse does. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await shop(page).getByRole("button", {name}).first().focus();
  await page.keyboard.press("Enter");
}

test(
  "an offer comes to one order by keyboard on a phone, and the dashboard in another tab hears of it",
  LONG,
  async () => {
    const {page, problems, requests} = await site.visit(EASY, {viewport: {width: 390, height: 844}});
    expect(requests.filter((address) => /\.onnx|\.wasm/.test(address))).toEqual([]);
    const dashboard = await page.context().newPage();
    await dashboard.goto(site.url("live-analytics"));
    await expect.poll(() => value(dashboard, "interventions").innerText()).toBe("0");
    await page.bringToFront();
    await press(page, "Laptops");
    await expect.poll(() => verdict(page).innerText(), {timeout: 120_000}).toBe("No offer. Nothing is in the cart.");
    await press(page, /stars$/);
    await press(page, "Add to cart");
    await shop(page).getByLabel("E-mail address").waitFor();
    expect(await barriers(page, {within: ".demo-shop"})).toEqual([]);
    await shop(page).getByLabel("E-mail address").fill("nobody");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".shop-offer-said").innerText()).toContain("not an e-mail address");
    await shop(page).getByLabel("E-mail address").fill("ada@example.org");
    await page.keyboard.press("Enter");
    await page.locator(".shop-code").waitFor();
    await press(page, "Use it at the checkout");
    expect(await page.locator("#shop-code").inputValue()).toBe(await page.locator(".shop-code").innerText());
    expect(await barriers(page, {within: ".demo-shop"})).toEqual([]);
    // sent twice
    await shop(page).getByRole("button", {name: "Place the order"}).dblclick();
    await shop(page).getByRole("heading", {name: "Thank you for your order"}).waitFor();
    for (const label of ["interventions", "claims", "conversions"])
      await expect.poll(() => value(dashboard, label).innerText()).toBe("1");
    await expect.poll(() => value(dashboard, "conversion").innerText()).toBe("100 %");
    expect(await barriers(dashboard, {within: ".live-analytics"})).toEqual([]);
    const kept = await page.evaluate(
      () =>
        new Promise<string>((done) => {
          const asked = indexedDB.open("clickproof-demo-shop");
          asked.onsuccess = () => {
            const all = asked.result.transaction("records").objectStore("records").getAll();
            all.onsuccess = () => done(JSON.stringify(all.result));
          };
        })
    );
    expect(kept).toContain("emailGiven");
    expect(kept).not.toContain("ada@");
    await page.reload();
    await shop(page).waitFor();
    await page.getByRole("button", {name: "Forget everything"}).click();
    await expect.poll(() => value(dashboard, "conversions").innerText()).toBe("0");
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  }
);

test("a generated visitor is played, and answers no offer", LONG, async () => {
  const {page, problems} = await site.visit("demo-shop");
  await page.getByLabel("Speed").selectOption("as fast as it goes");
  await page.getByRole("button", {name: "Play", exact: true}).click();
  const said = page.locator(".visitor-player [role=status]");
  await expect.poll(() => said.innerText(), {timeout: 180_000}).toBe("Visitor 81 of 200 is played: it buys.");
  await expect.poll(() => page.locator(".inspector-total").innerText()).toMatch(/^\d+ decisions in this browser/);
  await page.getByLabel("Visitor", {exact: true}).fill("0");
  await page.getByRole("button", {name: "Play", exact: true}).click();
  await expect.poll(() => said.innerText()).toBe("There is no visitor 0: choose one from 1 to 200.");
  expect(problems).toEqual([]);
  await page.context().close();
});

test("a policy out of its bounds is not taken, in the form and in the address", async () => {
  const {page} = await site.visit("demo-shop?policy=threshold%3D2");
  const control = page.locator('[data-addressed="policy"]');
  await expect
    .poll(() => control.locator(".addressed-message").innerText())
    .toContain("threshold of the offer policy is 2; give a number from 0 to 1");
  await page.getByLabel(/^Lowest discount/).fill("31");
  await expect
    .poll(() => control.getByRole("alert").innerText())
    .toContain("the lowest discount, 31 %, is above the highest, 30 %");
  expect(new URL(page.url()).searchParams.get("policy")).toBe("threshold=2");
  await page.getByLabel(/^Lowest discount/).fill("15");
  await expect.poll(() => new URL(page.url()).searchParams.get("policy")).toBe("lowestPercent=15");
  await page.context().close();
});
