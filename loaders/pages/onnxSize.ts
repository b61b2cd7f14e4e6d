import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {gzipSync} from "node:zlib";

/**
 * What the browser's ONNX Runtime weighs: on disk, and as a server sends it compressed. Pages say so before they fetch
 * it.
 */
export function onnxSize(): {readonly bytes: number; readonly transferBytes: number} {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));
  return {bytes: wasm.length, transferBytes: gzipSync(wasm).length};
}
