import {build, type Plugin} from "esbuild";
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {serve} from "../loaders/build/serve.js";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {gru4recRecommender} from "../src/lib/recommend/gru4rec.js";
import {Gru4RecNetwork} from "../src/lib/recommend/gru4recNetwork.js";
import {gru4recToOnnx} from "../src/lib/recommend/gru4recOnnx.js";
import {GRU4REC_OPTIONS} from "../src/lib/recommend/gru4recOptions.js";
import {recommenderSchema} from "../src/lib/recommend/recommenderCard.js";
import {countingRecommenders} from "../src/lib/recommend/recommenders.js";
import {measured, type Measured} from "./measured.js";
import type {ClicksInTab} from "./tab/recommendPage.js";

const ITEMS = 50_000;
const NETWORK = "gru4rec";
const WASM = "onnxruntime-web/ort-wasm-simd-threaded.wasm";

/**
 * One click in the session explorer's worker in Chromium, on a catalogue of 50,000 items: each model that counts, and
 * GRU4Rec with one vector an item, whose weights are as drawn before any training, as only the time is measured.
 */
export async function benchRecommendInTab(): Promise<Measured[]> {
  const executable = findChromium();
  if (executable === null) {
    console.error("There is no Chromium: clicks in a tab were not measured");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "clickproof-bench-"));
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await build({
    entryPoints: [here("tab/recommendPage.ts"), here("../src/browser/recommendWorker.ts")],
    outdir: folder,
    entryNames: "[name]",
    bundle: true,
    format: "esm",
    plugins: [besideTheBundle]
  });
  copyFileSync(createRequire(import.meta.url).resolve(WASM), join(folder, "ort-wasm-simd-threaded.wasm"));
  writeFileSync(join(folder, "network.onnx"), drawnNetwork());
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module" src="./recommendPage.js"></script>`);
  const server = await serve(folder);
  const browser = await launchChromium(executable);
  try {
    const page = await browser.newPage();
    await page.goto(server.url, {waitUntil: "networkidle"});
    const models = [...countingRecommenders().map(({id}) => id), NETWORK];
    const found = await page.evaluate(
      ([ids, network, items]) =>
        (window as unknown as {clicks(...of: [string[], string, number]): Promise<ClicksInTab[]>}).clicks(
          ids as string[],
          network as string,
          items as number
        ),
      [models, NETWORK, ITEMS] as const
    );
    return found.map(({id, ms}) => measured(`${id}: one click in a tab, 50,000 items`, "ms", 5, ms));
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

function drawnNetwork(): Uint8Array {
  const options = {...GRU4REC_OPTIONS, batch_size: 1, n_sample: 0};
  const network = new Gru4RecNetwork(ITEMS, options, new Float64Array(ITEMS).fill(1));
  const model = gru4recRecommender(ITEMS, options, network.weights());
  const schema = recommenderSchema(
    20,
    Array.from({length: ITEMS}, (_, k) => k)
  );
  return gru4recToOnnx(model, {top: 20, name: "drawn", metadata: {schema: JSON.stringify(schema)}});
}

/** The runtime's module lies beside the bundle, where the site's build rewrites its address. */
const besideTheBundle: Plugin = {
  name: "beside the bundle",
  setup(of) {
    of.onLoad({filter: /browser[\\/]onnx\.ts$/}, ({path}) => ({
      contents: readFileSync(path, "utf8").replace(`import.meta.resolve("${WASM}")`, `"./ort-wasm-simd-threaded.wasm"`),
      loader: "ts"
    }));
  }
};
