import {env, ready, setBackend} from "@tensorflow/tfjs-core";
import {setWasmPaths} from "@tensorflow/tfjs-backend-wasm";
import {engineScores} from "./engineScores.js";

/** Trains in the tab, on WebAssembly with one thread, whose files lie beside the page. */
async function train(): Promise<number[][]> {
  setWasmPaths("./");
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await setBackend("wasm");
  await ready();
  return engineScores();
}

Object.assign(window, {train});
