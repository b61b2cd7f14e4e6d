import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {barriers} from "./barriers.js";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import {settled, shownErrors, Site} from "./browser.js";
import {fileOf} from "./fileOf.js";

const ROW = "claims?claim=item-intent-test-auc";

const all = CLAIMS.length;
/** Those that their own numbers or published facts refute, whatever is measured. */
const refuted = 15;

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
    await expect.poll(() => detail.locator(".claim-arithmetic [aria-live]").innerText()).toContain("excludes one half");
    await expect.poll(() => new URL(page.url()).searchParams.get("with")).toBe("positives:1500");
    const changed = await steps.innerText();

    await page.reload();
    await settled(page);
    await expect.poll(() => steps.innerText()).toBe(changed);
    await detail.getByRole("button", {name: "Reset with"}).click();
    await expect.poll(() => steps.innerText()).toBe(printed);
    expect(new URL(page.url()).searchParams.get("claim")).toBe("item-intent-test-auc");

    await field.fill("0");
    await expect
      .poll(() => detail.locator(".claim-arithmetic [aria-live]").innerText())
      .toContain("cannot be: invalid positives: 0");
    await field.fill("");
    await expect.poll(() => detail.locator(".claim-arithmetic [aria-live]").innerText()).toContain("needs a number");
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });

  test("judges its row again when a number is changed, and takes that back", async () => {
    const {page, problems} = await site.visit("claims?claim=smartrocket-csv-size");
    const row = page.locator("#row-smartrocket-csv-size");
    const detail = page.locator("#claim-smartrocket-csv-size");
    await expect.poll(() => row.innerText()).toContain("refuted");
    await detail.getByLabel("first file of properties, bytes").fill("0");
    await expect.poll(() => row.innerText()).toMatch(/consistent\s+with your numbers/);
    await expect
      .poll(() => detail.locator(".claim-reason").innerText())
      .toMatch(/^With your numbers this claim is consistent/);
    await detail.getByRole("button", {name: "Reset with"}).click();
    await expect.poll(() => row.innerText()).not.toContain("with your numbers");
    expect(await row.innerText()).toContain("refuted");
    expect(await detail.locator(".claim-reason").innerText()).toMatch(/^The published files add up to/);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("is shown although a filter hides it, and can be copied", async () => {
    const {page} = await site.visit(`${ROW}&outcome=refuted`);
    const pinned = page.locator(".ledger-pinned");
    await expect.poll(() => pinned.innerText()).toContain("although the filters hide it");
    await expect.poll(() => pinned.locator("#row-item-intent-test-auc").isVisible()).toBe(true);
    expect(await page.locator(".claims-status").innerText()).toBe(`${refuted} of ${all} claims.`);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", {name: "Copy link"}).click();
    await expect.poll(() => page.locator(".claim-link").innerText()).toContain("Copied.");
    const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(Object.fromEntries(copied.searchParams)).toEqual({claim: "item-intent-test-auc"});
    await page.context().close();
  });

  test("that is none says so", async () => {
    const {page} = await site.visit("claims?claim=nonsense");
    await expect.poll(() => page.locator(".claims-status").innerText()).toContain(`${all} of ${all}`);
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

test("the table is folded, sorts by its heads and keeps the order in the address", async () => {
  const {page} = await site.visit("claims");
  const rows = page.locator(".ledger tbody > tr[id^=row-]");
  expect(await rows.count()).toBe(25);
  const evidence = page.getByRole("columnheader", {name: "Evidence"});
  await evidence.getByRole("button").click();
  expect(await evidence.getAttribute("aria-sort")).toBe("ascending");
  expect(await rows.first().innerText()).toContain("real data");
  await evidence.getByRole("button").click();
  expect(await rows.first().innerText()).toContain("no evidence");
  expect(new URL(page.url()).searchParams.get("sort")).toBe("evidence-down");
  await page.getByRole("button", {name: `Show all ${all} claims`}).click();
  expect(await rows.count()).toBe(all);
  expect(await rows.last().innerText()).toContain("real data");
  await page.context().close();
});

test("on a phone rows are cards that hide nothing, with targets for a thumb", async () => {
  const {page} = await site.visit("claims", {viewport: {width: 390, height: 844}});
  const card = page.locator("#row-op-ecom-tabm-auc");
  for (const text of ["0.923", "0.9377", "reproduced", "real data"]) expect(await card.innerText()).toContain(text);
  const hidden = await card.evaluate((row) => [...row.children].filter((cell) => cell.clientHeight === 0).length);
  expect(hidden).toBe(0);
  await card.getByRole("button").click();
  await page.locator(".claim-steps").waitFor();
  const low = await page.evaluate(() =>
    [...document.querySelectorAll(".ledger button, .ledger input, .claims-filters :is(select, input, button)")]
      .map((e) => [e.getBoundingClientRect().height, e.outerHTML.slice(0, 80)] as const)
      .filter(([height]) => height > 0 && height < 44)
  );
  expect(low).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(8000);
  await page.context().close();
});

test("filters narrow the rows and the files, and say how many are left", async () => {
  const {page} = await site.visit("claims?system=smartrocket&outcome=refuted&words=relevant+items");
  await expect.poll(() => page.locator(".claims-status").innerText()).toBe(`4 of ${all} claims with “relevant items”.`);
  const file = page.waitForEvent("download");
  await page.getByRole("button", {name: "Download clickproof-claims as JSON"}).click();
  const {claims} = JSON.parse((await fileOf(await file)).toString("utf8"));
  expect(claims.map(({outcome}: {outcome: string}) => outcome)).toEqual(Array(4).fill("refuted"));
  await page.goto(site.url("claims?words=zzzz"));
  await settled(page);
  await expect.poll(() => page.locator(".claims-status").innerText()).toContain("No claim with “zzzz” passes");
  await page.context().close();
});
