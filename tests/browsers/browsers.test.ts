import {afterAll, beforeAll, describe, expect, inject, test} from "vitest";
import {pagesOf} from "../../loaders/build/site.js";
import {FOLDER} from "../site/place.js";
import {findFirefox, startFirefox} from "./firefox.js";
import type {OtherBrowser} from "./otherBrowser.js";
import {findWebKit, startWebKit} from "./webkit.js";

/** What a whole run may take on a machine that may be busy. */
const RUN = {timeout: 180_000};
const PAGES = pagesOf(FOLDER)
  .filter((page) => page !== "404")
  .map((page) => page.replace(/(^|\/)index$/, "$1"));

/** Whether a page has made what its cells make. */
const SETTLED = "document.readyState === 'complete' && document.querySelector('observablehq-loading') === null";

const firefox = findFirefox();
const webkit = findWebKit();
const BROWSERS: [string, (() => Promise<OtherBrowser>) | null][] = [
  ["Firefox", firefox === null ? null : () => startFirefox(firefox)],
  ["WebKitGTK", webkit === null ? null : () => startWebKit(webkit)]
];

describe.each(BROWSERS)("%s", (_, start) => {
  let browser: OtherBrowser;
  beforeAll(async () => {
    if (start !== null) browser = await start();
  });
  afterAll(() => browser?.close());

  const until = (expression: string) =>
    expect.poll(() => browser.evaluate<boolean>(expression), {timeout: RUN.timeout, interval: 200}).toBe(true);

  test.skipIf(start === null).each(PAGES.map((path) => [path || "home", path]))("opens %s", RUN, async (_, path) => {
    await browser.open(inject("siteUrl") + path);
    await until(SETTLED);
    expect(
      await browser.evaluate("Array.from(document.querySelectorAll('.observablehq--error'), (e) => e.textContent)")
    ).toEqual([]);
    expect(browser.problems()).toEqual([]);
    expect(await browser.evaluate<string>("document.querySelector('main').innerText")).toMatch(/\w{3,}/);
  });

  test.skipIf(start === null)("re-runs the pipeline to the published hashes", RUN, async () => {
    await browser.open(`${inject("siteUrl")}rerun`);
    // what the build wrote hears nothing yet
    await until(SETTLED);
    await browser.evaluate("document.querySelector('.rerun .button').click()");
    await until("/^Done in /m.test(document.querySelector('.rerun-status').textContent)");
    expect(await browser.evaluate<string>("document.querySelector('h1 + p').textContent")).toMatch(/identical/i);
    expect(browser.problems()).toEqual([]);
  });
});
