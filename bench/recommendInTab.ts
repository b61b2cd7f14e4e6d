import {build, type Plugin} from "esbuild";
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {serve} from "../loaders/build/serve.js";
import {findChromium, launchChromium} from "../loaders/tools/chromium.js";
import {random} from "../src/lib/core/random.js";
import {gru4recRecommender} from "../src/lib/recommend/gru4rec.js";
import {Gru4RecNetwork} from "../src/lib/recommend/gru4recNetwork.js";
import {gru4recToOnnx} from "../src/lib/recommend/gru4recOnnx.js";
import {GRU4REC_OPTIONS} from "../src/lib/recommend/gru4recOptions.js";
import {recommenderSchema} from "../src/lib/recommend/recommenderCard.js";
import type {RecommenderFileOptions} from "../src/lib/recommend/recommenderGraph.js";
import {countingRecommenders} from "../src/lib/recommend/recommenders.js";
import {sasrecToOnnx} from "../src/lib/recommend/sasrecOnnx.js";
import {SASREC_OPTIONS, sasrecShapes} from "../src/lib/recommend/sasrecOptions.js";
import {sasrecRecommender} from "../src/lib/recommend/sasrecRecommender.js";
import {measured, type Measured} from "./measured.js";
import type {ClicksInTab} from "./tab/recommendPage.js";

const ITEMS = 50_000;
const WASM = "onnxruntime-web/ort-wasm-simd-threaded.wasm";

/**
 * One click in the session explorer's worker in Chromium, on a catalogue of 50,000 items: each model that counts,
 * GRU4Rec with one vector an item, and SASRec; the weights of both are as drawn before any training, as only the time is
 * measured.
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
  for (const [id, file] of Object.entries(NETWORKS)) writeFileSync(join(folder, `${id}.onnx`), file());
  writeFileSync(join(folder, "index.html"), `<!doctype html><script type="module" src="./recommendPage.js"></script>`);
  const server = await serve(folder);
  const browser = await launchChromium(executable);
  try {
    const page = await browser.newPage();
    await page.goto(server.url, {waitUntil: "networkidle"});
    const found = await page.evaluate(
      ([ids, networks, items]) =>
        (window as unknown as {clicks(...of: [string[], string[], number]): Promise<ClicksInTab[]>}).clicks(
          ids as string[],
          networks as string[],
          items as number
        ),
      [countingRecommenders().map(({id}) => id), Object.keys(NETWORKS), ITEMS] as const
    );
    return found.map(({id, ms}) => measured(`${id}: one click in a tab, 50,000 items`, "ms", 5, ms));
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

const NETWORKS: Readonly<Record<string, () => Uint8Array>> = {gru4rec: drawnGru4Rec, sasrec: drawnSasrec};

function drawnGru4Rec(): Uint8Array {
  const options = {...GRU4REC_OPTIONS, batch_size: 1, n_sample: 0};
  const network = new Gru4RecNetwork(ITEMS, options, new Float64Array(ITEMS).fill(1));
  return gru4recToOnnx(gru4recRecommender(ITEMS, options, network.weights()), fileOptions());
}

function drawnSasrec(): Uint8Array {
  const draws = random(1);
  const shapes = {...sasrecShapes(SASREC_OPTIONS), items: [ITEMS, SASREC_OPTIONS.hidden_units]};
  const weights = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({length: size}, () => 0.1 * (2 * draws.uniform() - 1))];
    })
  );
  const {maxlen} = SASREC_OPTIONS;
  return sasrecToOnnx(sasrecRecommender(ITEMS, SASREC_OPTIONS, weights), fileOptions(maxlen));
}

function fileOptions(mostClicks: number | null = null): RecommenderFileOptions {
  const ids = Array.from({length: ITEMS}, (_, k) => k);
  return {top: 20, name: "drawn", metadata: {schema: JSON.stringify(recommenderSchema(20, ids, mostClicks))}};
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
