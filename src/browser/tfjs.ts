import {engine, env, mul, ready, setBackend, tensor1d, tidy} from "@tensorflow/tfjs-core";
import {setWasmPaths} from "@tensorflow/tfjs-backend-wasm";
import {UserError} from "../lib/core/errors.js";
import {fetchWasm} from "./fetchWasm.js";

/** What TensorFlow.js reckons with: the processor, through WebAssembly on one thread, or the graphics card, in two ways. */
export type TfjsBackend = "wasm" | "webgl" | "webgpu";

/** Those that were made ready before, among which it can be changed. */
const opened = new Set<TfjsBackend>();

/**
 * Makes TensorFlow.js ready in this worker, from this site's own files. A call with the backend that is
 * set does nothing. Throws `UserError` where this browser has no such backend, and what `fetchWasm` throws.
 */
export async function openTfjs(backend: TfjsBackend = "wasm"): Promise<void> {
  if (opened.has(backend)) {
    if (engine().backendName !== backend) await setBackend(backend);
    return;
  }
  if (backend === "wasm") await useOwnWasm();
  else if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  else await import("@tensorflow/tfjs-backend-webgpu");
  // where it cannot be had, it says so in the console and takes the next best
  const set = await setBackend(backend).catch(() => false);
  if (!set || engine().backendName !== backend)
    throw new UserError(`this browser has no ${backend} for TensorFlow.js`, "choose wasm");
  await ready();
  opened.add(backend);
}

/**
 * The same for training, which reads what it works out at once. TensorFlow.js reads a card's WebGPU so through a canvas,
 * which some browsers leave empty: a training would stand still and say nothing. Throws `UserError` there, too.
 */
export async function openTfjsToTrain(backend: TfjsBackend): Promise<void> {
  await openTfjs(backend);
  // so many that no backend leaves them to the processor
  const numbers = Float32Array.from({length: 4096}, (_, i) => i - 1000.5);
  const doubled = tidy(() => mul(tensor1d(numbers), 2).dataSync());
  if (numbers.some((number, i) => doubled[i] !== 2 * number))
    throw new UserError(`this browser's ${backend} cannot be read while a network is trained`, "choose webgl or wasm");
}

async function useOwnWasm(): Promise<void> {
  const own = (specifier: string): string => new URL(specifier, import.meta.url).href;
  const simd = import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
  const plain = import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
  const hasSimd = await env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const unpacked = URL.createObjectURL(await fetchWasm(own(hasSimd ? simd : plain)));
  setWasmPaths({
    "tfjs-backend-wasm-simd.wasm": unpacked,
    "tfjs-backend-wasm.wasm": unpacked,
    // a name is asked for; with one thread the file is not
    "tfjs-backend-wasm-threaded-simd.wasm": unpacked
  });
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
}
