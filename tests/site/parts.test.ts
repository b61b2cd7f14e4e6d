import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {build} from "esbuild";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, beforeEach, expect, test} from "vitest";
import {serve, type StaticServer} from "../../loaders/build/serve.js";
import {barriers} from "./barriers.js";
import {connectChromium} from "./browser.js";
import {layoutFaults} from "./layoutFaults.js";
import {FOLDER} from "./place.js";
import {watchWork} from "./quiet.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-parts-"));
let server: StaticServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await build({
    entryPoints: ["tests/site/partsPage.ts"],
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile: join(folder, "parts.js"),
    logLevel: "error"
  });
  // the site's own styles, and those of its inputs
  const built = join(FOLDER, "_import");
  const style = readFileSync(
    join(
      built,
      readdirSync(built).find((name) => /^style\.\w+\.css$/.test(name))!
    ),
    "utf8"
  );
  const inputs = readFileSync("node_modules/@observablehq/inputs/dist/index.css", "utf8");
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parts</title><style>${style}${inputs}</style><div id="observablehq-center"><main id="observablehq-main" class="observablehq"></main></div>
<script type="module" src="./parts.js"></script></html>`
  );
  server = await serve(folder);
  browser = await connectChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, {recursive: true});
});

async function open(width: number, colorScheme: "light" | "dark" = "light"): Promise<void> {
  const context = await browser.newContext({viewport: {width, height: 900}, colorScheme});
  await context.addInitScript(watchWork);
  page = await context.newPage();
  await page.goto(server.url);
  await page.locator("figure svg").first().waitFor();
}
beforeEach(async () => {
  await page?.context().close();
});

test.each([
  [1440, "light"],
  [1440, "dark"],
  [390, "light"],
  [390, "dark"]
] as const)("every part can be used, %i px wide, %s", async (width, scheme) => {
  await open(width, scheme);
  expect(await layoutFaults(page)).toEqual([]);
  expect(await barriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("a legend has the marks that are drawn, in their shape", async () => {
  await open(1440);
  const items = page.locator("#figure-lines .legend li");
  expect(await items.allInnerTexts()).toEqual(["square roots", "a line"]);
  expect(await items.nth(0).locator(".legend-line").count()).toBe(1);
  expect(await items.nth(1).locator(".legend-dash").count()).toBe(1);
});

test("a figure without data is a sentence, and draws once there are some", async () => {
  await open(1440);
  const figure = page.locator("#figure-empty");
  expect(await figure.innerText()).toMatch(/no data yet\s+Train a model to see its curve\.$/);
  await page.evaluate("fillEmpty()");
  await figure.locator("svg").waitFor();
  expect(await figure.locator("button.download").count()).toBe(4);
  expect(await figure.innerText()).toContain("It comes with them.");
});

test("one reset undoes a group's changes, and is there only while there are some", async () => {
  await open(1440);
  const group = page.getByRole("group", {name: "Settings"});
  const reset = group.getByRole("button", {name: /^Reset/});
  expect(await reset.count()).toBe(0);
  await group.getByRole("combobox").selectOption("forest");
  await group.getByLabel("user").check();
  expect(await reset.innerText()).toBe("Reset 2 changes");
  await expect.poll(() => new URL(page.url()).search).toBe("?model=forest&kind=user");
  await reset.click();
  expect(await group.getByRole("combobox").inputValue()).toBe("0");
  expect(await reset.count()).toBe(0);
  await expect.poll(() => new URL(page.url()).search).toBe("");
});

test("a wide table keeps its first column, and on a phone its rows are cards", async () => {
  await open(1440);
  const frame = page.getByRole("region", {name: "A table that is wider than the page"});
  const first = frame.locator("tbody tr").first().locator("td");
  const before = await first.nth(0).boundingBox();
  await frame.evaluate((element) => (element.scrollLeft = 400));
  expect((await first.nth(0).boundingBox())!.x).toBeCloseTo(before!.x, 0);
  expect((await first.nth(1).boundingBox())!.x).toBeLessThan(before!.x);
  expect(await frame.locator("tbody tr").count()).toBe(8);
  await page.getByRole("button", {name: "Show all 40 rows"}).click();
  expect(await frame.locator("tbody tr").count()).toBe(40);

  await page.setViewportSize({width: 390, height: 844});
  await expect.poll(() => frame.getAttribute("data-cards")).toBe("");
  const cells = frame.locator("tbody tr").first().locator("td");
  const boxes = await Promise.all([0, 1, 24].map((i) => cells.nth(i).boundingBox()));
  expect(new Set(boxes.map((box) => box!.x)).size).toBe(1);
  expect(boxes[2]!.y).toBeGreaterThan(boxes[1]!.y);
});

test("on paper there is nothing to press, and no table or drawing is cut", async () => {
  await open(1440);
  await page.emulateMedia({media: "print"});
  const pressed = page.locator("main :is(.tools, .addressed, .progress, .button)");
  expect(await pressed.evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0).length)).toBe(0);
  const adjust = await page.locator("main").evaluate((main) => getComputedStyle(main).printColorAdjust);
  expect(adjust).toBe("exact");
  const clipped = await page
    .locator(".data-table-frame, .figure-plot")
    .evaluateAll((all) => all.filter((one) => getComputedStyle(one).overflowX !== "visible").length);
  expect(clipped).toBe(0);
  // as many columns as the widest tables of the pages have do not go over the edge of a page (A4 at 96 dots an inch)
  await page.setViewportSize({width: 794, height: 1123});
  await page.evaluate(() => {
    for (const row of document.querySelectorAll("main tr"))
      while (row.children.length > 12) row.lastElementChild!.remove();
    return new Promise(requestAnimationFrame);
  });
  const over = await page
    .locator("main :is(table, pre, svg)")
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length);
  expect(over).toBe(0);
});

test("what a fold held until it was opened for print is drawn, at the width of paper", async () => {
  await open(1440);
  const drawn = await page.evaluate(() => {
    const figure = document.querySelector("figure:not([data-empty])")!;
    const fold = document.createElement("details");
    figure.replaceWith(fold);
    fold.append(figure);
    figure.querySelector(".figure-plot")!.replaceChildren();
    fold.open = true;
    figure.dispatchEvent(new CustomEvent("paper", {detail: true}));
    const width = figure.querySelector(".figure-plot svg")?.getAttribute("width") ?? null;
    figure.dispatchEvent(new CustomEvent("paper", {detail: false}));
    return [width, figure.querySelector(".figure-plot svg")?.getAttribute("width") ?? null].map(Number);
  });
  expect(drawn[0]).toBe(690);
  expect(drawn[1]).toBeGreaterThan(690);
});
