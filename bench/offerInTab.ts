import {build, type Plugin} from "esbuild";
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {serve} from "../loaders/build/serve.js";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {measured, type Measured} from "./measured.js";

const WASM = "onnxruntime-web/ort-wasm-simd-threaded.wasm";
const MODELS = {tabm: "tabm-best-head", tcn: "tcn"} as const;
const EVENTS = 1_000;
const BUDGET_MS = 2;
/** How both signals are weighed does not change how long it takes. */
const FUSION = {
  family: "logistic",
  columns: ["static log-odds", "running log-odds"],
  intercept: 0,
  coefficients: [-0.1, 0.9],
  standardErrors: [1, 1, 1],
  iterations: 1
};

/** The decision after an event in the demo shop's worker in Chromium: the way there and back, features, both committed models, fusion and policy. */
export async function benchOfferInTab(): Promise<Measured[]> {
  const executable = findChromium();
  if (executable === null) {
    console.error("There is no Chromium: decisions in a tab were not measured");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await build({
    entryPoints: [here("tab/offerPage.ts"), here("../src/browser/demoShopWorker.ts")],
    outdir: folder,
    entryNames: "[name]",
    bundle: true,
    splitting: true,
    format: "esm",
    plugins: [besideTheBundle]
  });
  copyFileSync(createRequire(import.meta.url).resolve(WASM), join(folder, "ort-wasm-simd-threaded.wasm"));
  for (const [name, model] of Object.entries(MODELS))
    copyFileSync(here(`../models/shop-purchase-this-session-${model}.onnx`), join(folder, `${name}.onnx`));
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module" src="./offerPage.js"></script>`);
  const server = await serve(folder);
  const browser = await launchChromium(executable);
  try {
    const page = await browser.newPage();
    await page.goto(server.url, {waitUntil: "networkidle"});
    const took = await page.evaluate(
      ([fusion, events]) =>
        (window as unknown as {decisions(fusion: unknown, events: number): Promise<number[]>}).decisions(
          fusion,
          events as number
        ),
      [FUSION, EVENTS] as const
    );
    return [measured("decision after an event in a tab", "ms", BUDGET_MS, took)];
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The runtime's module lies beside the bundle, where the site's build rewrites its address. */
const besideTheBundle: Plugin = {
  name: "beside the bundle",
  setup(of) {
    of.onLoad({filter: /browser[\\/]latencyRuntimes\.ts$/}, ({path}) => ({
      contents: readFileSync(path, "utf8").replace(`import.meta.resolve("${WASM}")`, `"./ort-wasm-simd-threaded.wasm"`),
      loader: "ts"
    }));
  }
};
