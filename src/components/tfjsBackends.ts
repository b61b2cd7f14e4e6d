import type {TfjsBackend} from "../browser/tfjs.js";

/** What TensorFlow.js can reckon with, as a menu names it; the first is the default. */
export const TFJS_BACKENDS: Readonly<Record<TfjsBackend, string>> = {
  wasm: "the processor (WebAssembly)",
  webgl: "the graphics card (WebGL)",
  webgpu: "the graphics card (WebGPU)"
};
