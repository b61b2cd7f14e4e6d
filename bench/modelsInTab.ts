import {build} from "esbuild";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {serve} from "../loaders/build/serve.js";
import {measured, type Measured} from "./measured.js";
import type {TabRun} from "./tab/page.js";

const RUNS = 3;
const TREES = 200;

/**
 * Boosting of 60,000 rows of 41 columns, 200 trees, in a worker of a Chromium tab: seconds, the progress it tells, and
 * how soon it stops when told to.
 */
export async function benchModelsInTab(): Promise<Measured[]> {
  const executable = findChromium();
  if (executable === null) {
    console.error("There is no Chromium: boosting in a tab was not measured");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  const here = (name: string) => fileURLToPath(new URL(`tab/${name}.ts`, import.meta.url));
  await build({entryPoints: [here("page"), here("fitWorker")], outdir: folder, bundle: true, format: "esm"});
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module" src="./page.js"></script>`);
  const server = await serve(folder);
  const browser = await launchChromium(executable);
  try {
    const runs: TabRun[] = [];
    for (let run = 0; run < RUNS; run++) {
      const page = await browser.newPage();
      await page.goto(server.url, {waitUntil: "networkidle"});
      runs.push(
        await page.evaluate(
          (trees) => (window as unknown as {train(trees: number): Promise<TabRun>}).train(trees),
          TREES
        )
      );
      await page.close();
    }
    const row = (name: string, unit: string, budget: number, of: (run: TabRun) => number) =>
      measured(`60k × 41 in a tab: ${name}`, unit, budget, runs.map(of));
    return [
      row(`${TREES} trees`, "s", 6, ({ms}) => ms / 1000),
      row("trees not told", "", 0, ({told}) => TREES - told),
      row("until stopped", "s", 0.1, ({stopMs}) => stopMs / 1000),
      row("trees told after it stopped", "", 0, ({toldAfterStop}) => toldAfterStop)
    ];
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
