/**
 * Bad inputs in the tab: DuckDB-WASM in Chromium must come to the very same outcome as DuckDB in Node, file by file: the same error, or the same
 * events by hash and the same rejected lines with the same reasons.
 */
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {build} from "esbuild";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {logFile} from "../../loaders/sources/eventLog.js";
import {serve, type StaticServer} from "../../loaders/build/serve.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import type {BadInput} from "../dirt/badInput.js";
import {badInputs} from "../dirt/badInputs.js";
import {baseLogs} from "../dirt/baseLogs.js";
import {inputsOfRun} from "../dirt/inputsOfRun.js";
import {violations} from "../dirt/invariant.js";
import {outcomeOf, type Outcome} from "../dirt/outcome.js";
import {runs, THOROUGH} from "../thorough.js";
import {connectChromium} from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-dirt-tab-"));
/** Random combinations beside all single mutations and all special cases. */
const COMBINATIONS = Number(process.env.CLICKPROOF_DIRT ?? runs(30, 60));
const BATCH = 25;
/** What is read by the platform's own means or by packages that are there for it, which may differ. */
const OF_THE_PLATFORM = /gzips in one file|a workbook|a zip|UTF-16|Latin-1/;

let engine: Engine;
let server: StaticServer;
let browser: Browser;
let page: Page;
let inputs: BadInput[];

beforeAll(async () => {
  const site = join(folder, "site");
  const wasm = "node_modules/@duckdb/duckdb-wasm/dist";
  mkdirSync(join(site, "duckdb"), {recursive: true});
  for (const file of ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"])
    cpSync(join(wasm, file), join(site, "duckdb", file));
  await build({
    entryPoints: ["tests/site/dirtPage.ts"],
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile: join(site, "page.js"),
    logLevel: "error"
  });
  const imports = {"@duckdb/duckdb-wasm/dist/": "./duckdb/"};
  writeFileSync(
    join(site, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>Bad inputs</title>
<script type="importmap">${JSON.stringify({imports})}</script><script type="module" src="./page.js"></script>`
  );
  engine = await openDuckDB({threads: 2});
  const logs = await baseLogs(engine, (path) => new Uint8Array(readFileSync(path)), folder);
  // Node reads them all in `tests/dirt`; of these the tab reads every other one in a usual run
  inputs = inputsOfRun(badInputs(logs, {seed: 2, combinations: COMBINATIONS})).filter(
    ({about}, i) => THOROUGH || i % 2 === 0 || OF_THE_PLATFORM.test(about)
  );
  server = await serve(site);
  browser = await connectChromium();
  page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction("typeof readAll === 'function'");
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await engine?.close();
  rmSync(folder, {recursive: true});
});

test("every bad input ends in the tab as it ends in Node", {timeout: 600_000}, async () => {
  const wrong: string[] = [];
  let events = 0;
  for (let from = 0; from < inputs.length; from += BATCH) {
    // an empty file is refused by name before it is read, in Node as in the tab, each in its own place
    const batch = inputs.slice(from, from + BATCH).filter(({bytes}) => bytes.length > 0);
    const asked = batch.map(({name, bytes}) => [name, Buffer.from(bytes).toString("base64")]);
    const tab = (await page.evaluate(
      (files) => (globalThis as unknown as {readAll(files: unknown): Promise<unknown>}).readAll(files),
      asked
    )) as Outcome[];
    for (const [i, input] of batch.entries()) {
      const path = join(folder, "case");
      writeFileSync(path, input.bytes);
      const node = await outcomeOf(engine, {...logFile(path), name: input.name}, false);
      const {ms: _, ...there} = tab[i] as Outcome & {ms: number};
      if (node.error === null) events += node.raw;
      const broken = violations(input, there);
      if (broken.length > 0) wrong.push(`${input.about}: ${broken.join("; ")}`);
      const same = (o: Outcome) => JSON.stringify([o.error, o.raw, o.rejected, o.rejects, o.hash]);
      if (same(node) !== same(there))
        wrong.push(`${from + i} ${input.about}: Node ${same(node).slice(0, 300)}, tab ${same(there).slice(0, 300)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(inputs.length).toBeGreaterThan(runs(125, 700));
  expect(events).toBeGreaterThan(runs(1500, 10_000));
});
