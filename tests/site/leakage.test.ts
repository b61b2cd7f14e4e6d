import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {readResult} from "../../loaders/results/results.js";
import {leakageAnswer} from "../../src/components/leakage/leakageAnswer.js";
import {HONEST_QUERY, INJECTED_LEAKS} from "../../src/lib/leakage/injectedLeaks.js";
import {leakageHeadline} from "../../src/lib/reports/leakage.js";
import {settled, shownErrors, Site, type Watched} from "./browser.js";
import {dropLog} from "./dropLog.js";

/** A replay in the tab, on a machine that may be busy with other things. */
const LONG = 240_000;

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-leakage-"));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const visit = (options: Record<string, string>): Promise<Watched> =>
  site.visit(`leakage?${new URLSearchParams({examples: "10", ...options}).toString()}`);
/** What the last replay said; empty while one runs. */
const said = (page: Page) => page.locator(".live-log + .leakage-said");
const verdict = (page: Page) => page.locator(".leakage-verdict");

async function replay(page: Page): Promise<void> {
  await page.getByRole("button", {name: /^Replay /}).click();
  await said(page).filter({hasText: /./}).waitFor({timeout: LONG});
}

test("opens with the study's answer and an example of it", async () => {
  const {page, requests, problems} = await visit({});
  await expect
    .poll(() => page.locator("h1 + p").innerText())
    .toContain(leakageAnswer(leakageHeadline(readResult("leakage-replay")!)));
  const figure = page.locator("figure", {hasText: "what is deleted"});
  await expect.poll(() => figure.innerText()).toContain("generated data");
  expect(requests.filter((address) => /\.wasm(\.gz)?$/.test(address))).toEqual([]);
  expect(problems).toEqual([]);
  await page.context().close();
});

describe("a replay in the tab", () => {
  test("finds nothing in the features of the specification", {timeout: LONG}, async () => {
    const {page, problems, requests} = await visit({});
    await replay(page);
    await expect.poll(() => verdict(page).innerText()).toMatch(/Nothing looks ahead/);
    expect(requests.some((address) => /\.wasm(\.gz)?$/.test(address))).toBe(true);
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });

  test(
    "stops when cancelled and runs again, names planted leaks, keeps what it found, and shows an example",
    {timeout: LONG},
    async () => {
      const {page, problems} = await visit({audit: INJECTED_LEAKS[0].name});
      // it stops when it is cancelled, and runs again
      await page.getByRole("button", {name: /^Replay /}).click();
      await page.getByRole("button", {name: "Cancel"}).click();
      await page.getByText(/^Cancelled\. What was found/).waitFor();
      await replay(page);
      await expect
        .poll(() => verdict(page).innerText())
        .toContain(`${INJECTED_LEAKS[0].name}: ${INJECTED_LEAKS[0].kind}`);
      const select = page.locator("[data-addressed=audit] select");
      const other = INJECTED_LEAKS.find(({kind}) => kind === "rest of the session")!;
      await select.selectOption({label: `planted: ${other.name}`});
      await expect.poll(() => verdict(page).innerText()).toMatch(/Not replayed/);
      await page.getByRole("button", {name: /^Replay /}).click();
      await verdict(page).getByText(other.kind, {exact: true}).first().waitFor({timeout: LONG});
      await select.selectOption({label: `planted: ${INJECTED_LEAKS[0].name}`});
      await expect.poll(() => verdict(page).innerText()).toContain(INJECTED_LEAKS[0].kind);
      await expect.poll(() => page.locator(".leakage-differs", {hasText: "✗"}).count()).toBeGreaterThan(1);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  );

  test("takes the reader's SQL, with its faults said in place", {timeout: LONG}, async () => {
    const {page, problems} = await visit({audit: "own-sql", sql: "SELECT example_id, 1 AS x FROM raw_events"});
    const button = page.getByRole("button", {name: /^Replay /});
    await expect.poll(() => button.isDisabled()).toBe(true);
    await expect.poll(() => verdict(page).innerText()).toContain("the SQL reads raw_events");
    const box = page.locator("[data-addressed=sql] textarea");
    await box.fill("SELECT example_id, nothing AS x FROM examples");
    await replay(page);
    await expect.poll(() => said(page).innerText()).toContain('Referenced column "nothing" not found');
    await box.fill(
      "SELECT example_id, max(ts_ms) - max(as_of_ms) AS x FROM examples JOIN events USING (user_id) GROUP BY 1"
    );
    await button.click();
    await verdict(page).getByText("future event").first().waitFor({timeout: LONG});
    await box.fill(HONEST_QUERY);
    await button.click();
    await verdict(page).getByText("Nothing looks ahead").waitFor({timeout: LONG});
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

test("the reader's own log is replayed where the browser keeps it, and stays as it was", {timeout: LONG}, async () => {
  const lines = Array.from({length: 300}, (_, i) => {
    const user = i % 12;
    const time = Date.UTC(2025, 2, 1 + Math.floor(i / 12), user, i % 60);
    return `${user},${time},${i % 9 === 0 ? "purchase" : "view"},${1 + (i % 17)}`;
  });
  const path = join(folder, "own.csv");
  writeFileSync(path, ["user_id,timestamp,event,item_id", ...lines].join("\n"));
  const {page, problems, requests} = await site.visit("leakage");
  await dropLog(page, path);
  const before = requests.length;
  for (const audit of ["specification", "user_views_7d"]) {
    await page.goto(site.url(`leakage?log=own&examples=10&moment=end&audit=${audit}`));
    await settled(page);
    await replay(page);
    const found = audit === "specification" ? "Nothing looks ahead" : "future event";
    await expect.poll(() => verdict(page).innerText()).toContain(found);
  }
  expect(
    requests.slice(before).filter((address) => !address.startsWith(site.url("")) && !/^(?:blob|data):/.test(address))
  ).toEqual([]);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
