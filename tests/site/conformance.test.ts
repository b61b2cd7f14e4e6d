import {build} from "esbuild";
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, expect, test} from "vitest";
import {serve} from "../../loaders/build/serve.js";
import {CONFORMANCE} from "../sql/conformance.js";
import {connectChromium} from "./browser.js";

const FILES = ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"];
const folder = mkdtempSync(join(tmpdir(), "clickproof-conformance-"));
afterAll(() => rmSync(folder, {recursive: true}));

test("DuckDB-WASM in a tab gives what every engine must", {timeout: 600_000}, async () => {
  const entry = fileURLToPath(new URL("conformancePage.ts", import.meta.url));
  await build({entryPoints: [entry], outdir: folder, bundle: true, format: "esm", logLevel: "error"});
  const dist = dirname(createRequire(import.meta.url).resolve("@duckdb/duckdb-wasm"));
  for (const file of FILES) copyFileSync(join(dist, file), join(folder, file));
  const imports = Object.fromEntries(FILES.map((file) => [`@duckdb/duckdb-wasm/dist/${file}`, `./${file}`]));
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><script type="importmap">${JSON.stringify({imports})}</script><script type="module" src="./conformancePage.js"></script>`
  );
  const server = await serve(folder);
  const browser = await connectChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction("typeof answers === 'function'");
    const {engine, found} = await page.evaluate(() =>
      (window as unknown as {answers(): Promise<{engine: string; found: Record<string, unknown>}>}).answers()
    );
    expect(engine).toMatch(/^DuckDB [\d.]+ \(WebAssembly\)$/);
    expect(found).toEqual(Object.fromEntries(CONFORMANCE.map(({name, expected}) => [name, expected])));
  } finally {
    await browser.close();
    await server.close();
  }
});
