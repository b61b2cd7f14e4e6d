import type {Browser} from "playwright-core";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {serve} from "../loaders/build/serve.js";
import {buildSite, isCurrent, PAGE_BUDGET_BYTES, pagesOf} from "../loaders/build/site.js";
import {UserError} from "../src/lib/core/errors.js";
import {measured, type Measured} from "./measured.js";

const SLOWDOWN = 4;
const RUNS = 3;
const QUIET_MS = 1000;

/** How every page opens: first paint; and on a processor four times slower first paint, settled, bytes over the wire, layout shift. */
export async function benchSite(): Promise<Measured[]> {
  const executable = findChromium();
  if (executable === null)
    throw new UserError("there is no Chromium", "install one, or name it in CLICKPROOF_CHROMIUM");
  if (!isCurrent()) await buildSite();
  const server = await serve("dist", {prefix: "/clickproof/"});
  const browser = await launchChromium(executable);
  try {
    const rows: Measured[] = [];
    for (const page of pagesOf("dist").filter((name) => name !== "404")) {
      const url = server.url + page.replace(/(^|\/)index$/, "$1");
      const unslowed: Opened[] = [];
      const runs: Opened[] = [];
      for (let i = 0; i < RUNS; ++i) {
        unslowed.push(await openOnce(browser, url, 1));
        runs.push(await openOnce(browser, url, SLOWDOWN));
      }
      const paints = unslowed.map((run) => run.paintMs / 1000);
      rows.push(measured(`${page}: first paint, not slowed`, "s", 0.2, paints));
      const row = (what: string, unit: string, budget: number, of: (run: Opened) => number) =>
        rows.push(measured(`${page}: ${what}`, unit, budget, runs.map(of)));
      row("first paint, 4× slower", "s", 0.6, (run) => run.paintMs / 1000);
      row("settled, 4× slower", "s", 1.8, (run) => run.settledMs / 1000);
      row("transferred", "kB", PAGE_BUDGET_BYTES / 1000, (run) => run.bytes / 1000);
      row("layout shift", "", 0.1, (run) => run.shift);
    }
    return rows;
  } finally {
    await browser.close();
    await server.close();
  }
}

interface Opened {
  readonly paintMs: number;
  /** Since navigation, until the last change of the page before it stood still for a second. */
  readonly settledMs: number;
  readonly bytes: number;
  readonly shift: number;
}

async function openOnce(browser: Browser, url: string, slowdown: number): Promise<Opened> {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", {rate: slowdown});
    const sizes: Promise<number>[] = [];
    page.on("requestfinished", (request) =>
      sizes.push(
        request.sizes().then(
          (all) => all.responseBodySize,
          () => 0
        )
      )
    );
    await page.addInitScript(() => {
      const seen = {changedMs: 0, shift: 0};
      Object.assign(window, {seen});
      new MutationObserver(() => (seen.changedMs = performance.now())).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true
      });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as {value: number; hadRecentInput: boolean}[])
          if (!entry.hadRecentInput) seen.shift += entry.value;
      }).observe({type: "layout-shift", buffered: true});
    });
    await page.goto(url, {waitUntil: "networkidle"});
    await page.waitForFunction(
      (quiet) => {
        const {seen} = window as unknown as {seen: {changedMs: number}};
        return document.querySelector("observablehq-loading") === null && performance.now() - seen.changedMs > quiet;
      },
      QUIET_MS,
      {timeout: 60_000, polling: 100}
    );
    const found = await page.evaluate(() => ({
      ...(window as unknown as {seen: {changedMs: number; shift: number}}).seen,
      paintMs: performance.getEntriesByName("first-contentful-paint")[0].startTime
    }));
    const bytes = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
    return {paintMs: found.paintMs, settledMs: found.changedMs, shift: found.shift, bytes};
  } finally {
    await context.close();
  }
}
