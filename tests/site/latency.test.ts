import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {readResult} from "../../loaders/results/results.js";
import {readCards} from "../../loaders/training/train.js";
import type {LatencyRun} from "../../src/browser/latency.js";
import type {CellRow} from "../../src/lib/latency/cellRow.js";
import {shownErrors, Site, type Watched} from "./browser.js";
import {fileOf} from "./fileOf.js";

/** A measurement in the tab, on a machine that may be busy with other things. */
const LONG = 400_000;

/** All models in all runtimes as a reader's own measurement has them, with fewer readings of each. */
const BRIEFLY = "latency?size=one+row%2C+briefly";

const sites: Site[] = [];
let shared: Site;
let isolated: Site;
beforeAll(async () => {
  sites.push((shared = await Site.open()), (isolated = await Site.open({isolated: true})));
});
afterAll(() => Promise.all(sites.map((site) => site.close())));

const said = (page: Page) => page.locator(".latency-said");
const measureButton = (page: Page) => page.getByRole("button", {name: /^Measure in this browser/});

async function measure({page}: Watched): Promise<LatencyRun> {
  await measureButton(page).click();
  await said(page).filter({hasText: "Measured in this browser in"}).waitFor({timeout: LONG});
  return (await kept(page))!.reply;
}

const kept = async (page: Page): Promise<{reply: LatencyRun} | null> =>
  JSON.parse((await page.evaluate(() => localStorage.getItem("clickproof-latency"))) ?? "null");

const NUMBERS = ["p50", "mean"] as const;

/** Every time that was measured is a number within its interval. */
function checkCells(cells: readonly CellRow[]): void {
  for (const cell of cells) {
    const where = `${cell.model} in ${cell.runtime} from ${cell.from}`;
    for (const name of NUMBERS) {
      const [value, low, high] = [cell[name]!, cell[`${name}Low`]!, cell[`${name}High`]!];
      for (const ms of [value, low, high]) expect(Number.isFinite(ms), where).toBe(true);
      expect(value, where).toBeGreaterThan(0);
      expect(low, where).toBeLessThanOrEqual(value);
      expect(high, where).toBeGreaterThanOrEqual(value);
    }
    expect(cell.readings, where).toBeGreaterThan(5);
  }
}

test("opens with what the study measured, and measures nothing", async () => {
  const {page, requests, problems} = await shared.visit("latency");
  await expect.poll(() => page.locator("h1 + p").innerText()).toMatch(/in Node on the machine that made this site/);
  const {tables} = readResult("latency")!;
  await expect.poll(() => page.locator("main").innerText()).toContain(String(tables.machine.machine[0]));
  expect(requests.filter((address) => /\.wasm(?:\.gz)?$|\.zip$|latencyWorker/.test(address))).toEqual([]);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("the study has every model that is trained", () => {
  const {tables, figures} = readResult("latency")!;
  for (const {name} of readCards()) {
    expect(tables.openings.model).toContain(name);
    expect(figures[`${name}-onnx-wasm-p50`]).toMatchObject({unit: "ms"});
  }
});

describe("measures in the browser", () => {
  test(
    "where the page is not isolated: means of many calls, and how many calls are slow",
    {timeout: LONG},
    async () => {
      const watched = await shared.visit(BRIEFLY);
      const {page, problems} = watched;
      const reply = await measure(watched);
      expect(reply.isolated).toBe(false);
      expect(reply.tickMs).toBeGreaterThan(0.02);
      checkCells(reply.cells);
      const models = readCards().map(({name}) => name);
      for (const runtime of ["onnx-wasm", "plain"])
        expect(reply.openings.filter((one) => one.runtime === runtime).map(({model}) => model)).toEqual(models);
      expect(reply.openings.some(({runtime}) => runtime === "tfjs-wasm")).toBe(true);
      for (const {difference, model, runtime} of reply.openings)
        expect(difference, `${model} in ${runtime}`).toBeLessThan(1e-4);
      const quick = reply.cells.filter(({callsPerReading}) => callsPerReading! > 1);
      expect(quick.length).toBeGreaterThan(0);
      for (const {p99, overTick, overTickLow, overTickHigh} of quick) {
        expect(p99).toBeNull();
        expect(overTick).toBeGreaterThanOrEqual(overTickLow!);
        expect(overTick).toBeLessThanOrEqual(overTickHigh!);
      }
      expect(reply.coldMs.length).toBe(7);
      await expect.poll(() => page.locator("h1 + p").innerText()).toContain("in this browser");
      await expect.poll(() => page.locator("main").innerText()).toContain("The page is not isolated");
      // the table has both places side by side
      const heads = page.locator(".latency-cells thead th");
      await expect.poll(async () => (await heads.allTextContents()).join(" ")).toMatch(/here: median.*Node: median/s);

      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", {name: "Download the results as JSON"}).click()
      ]);
      const downloaded = JSON.parse((await fileOf(file)).toString("utf8"));
      expect(downloaded.here.reply.cells).toEqual(JSON.parse(JSON.stringify(reply.cells)));
      expect(downloaded.node.cells.length).toBeGreaterThan(models.length);

      // kept beside the published ones until it is told to forget
      await page.reload();
      await expect.poll(() => page.locator("h1 + p").innerText()).toContain("in this browser");
      await page.getByRole("button", {name: "Forget what was measured here"}).click();
      await expect.poll(() => page.locator("h1 + p").innerText()).toContain("in Node on the machine");
      expect(await kept(page)).toBeNull();
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
      await page.context().close();
    }
  );

  test("where the page is isolated: quantiles of single calls", {timeout: LONG}, async () => {
    const watched = await isolated.visit(BRIEFLY);
    const reply = await measure(watched);
    expect(reply.isolated).toBe(true);
    expect(reply.tickMs).toBeLessThan(0.02);
    checkCells(reply.cells);
    for (const {p50, p95, p99, overTick, model} of reply.cells) {
      expect(overTick, model).toBeNull();
      expect(p95, model).toBeGreaterThan(0);
      expect(p99, model).toBeGreaterThanOrEqual(p95!);
      expect(p50, model).toBeGreaterThan(0);
    }
    await expect.poll(() => watched.page.locator("main").innerText()).toContain("The page is isolated");
    expect(watched.problems).toEqual([]);
    await watched.page.context().close();
  });
});

test("stops at once when cancelled, and when the page is left", {timeout: LONG}, async () => {
  const {page, problems} = await shared.visit("latency?size=all+sizes");
  const before = await page.locator("h1 + p").innerText();
  await measureButton(page).click();
  await page.locator(".progress-text", {hasText: /^Opening /}).waitFor({timeout: LONG});
  expect(page.workers().length).toBe(1);
  await page.getByRole("button", {name: "Cancel"}).click();
  await expect.poll(() => said(page).innerText()).toBe("Cancelled. The previous results are shown.");
  await expect.poll(() => page.workers().length).toBe(0);
  await expect.poll(() => page.locator("h1 + p").innerText()).toBe(before);
  expect(await kept(page)).toBeNull();

  await measureButton(page).click();
  await expect.poll(() => page.workers().length).toBe(1);
  await page.goto(shared.url("metrics"));
  await expect.poll(() => page.workers().length).toBe(0);
  expect(problems).toEqual([]);
  await page.context().close();
});
