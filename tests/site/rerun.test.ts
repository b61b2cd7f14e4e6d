import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {shownErrors, Site} from "./browser.js";

/** A whole run in the tab, on a machine that may be busy with other things. */
const RUN_MS = 150_000;

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

describe("Re-run", () => {
  test(
    "makes the published tables again, bit for bit, without a request outside the site",
    {timeout: RUN_MS},
    async () => {
      const {page, problems, requests} = await site.visit("rerun");
      const answer = page.locator("h1 + p");
      expect(await answer.innerText()).not.toMatch(/identical/i);
      await page.getByRole("button", {name: "Re-run in this tab"}).click();
      await page.getByText(/^Done in /).waitFor({timeout: RUN_MS});
      await expect.poll(() => answer.innerText()).toMatch(/identical/i);
      expect(requests.some((address) => /\.wasm(\.gz)?$/.test(address))).toBe(true);
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
      await page.context().close();
    }
  );

  test("shows the first difference under another assumption", {timeout: RUN_MS}, async () => {
    const {page, problems} = await site.visit("rerun?gap=5");
    await page.getByRole("button", {name: /^Re-run with /}).click();
    await page.getByText(/^Done in /).waitFor({timeout: RUN_MS});
    await expect.poll(() => page.locator("h1 + p").innerText()).toMatch(/the first that differs is sessionized_events/);
    const words = page.locator(".rerun-difference p").first();
    await words.waitFor();
    await expect
      .poll(() => words.innerText())
      .toMatch(
        /^First difference in sessionized_events\. In row [\d,]+, \w+ is \d+ in the published table and \d+ in the recomputed one\./
      );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("stops when cancelled, and runs again", {timeout: RUN_MS}, async () => {
    const {page, problems} = await site.visit("rerun");
    const start = page.getByRole("button", {name: "Re-run in this tab"});
    await start.click();
    await page.getByRole("button", {name: "Cancel"}).click();
    await page.getByText(/^Cancelled/).waitFor();
    await start.click();
    await page.getByText(/^Done in /).waitFor({timeout: RUN_MS});
    await expect.poll(() => page.locator("h1 + p").innerText()).toMatch(/identical/i);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
