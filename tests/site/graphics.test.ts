import {readdirSync, readFileSync} from "node:fs";
import {afterAll, beforeAll, expect, test} from "vitest";
import {runs} from "../thorough.js";
import {Site} from "./browser.js";

let site: Site;
// the processor stands in for a graphics card, so that what is written for one runs here
beforeAll(async () => void (site = await Site.open({graphics: true})));
afterAll(() => site.close());

const TFJS = ["tfjs-wasm", "tfjs-webgl", "tfjs-webgpu"];
/** What takes each file: ONNX Runtime has no reals of 64 bits on a card, in which TabM's columns are prepared. */
const RUNTIMES = {
  "online-shoppers-revenue-tabm-best-head": ["onnx-wasm", ...TFJS],
  "shop-purchase-this-session-tcn": ["onnx-wasm", "onnx-webgpu", ...TFJS],
  "shop-purchase-this-session-boosting": ["onnx-wasm"]
};
/** The address of a module of the built site, whose name has a hash. */
const built = (folder: string, name: string) =>
  site.url(`_import/${folder}/${readdirSync(`dist/_import/${folder}`).find((file) => file.startsWith(`${name}.`))}`);

interface Scored {
  readonly runtime: string;
  readonly difference: number;
  readonly distinct: number;
}

test.each(Object.entries(RUNTIMES))(
  "%s has the same scores on a graphics card",
  {timeout: 600_000},
  async (name, takers) => {
    const {page, problems} = await site.visit("latency");
    const question = {
      // a processor that stands in for a card takes long over each row of a network over events
      rows: name.endsWith("tcn") ? runs(16, 64) : 64,
      file: readFileSync(`models/${name}.onnx`).toString("base64"),
      modules: [
        built("browser", "latencyRuntimes"),
        built("lib/onnx", "readOnnxGraph"),
        built("lib/latency", "modelInputs")
      ]
    };
    // as a text, as what runs here has imports of its own kind
    const scored = (await page.evaluate(`(async ({rows, file, modules}) => {
    const [runtimes, {readOnnxGraph}, {inputPool}] = await Promise.all(modules.map((module) => import(module)));
    const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
    const graph = readOnnxGraph(bytes);
    const pool = inputPool(graph, {rows: 0, columns: [], x: new Float32Array(0)});
    const opened = [];
    for (const start of [
      runtimes.startOnnxWasm,
      runtimes.startOnnxWebGpu,
      () => runtimes.startTfjs("wasm"),
      () => runtimes.startTfjs("webgl"),
      () => runtimes.startTfjs("webgpu")
    ]) {
      const runtime = await start();
      if (runtime.takes(graph)) opened.push({runtime, scorer: await runtime.open(bytes, graph)});
    }
    const found = [];
    let wanted;
    // in turn, twice, as measuring does
    for (let turn = 0; turn < 2; turn++)
      for (const {runtime, scorer} of opened) {
        await scorer.ready?.();
        const scores = (await scorer.score(pool.take(rows, 0))).slice();
        wanted ??= scores;
        found.push({
          runtime: runtime.id,
          difference: Math.max(...scores.map((score, i) => Math.abs(score - wanted[i]))),
          distinct: new Set(scores).size
        });
      }
    return found;
  })(${JSON.stringify(question)})`)) as Scored[];
    expect(scored.map(({runtime}) => runtime)).toEqual([...takers, ...takers]);
    for (const {runtime, difference, distinct} of scored) {
      expect(difference, runtime).toBeLessThanOrEqual(1e-4);
      expect(distinct, runtime).toBeGreaterThan(5);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  }
);

test(
  "a TabM trained on a graphics card gives the chances of one trained on the processor",
  {timeout: 600_000},
  async () => {
    const {page, problems} = await site.visit("latency");
    const modules = [built("browser", "tfjs"), built("lib/models/neural", "tabmEstimator")];
    const trained = (await page.evaluate(`(async (modules) => {
    const [{openTfjsToTrain}, {tabmEstimator}] = await Promise.all(modules.map((module) => import(module)));
    const rows = 300;
    const columns = ["a", "b", "c"];
    // numbers that look drawn, the same everywhere
    const x = Float64Array.from({length: rows * columns.length}, (_, at) => (at * 7919) % 101);
    const y = Float64Array.from({length: rows}, (_, row) => (x[3 * row] + x[3 * row + 1] > 100 ? 1 : 0));
    const found = [];
    for (const backend of ["wasm", "webgl", "webgpu"]) {
      try {
        await openTfjsToTrain(backend);
      } catch (error) {
        found.push(error.message);
        continue;
      }
      const learner = tabmEstimator({heads: 2, width: 8, pieces: 4, embedding: 2, epochs: 3, patience: 0, dropout: 0});
      const model = await learner.fit({rows, columns, x, y}, {seed: 1});
      found.push([...model.predict({rows, columns, x})]);
    }
    return found;
  })(${JSON.stringify(modules)})`)) as number[][];
    const wanted = trained[0] as number[];
    expect(new Set(wanted).size).toBeGreaterThan(90);
    const near = (scores: readonly number[]) =>
      scores.forEach((score, row) => expect(Math.abs(score - wanted[row]), `row ${row}`).toBeLessThanOrEqual(1e-4));
    near(trained[1] as number[]);
    // where WebGPU cannot be read at once, that is said, and nothing is trained
    if (typeof trained[2] === "string") expect(trained[2]).toMatch(/^this browser's webgpu cannot be read/);
    else near(trained[2]);
    expect(problems).toEqual([]);
    await page.context().close();
  }
);
