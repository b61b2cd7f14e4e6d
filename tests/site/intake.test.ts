/**
 * Logs in random dialects, read in the tab: DuckDB-WASM in Chromium must come to the very same outcome as DuckDB in Node, and both to the truth that each
 * log was written from. Logs that Node does not read right yet are listed in `tests/eventLog/fuzz/stillFailing.json`.
 */
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {build} from "esbuild";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {serve, type StaticServer} from "../../loaders/build/serve.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {fuzzLog} from "../eventLog/fuzz/fuzzLog.js";
import {intakeOf} from "../eventLog/fuzz/intakeOf.js";
import type {ReadBack} from "../eventLog/fuzz/readTables.js";
import {stillFailing} from "../eventLog/fuzz/stillFailing.js";
import {TAB_SEEDS} from "../eventLog/fuzz/testSeeds.js";
import {verdictOf} from "../eventLog/fuzz/verdict.js";
import {connectChromium} from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-intake-tab-"));
let engine: Engine;
let server: StaticServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const site = join(folder, "site");
  const wasm = "node_modules/@duckdb/duckdb-wasm/dist";
  mkdirSync(join(site, "duckdb"), {recursive: true});
  for (const file of ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"])
    cpSync(join(wasm, file), join(site, "duckdb", file));
  await build({
    entryPoints: ["tests/site/intakePage.ts"],
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile: join(site, "page.js"),
    logLevel: "error"
  });
  const imports = {"@duckdb/duckdb-wasm/dist/": "./duckdb/"};
  writeFileSync(
    join(site, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>Logs in random dialects</title>
<script type="importmap">${JSON.stringify({imports})}</script><script type="module" src="./page.js"></script>`
  );
  engine = await openDuckDB({threads: 1});
  server = await serve(site);
  browser = await connectChromium();
  page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction("typeof readLogBack === 'function'");
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await engine?.close();
  rmSync(folder, {recursive: true});
});

test("the tab reads each log as Node does, and as it was meant", {timeout: 600_000}, async () => {
  const {logs: failing} = stillFailing();
  const wrong: string[] = [];
  for (const seed of TAB_SEEDS) {
    const log = fuzzLog(seed);
    const tab = (await page.evaluate(
      ([name, base64, map]) =>
        (globalThis as unknown as {readLogBack(...given: string[]): Promise<unknown>}).readLogBack(name, base64, map),
      [log.name, Buffer.from(log.bytes).toString("base64"), log.map]
    )) as ReadBack;
    const node = await intakeOf(engine, folder, log);
    const there = verdictOf(log, tab);
    const told = ({stopped, kept, aside}: ReadBack) => JSON.stringify([stopped?.how, kept, aside]);
    if (told(tab) !== told(node.read))
      wrong.push(`${seed}: Node ${node.verdict.outcome} ${node.verdict.why}, tab ${there.outcome} ${there.why}`);
    if (there.right === failing.includes(seed)) wrong.push(`${seed}: ${there.outcome} ${there.why}`);
  }
  expect(wrong).toEqual([]);
  expect(TAB_SEEDS.length).toBe(15);
});
