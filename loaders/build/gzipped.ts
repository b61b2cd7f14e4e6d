import {createHash} from "node:crypto";
import {gzipSync} from "node:zlib";

const packed = new Map<string, Uint8Array>();

/**
 * Bytes, gzipped as the site ships WebAssembly modules and as pages tell their size; once a process, however many ask for
 * the same bytes.
 */
export function gzipped(bytes: Uint8Array): Uint8Array {
  const key = createHash("sha256").update(bytes).digest("hex");
  let made = packed.get(key);
  if (made === undefined) packed.set(key, (made = gzipSync(bytes)));
  return made;
}
