import {engine, env, ready, setBackend} from "@tensorflow/tfjs-core";
import {setWasmPaths} from "@tensorflow/tfjs-backend-wasm";
import {UserError} from "../lib/core/errors.js";

/** What TensorFlow.js reckons with: the processor, through WebAssembly on one thread, or the graphics card. */
export type TfjsBackend = "wasm" | "webgl";

/**
 * Makes TensorFlow.js ready in this worker, from this site's own files. A second call with the same backend does
 * nothing. Throws `UserError` where this browser has no such backend.
 */
export async function openTfjs(backend: TfjsBackend = "wasm"): Promise<void> {
  if (backend === "wasm") useOwnWasm();
  else await import("@tensorflow/tfjs-backend-webgl");
  // where it cannot be had, it says so in the console and takes the next best
  if (!(await setBackend(backend)) || engine().backendName !== backend)
    throw new UserError(`this browser has no ${backend} for TensorFlow.js`, "choose wasm");
  await ready();
}

function useOwnWasm(): void {
  const own = (specifier: string): string => new URL(specifier, import.meta.url).href;
  const simd = own(import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"));
  const plain = own(import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"));
  setWasmPaths({
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm.wasm": plain,
    // a name is asked for; with one thread the file is not
    "tfjs-backend-wasm-threaded-simd.wasm": simd
  });
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
}
