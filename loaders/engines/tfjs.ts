import {createRequire} from "node:module";
import {dirname, sep} from "node:path";
import {env, ready, setBackend} from "@tensorflow/tfjs-core";
import {setWasmPaths} from "@tensorflow/tfjs-backend-wasm";

const FAILURES = ["uncaughtException", "unhandledRejection"] as const;

/** Makes TensorFlow.js ready in this process, on WebAssembly with one thread. A second call does nothing. */
export async function openTfjs(): Promise<void> {
  const heard = FAILURES.map((event) => process.listeners(event as "uncaughtException"));
  const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(dirname(main) + sep);
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await setBackend("wasm");
  await ready();
  // its module listens for whatever fails in the process and throws it again, with a page of its own text before
  FAILURES.forEach((event, k) => {
    for (const listener of process.listeners(event as "uncaughtException"))
      if (!heard[k].includes(listener)) process.removeListener(event, listener);
  });
}
