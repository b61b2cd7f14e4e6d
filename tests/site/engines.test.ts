import {build} from "esbuild";
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {serve} from "../../loaders/build/serve.js";
import {connectChromium} from "./browser.js";
import {engineScores} from "./engineScores.js";

/**
 * How far a chance may be from the one that Node's engine leads to, after training in both: a few last digits of 32-bit
 * sums, as steps repeat them.
 */
const TOLERANCE = 1e-5;

const folder = mkdtempSync(join(tmpdir(), "clickproof-engines-"));
afterAll(() => rmSync(folder, {recursive: true}));

test("networks trained in a tab give the chances that those trained in Node give", {timeout: 600_000}, async () => {
  const entry = fileURLToPath(new URL("enginePage.ts", import.meta.url));
  await build({entryPoints: [entry], outdir: folder, bundle: true, format: "esm", logLevel: "error"});
  const wasm = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  for (const file of ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"])
    copyFileSync(join(wasm, file), join(folder, file));
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module" src="./enginePage.js"></script>`);
  const server = await serve(folder);
  const browser = await connectChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction("typeof train === 'function'");
    const inTab = await page.evaluate(() => (window as unknown as {train(): Promise<number[][]>}).train());
    await openTfjs();
    const inNode = await engineScores();
    expect(inTab).toHaveLength(inNode.length);
    inNode.forEach((scores, model) => {
      expect(new Set(scores).size).toBeGreaterThan(400);
      const apart = scores.map((score, row) => Math.abs(score - inTab[model][row]));
      expect(Math.max(...apart)).toBeLessThanOrEqual(TOLERANCE);
    });
    // a second run in the same engine is the same to the last bit
    expect(await engineScores()).toEqual(inNode);
  } finally {
    await browser.close();
    await server.close();
  }
});
