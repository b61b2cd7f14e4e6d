import {ortScorer, type OrtModule} from "../lib/serving/ortScorer.js";
import {PLAIN, RUNTIME_TITLES, type Runtime, type RuntimeId} from "../lib/serving/runtime.js";

/** A runtime that this browser has, not fetched yet. */
export interface BrowserRuntime {
  readonly id: RuntimeId;
  /** Fetches and starts it, in this worker, from this site's own files. */
  start(): Promise<Runtime>;
}

const own = (specifier: string): string => new URL(specifier, import.meta.url).href;

/** The runtimes of this browser; WebGPU only where there is an adapter for it. */
export async function browserRuntimes(): Promise<BrowserRuntime[]> {
  return [
    {id: "onnx-wasm", start: startOnnxWasm},
    ...((await hasWebGpu()) ? [{id: "onnx-webgpu", start: startWebGpu} as const] : []),
    {id: "tfjs-wasm", start: startTfjs},
    {id: "plain", start: () => Promise.resolve(PLAIN)}
  ];
}

/** Whether this browser gives a worker a graphics adapter. */
export async function hasWebGpu(): Promise<boolean> {
  const {gpu} = navigator as {readonly gpu?: {requestAdapter(): Promise<object | null>}};
  return (await gpu?.requestAdapter().catch(() => null)) != null;
}

/** Fetches and readies ONNX Runtime on WebAssembly, one thread; it compiles itself when it opens its first file. */
export async function startOnnxWasm(): Promise<Runtime> {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.wasmPaths = {wasm: own(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"))};
  ort.env.wasm.numThreads = 1;
  return ortRuntime("onnx-wasm", ort as unknown as OrtModule);
}

async function startWebGpu(): Promise<Runtime> {
  const ort = await import("onnxruntime-web/webgpu");
  ort.env.wasm.wasmPaths = {wasm: own(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm"))};
  ort.env.wasm.numThreads = 1;
  return ortRuntime("onnx-webgpu", ort as unknown as OrtModule, {executionProviders: ["webgpu"]});
}

function ortRuntime(id: RuntimeId, ort: OrtModule, options: object = {}): Runtime {
  return {id, title: RUNTIME_TITLES[id], takes: () => true, open: (file) => ortScorer(ort, file, options)};
}

async function startTfjs(): Promise<Runtime> {
  const [{openTfjs}, {tfjsScorer, tfjsTakes}] = await Promise.all([
    import("./tfjs.js"),
    import("../lib/serving/tfjsScorer.js")
  ]);
  await openTfjs();
  return {
    id: "tfjs-wasm",
    title: RUNTIME_TITLES["tfjs-wasm"],
    takes: tfjsTakes,
    open: (_, graph) => tfjsScorer(graph)
  };
}
