import {env, ready, setBackend} from "@tensorflow/tfjs-core";
import {setWasmPaths} from "@tensorflow/tfjs-backend-wasm";

/**
 * Makes TensorFlow.js ready in this worker, on WebAssembly with one thread, from this site's own files. A second
 * call does nothing.
 */
export async function openTfjs(): Promise<void> {
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
  await setBackend("wasm");
  await ready();
}
