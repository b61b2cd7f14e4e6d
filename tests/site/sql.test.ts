import {afterAll, beforeAll, expect, test} from "vitest";
import {shownErrors, Site, still, type Watched} from "./browser.js";

/** DuckDB, the shop and a query, on a machine that may be busy with other things. */
const LONG_MS = 150_000;

let site: Site;
let watched: Watched;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const run = async (sql: string) => {
  const {page} = watched;
  await page.getByLabel("SQL statement").fill(sql);
  await page.getByLabel("SQL statement").press("Control+Enter");
  await page.locator(".query-panel progress").waitFor({state: "detached", timeout: LONG_MS});
};
const said = () => watched.page.locator(".query-said").innerText();
const failure = () => watched.page.locator(".query-failure").innerText();

test("shows its first example at once, and runs it anew to the same rows", {timeout: LONG_MS}, async () => {
  watched = await site.visit("sql");
  const {page} = watched;
  const rows = () => page.locator(".query-result tbody").innerText();
  const published = await rows();
  expect(published.split("\n").length).toBeGreaterThan(10);
  expect(await page.locator(".query-chart svg").count()).toBeGreaterThan(0);
  await page.getByRole("button", {name: "Run", exact: true}).click();
  await expect.poll(said, {timeout: LONG_MS}).toMatch(/^DuckDB .* answered in/);
  expect(await rows()).toBe(published);
});

test("one query runs, its result can be drawn, and both are in the address", {timeout: LONG_MS}, async () => {
  const {page} = watched;
  await run("SELECT event, count(*) AS n FROM clean_events GROUP BY event ORDER BY event");
  expect(await page.locator(".query-result th").allInnerTexts()).toEqual([
    expect.stringContaining("event (integer)"),
    expect.stringContaining("n (bigint)")
  ]);
  await page.locator(".query-chart-choice select").first().selectOption("dot");
  await expect.poll(() => page.url()).toMatch(/chart=dot\.0\.1/);
  expect(new URL(page.url()).searchParams.get("q")).toMatch(/^SELECT event, count/);
  await page.getByText("History", {exact: true}).click();
  expect(await page.locator(".query-past").first().innerText()).toMatch(/^SELECT event/);
});

test(
  "what is no single SELECT of these tables is refused in place, asks nobody, and the next query runs",
  {timeout: LONG_MS},
  async () => {
    const {page, requests} = watched;
    const before = requests.length;
    const statement = () => page.getByLabel("SQL statement").inputValue();
    for (const [sql, message] of [
      ["SELECT * FROM 'https://example.com/a.csv'", /disabled by configuration[\s\S]*No file and no address/],
      ["SELECT * FROM read_parquet('https://example.com/a.parquet')", /extension/],
      ["SELECT current_date", /extension/],
      ["ATTACH 'https://example.com/a.duckdb'", /ATTACH is not run here/],
      ["INSTALL httpfs", /INSTALL is not run here/],
      ["DROP TABLE sessions", /DROP is not run here/],
      ["SELECT 1; SELECT 2", /several statements/],
      ["SELECT * FROM sesions", /sesions does not exist[\s\S]*Tables here: .*sessions/]
    ] as const) {
      await run(sql);
      expect(await failure()).toMatch(message);
      expect(await statement()).toBe(sql);
      expect(await page.locator(".query-stale").count()).toBe(1);
    }
    expect(requests.slice(before)).toEqual([]);
    await run("SELECT count(*) AS n FROM sessions");
    expect(await failure()).toBe("");
    expect(await page.locator(".query-stale").count()).toBe(0);
  }
);

test("a query that is cancelled ends, and the next one runs", {timeout: 2 * LONG_MS}, async () => {
  const {page, problems} = watched;
  await page
    .getByLabel("SQL statement")
    .fill("SELECT count(*) FROM range(100000000) AS a, range(100000000) AS b WHERE a.range % 7 = b.range % 5");
  await page.getByRole("button", {name: "Run", exact: true}).click();
  await page.getByRole("button", {name: "Cancel"}).click();
  await expect.poll(said).toMatch(/^Cancelled/);
  await run("SELECT 42 AS answer");
  await expect.poll(() => page.locator(".query-result tbody").innerText(), {timeout: LONG_MS}).toBe("42");
  await still(page);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
