import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {barriers} from "./barriers.js";
import {settled, shownErrors, Site} from "./browser.js";
import {fileOf} from "./fileOf.js";

const ROW = "claims?claim=item-intent-test-auc";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

describe("a link to a claim", () => {
  test("opens its row, in view, with its arithmetic", async () => {
    const {page, problems} = await site.visit(ROW);
    const row = page.locator("#row-item-intent-test-auc");
    const button = row.getByRole("button");
    await expect.poll(() => button.getAttribute("aria-expanded")).toBe("true");
    await expect.poll(() => row.evaluate((e) => Math.abs(e.getBoundingClientRect().top) < innerHeight)).toBe(true);
    const steps = page.locator("#claim-item-intent-test-auc .claim-steps");
    await expect.poll(() => steps.innerText()).toContain("two-sided p");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("carries changed numbers, and a reset takes them back", async () => {
    const {page, problems} = await site.visit(ROW);
    const detail = page.locator("#claim-item-intent-test-auc");
    const field = detail.getByLabel("positives in the test part");
    const steps = detail.locator(".claim-steps");
    const printed = await steps.innerText();
    await field.fill("1500");
    await expect.poll(() => steps.innerText()).not.toBe(printed);
    await expect.poll(() => detail.locator("[aria-live]").innerText()).toContain("excludes one half");
    await expect.poll(() => new URL(page.url()).searchParams.get("with")).toBe("positives:1500");
    const changed = await steps.innerText();

    await page.reload();
    await settled(page);
    await expect.poll(() => steps.innerText()).toBe(changed);
    await detail.getByRole("button", {name: "Reset with"}).click();
    await expect.poll(() => steps.innerText()).toBe(printed);
    expect(new URL(page.url()).searchParams.get("claim")).toBe("item-intent-test-auc");

    await field.fill("0");
    await expect.poll(() => detail.locator("[aria-live]").innerText()).toContain("cannot be: invalid positives: 0");
    await field.fill("");
    await expect.poll(() => detail.locator("[aria-live]").innerText()).toContain("needs a number");
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });

  test("that is none says so", async () => {
    const {page} = await site.visit("claims?claim=nonsense");
    await expect.poll(() => page.locator(".claims-status").innerText()).toContain("186 of 186");
    await expect.poll(() => page.locator(".claims-bad-link").innerText()).toContain("claim=nonsense");
    await page.context().close();
  });

  for (const [width, colorScheme] of [
    [1280, "light"],
    [390, "dark"]
  ] as const)
    test(`has no barrier that axe finds once open, ${width} px wide, ${colorScheme}`, async () => {
      const {page} = await site.visit(ROW, {viewport: {width, height: 900}, colorScheme});
      await page.locator(".claim-steps").waitFor();
      expect(await barriers(page, {within: "main"})).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await page.context().close();
    });
});

test("rows open and close by keyboard, one at a time", async () => {
  const {page, problems} = await site.visit("claims");
  const first = page.locator("#row-op-ecom-tabm-auc").getByRole("button");
  const second = page.locator("#row-op-ecom-precision-top-5").getByRole("button");
  await first.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => first.getAttribute("aria-expanded")).toBe("true");
  expect(new URL(page.url()).searchParams.get("claim")).toBe("op-ecom-tabm-auc");
  await second.focus();
  await page.keyboard.press("Space");
  await expect.poll(() => first.getAttribute("aria-expanded")).toBe("false");
  await expect.poll(() => second.getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.press("Enter");
  await expect.poll(() => second.getAttribute("aria-expanded")).toBe("false");
  expect(new URL(page.url()).searchParams.get("claim")).toBeNull();
  expect(problems).toEqual([]);
  await page.context().close();
});

test("filters narrow the rows and the files, and say how many are left", async () => {
  const {page} = await site.visit("claims?system=smartrocket&verdict=refuted+by+arithmetic&words=relevant+items");
  await expect.poll(() => page.locator(".claims-status").innerText()).toBe("4 of 186 claims with “relevant items”.");
  const file = page.waitForEvent("download");
  await page.getByRole("button", {name: "Download clickproof-claims as JSON"}).click();
  const {claims} = JSON.parse((await fileOf(await file)).toString("utf8"));
  expect(claims.map(({verdict}: {verdict: string}) => verdict)).toEqual(Array(4).fill("refuted by arithmetic"));
  await page.goto(site.url("claims?words=zzzz"));
  await settled(page);
  await expect.poll(() => page.locator(".claims-status").innerText()).toContain("No claim with “zzzz” passes");
  await page.context().close();
});
