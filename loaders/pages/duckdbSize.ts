import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {gzipSync} from "node:zlib";

/** What the browser's database weighs: on disk, and as a server sends it compressed. Pages say so before they fetch it. */
export function duckdbSize(): {readonly bytes: number; readonly transferBytes: number} {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));
  return {bytes: wasm.length, transferBytes: gzipSync(wasm).length};
}
