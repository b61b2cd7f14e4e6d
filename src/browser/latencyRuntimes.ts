import type {ReadNode} from "../lib/onnx/readOnnxGraph.js";
import {ortScorer, type OrtModule} from "../lib/onnx/runtimes/ortScorer.js";
import type {TfjsBackend} from "./tfjs.js";
import {fetchWasm} from "./fetchWasm.js";
import {INTERPRETER, RUNTIME_TITLES, type Runtime, type RuntimeId} from "../lib/onnx/runtimes/runtime.js";

/** A runtime that this browser has, not fetched yet. */
export interface BrowserRuntime {
  readonly id: RuntimeId;
  /** Fetches and starts it, in this worker, from this site's own files. */
  start(): Promise<Runtime>;
}

const own = (specifier: string): string => new URL(specifier, import.meta.url).href;

/** The runtimes of this browser; those of a graphics card only where it lends a worker one. */
export async function browserRuntimes(): Promise<BrowserRuntime[]> {
  const [webgl, webgpu] = [hasWebGl(), await hasWebGpu()];
  const all: readonly (BrowserRuntime & {readonly there: boolean})[] = [
    {id: "onnx-wasm", start: startOnnxWasm, there: true},
    {id: "onnx-webgpu", start: startOnnxWebGpu, there: webgpu},
    {id: "tfjs-wasm", start: () => startTfjs("wasm"), there: true},
    {id: "tfjs-webgl", start: () => startTfjs("webgl"), there: webgl},
    {id: "tfjs-webgpu", start: () => startTfjs("webgpu"), there: webgpu},
    {id: "plain", start: () => Promise.resolve(INTERPRETER), there: true}
  ];
  return all.filter(({there}) => there);
}

/** Reals of 64 bits, by their number in ONNX's `TensorProto.DataType`. */
const DOUBLE = 11;

/** What the processor stands in for a graphics card with: its times would be those of neither. */
const STAND_IN = /swiftshader|llvmpipe|software|basic render/i;

async function hasWebGpu(): Promise<boolean> {
  interface Adapter {
    readonly info: {readonly vendor: string; readonly architecture: string; readonly description: string};
  }
  const {gpu} = navigator as {readonly gpu?: {requestAdapter(): Promise<Adapter | null>}};
  const adapter = (await gpu?.requestAdapter().catch(() => null)) ?? null;
  return adapter !== null && !STAND_IN.test(`${adapter.info.architecture} ${adapter.info.description}`);
}

function hasWebGl(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  return gl !== null && !STAND_IN.test(names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "");
}

/** Fetches and readies ONNX Runtime on WebAssembly, one thread; it compiles itself when it opens its first file. */
export async function startOnnxWasm(): Promise<Runtime> {
  const [ort, wasm] = await Promise.all([
    import("onnxruntime-web/wasm"),
    fetchWasm(own(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")))
  ]);
  ort.env.wasm.wasmBinary = await wasm.arrayBuffer();
  ort.env.wasm.numThreads = 1;
  return ortRuntime("onnx-wasm", ort as unknown as OrtModule);
}

/**
 * ONNX Runtime on the graphics card, which has neither trees nor reals of 64 bits. With steps before channels, the
 * layout it prefers, onnxruntime-web 1.30.0 is wrong about convolutions that look back.
 *
 * @public its test asks the built site for it
 */
export async function startOnnxWebGpu(): Promise<Runtime> {
  const [ort, wasm] = await Promise.all([
    import("onnxruntime-web/webgpu"),
    fetchWasm(own(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm")))
  ]);
  ort.env.wasm.wasmBinary = await wasm.arrayBuffer();
  ort.env.wasm.numThreads = 1;
  const options = {executionProviders: [{name: "webgpu", preferredLayout: "NCHW"}]};
  const wide = ({op, attributes}: ReadNode) => op === "Cast" && attributes.to === DOUBLE;
  return {
    ...ortRuntime("onnx-webgpu", ort as unknown as OrtModule, options),
    takes: ({nodes}) => nodes.every((node) => node.domain === "" && !wide(node))
  };
}

function ortRuntime(id: RuntimeId, ort: OrtModule, options: object = {}): Runtime {
  return {id, title: RUNTIME_TITLES[id], takes: () => true, open: (file) => ortScorer(ort, file, options)};
}

/**
 * TensorFlow.js with one of its backends; several take turns.
 *
 * @public its test asks the built site for it
 */
export async function startTfjs(backend: TfjsBackend): Promise<Runtime> {
  const [{openTfjs}, {tfjsScorer, tfjsSupports, tfjsAsyncScorer}] = await Promise.all([
    import("./tfjs.js"),
    import("../lib/onnx/runtimes/tfjsScorer.js")
  ]);
  await openTfjs(backend);
  const id = `tfjs-${backend}` as const;
  return {
    id,
    title: RUNTIME_TITLES[id],
    takes: tfjsSupports,
    async open(_, graph) {
      if (backend !== "wasm") return tfjsAsyncScorer(graph, backend);
      await openTfjs(backend);
      return {...tfjsScorer(graph), ready: () => openTfjs(backend)};
    }
  };
}
