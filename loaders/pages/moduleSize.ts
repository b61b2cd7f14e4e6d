import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {gzipped} from "../build/gzipped.js";

/** What a package's WebAssembly module weighs, in bytes: unpacked, and gzipped as the site ships it. */
export function moduleSize(specifier: string): {readonly bytes: number; readonly transferBytes: number} {
  const wasm = readFileSync(createRequire(import.meta.url).resolve(specifier));
  return {bytes: wasm.length, transferBytes: gzipped(wasm).length};
}
