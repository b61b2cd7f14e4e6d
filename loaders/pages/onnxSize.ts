import {moduleSize} from "./moduleSize.js";

/** What the browser's ONNX Runtime weighs: unpacked, and as the site ships it. Pages say so before they fetch it. */
export function onnxSize(): {readonly bytes: number; readonly transferBytes: number} {
  return moduleSize("onnxruntime-web/ort-wasm-simd-threaded.wasm");
}
