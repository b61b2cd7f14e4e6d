import {moduleSize} from "./moduleSize.js";

/** What the browser's database weighs: unpacked, and as the site ships it. Pages say so before they fetch it. */
export function duckdbSize(): {readonly bytes: number; readonly transferBytes: number} {
  return moduleSize("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm");
}
