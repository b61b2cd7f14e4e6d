import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {runPipeline} from "../loaders/pipeline/pipeline.js";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {serve} from "../loaders/build/serve.js";
import {buildSite, isCurrent} from "../loaders/build/site.js";
import {measured, type Measured} from "./measured.js";

const RUNS = 3;

/** The generated shop of profile `paper`, generated and staged from nothing: in Node, and in a tab of Chromium by the Re-run page. */
export async function benchPipeline(): Promise<Measured[]> {
  const node: number[] = [];
  for (let i = 0; i < RUNS; ++i) {
    const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
    try {
      const start = performance.now();
      await runPipeline({source: "shop", profile: "paper", folder});
      node.push((performance.now() - start) / 1000);
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  }
  const rows = [measured("paper in Node", "s", 5, node)];
  const executable = findChromium();
  if (executable === null) {
    console.error("There is no Chromium: the re-run in a tab was not measured");
    return rows;
  }
  if (!isCurrent()) await buildSite();
  const server = await serve("dist");
  const browser = await launchChromium(executable);
  try {
    const tab: number[] = [];
    for (let i = 0; i < RUNS; ++i) {
      const page = await browser.newPage();
      await page.goto(`${server.url}rerun`, {waitUntil: "networkidle"});
      const start = performance.now();
      await page.getByRole("button", {name: "Re-run in this tab"}).click();
      await page.getByText(/^Done in /).waitFor({timeout: 120_000});
      tab.push((performance.now() - start) / 1000);
      await page.close();
    }
    return [...rows, measured("paper in a tab, engine included", "s", 12, tab)];
  } finally {
    await browser.close();
    await server.close();
  }
}
