import {build} from "esbuild";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {serve} from "../loaders/build/serve.js";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {trainingData} from "../loaders/training/train.js";
import {fitBoosting} from "../src/lib/models/boosting.js";
import {SMALL_BOOSTING} from "../src/lib/models/boostingFamily.js";
import {backgroundOf} from "../src/lib/explain/explainer.js";
import type {Matrix, TrainingSet} from "../src/lib/models/matrix.js";
import {measured, type Measured} from "./measured.js";
import {SHAPES} from "./modelShapes.js";
import type {ExplainedInTab} from "./tab/explainPage.js";
import {classData} from "./trainingData.js";

const ROWS = 1000;

/**
 * Contributions and nearest changes on the thread of a tab in Chromium: of the boosting of the page on explanations, and
 * of 200 trees of 31 leaves on 41 columns.
 */
export async function benchExplainInTab(): Promise<Measured[]> {
  const executable = findChromium();
  if (executable === null) {
    console.error("There is no Chromium: explanations in a tab were not measured");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  await build({
    entryPoints: [fileURLToPath(new URL("tab/explainPage.ts", import.meta.url))],
    outdir: folder,
    bundle: true,
    format: "esm"
  });
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module" src="./explainPage.js"></script>`);
  const {task} = await trainingData();
  const large = classData(SHAPES.few.train, 1);
  const models: [string, TrainingSet, Matrix, object][] = [
    ["page's boosting", task.train, task.test, {...SMALL_BOOSTING.leaf, seed: 1}],
    ["200 trees × 31 leaves × 41 columns", large, large, {trees: 200, leaves: 31}]
  ];
  const server = await serve(folder);
  const browser = await launchChromium(executable);
  try {
    const page = await browser.newPage();
    await page.goto(server.url, {waitUntil: "networkidle"});
    const found: Measured[] = [];
    for (const [name, train, rows, options] of models) {
      const {columns, x} = backgroundOf(rows, ROWS);
      const json = JSON.stringify(fitBoosting(train, options));
      const {oneRow, allRows, nearest} = await page.evaluate(
        ([model, names, values]) =>
          (
            window as unknown as {explained(...of: [string, readonly string[], readonly number[]]): ExplainedInTab}
          ).explained(model, names, values),
        [json, columns, Array.from(x)] as const
      );
      found.push(
        measured(`${name}: one row explained in a tab`, "ms", 3, oneRow),
        measured(`${name}: ${ROWS} rows explained in a tab`, "ms", 2000, allRows),
        measured(`${name}: nearest change of a row in a tab`, "ms", name.startsWith("page") ? 100 : 1000, nearest)
      );
    }
    return found;
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}
