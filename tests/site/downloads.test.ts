import {tableFromIPC} from "apache-arrow";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {PAGES, settled, Site, unfold, type Watched} from "./browser.js";
import {fileOf} from "./fileOf.js";

/** Chromium drops what goes beyond ten downloads a second. */
const BETWEEN_MS = 110;

let site: Site;
let watched: Watched | undefined;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** What is in a file, as a test can judge it; throws where it is not what its ending says. */
async function check(name: string, bytes: Buffer): Promise<{columns?: string[]; rows?: number}> {
  expect(bytes.length, name).toBeGreaterThan(3);
  if (name.endsWith(".csv")) {
    const [head, ...lines] = bytes.toString("utf8").trimEnd().split(/\r?\n/);
    // a quoted cell may hold line ends, so that rows are counted only where none does
    return {columns: head.split(","), rows: bytes.includes('"') ? undefined : lines.length};
  }
  if (name.endsWith(".arrow")) {
    const table = tableFromIPC(bytes);
    return {columns: table.schema.fields.map((field) => field.name), rows: table.numRows};
  }
  if (name.endsWith(".json")) {
    expect(Object.keys(JSON.parse(bytes.toString("utf8"))).length, name).toBeGreaterThan(0);
    return {};
  }
  if (name.endsWith(".png")) {
    expect(bytes.subarray(0, 8).toString("latin1"), name).toBe("\x89PNG\r\n\x1a\n");
    expect(bytes.readUInt32BE(16), `${name}: width`).toBeGreaterThan(100);
    return {};
  }
  expect(name).toMatch(/\.svg$/);
  const text = bytes.toString("utf8");
  expect(text, name).toMatch(
    /^(?:<\?xml[^>]*>\s*)?<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\s*$/
  );
  expect(text, `${name}: stands alone`).not.toMatch(/var\(--|<(?:script|foreignObject)\b/);
  return {};
}

describe.each(PAGES.map((path) => [path || "home", path]))("%s", (_, path) => {
  test("hands out whole files of every figure and table", {timeout: 600_000}, async () => {
    // one page after another in the same profile, which has what all of them need
    watched ??= await site.visit(path);
    const {page, problems} = watched;
    problems.splice(0);
    if (page.url() !== site.url(path)) {
      await page.goto(site.url(path));
      await settled(page);
    }
    await unfold(page);
    const figures = await page.locator("main figure").count();
    const tables = await page.locator("main table").count();
    const buttons = page.locator("main button.download");
    const total = await buttons.count();
    expect(total).toBeGreaterThanOrEqual(2 * figures + (figures === 0 && tables > 0 ? 2 : 0));
    const contents = new Map<string, {columns?: string[]; rows?: number}>();
    for (let i = 0; i < total; ++i) {
      const button = buttons.nth(i);
      if (!(await button.isVisible())) continue;
      const label = await button.getAttribute("aria-label");
      const start = performance.now();
      const [download] = await Promise.all([
        page.waitForEvent("download").catch(() => expect.fail(`nothing came of "${label}"`)),
        button.click()
      ]);
      const name = download.suggestedFilename();
      contents.set(name, await check(`${label}: ${name}`, await fileOf(download)));
      await page.waitForTimeout(Math.max(0, start + BETWEEN_MS - performance.now()));
    }
    for (const [name, {columns, rows}] of contents) {
      if (!name.endsWith(".csv")) continue;
      const arrow = contents.get(name.replace(/csv$/, "arrow"));
      expect(arrow?.columns, name).toEqual(columns);
      if (rows !== undefined) expect(arrow?.rows, name).toBe(rows);
    }
    expect(problems).toEqual([]);
  });
});
