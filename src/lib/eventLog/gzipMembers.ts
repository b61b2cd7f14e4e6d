import {crc32} from "./crc32.js";
import {sliceOf, type LogFile} from "./logFile.js";

/**
 * The bytes of one gzip or several, one behind the other, without the first `skip` of them. Each member's checksum is held against its end. It is slower
 * than what the platform offers, which in browsers takes one member only. Throws an `Error` where a member is damaged or cut short.
 */
export async function* gunzippedMembers(file: LogFile, skip: number): AsyncGenerator<Uint8Array> {
  const {Gunzip} = await import("fflate");
  /** What came out, and in between where a member ended, in order. */
  let found: (Uint8Array | number)[] = [];
  const gunzip = new Gunzip((data) => void found.push(data));
  gunzip.onmember = (offset) => void found.push(offset);
  let [crc, size] = [0, 0];
  let left = skip;
  const take = async function* (): AsyncGenerator<Uint8Array> {
    const parts = found;
    found = [];
    for (const part of parts) {
      if (typeof part === "number") {
        await check(part);
        continue;
      }
      crc = crc32(crc, part);
      size += part.length;
      if (part.length > left) yield part.subarray(left);
      left = Math.max(0, left - part.length);
    }
  };
  const check = async (end: number) => {
    const trailer = new DataView(await sliceOf(file, end - 8, end));
    if (
      trailer.byteLength < 8 ||
      trailer.getUint32(0, true) !== crc ||
      trailer.getUint32(4, true) !== size % 0x1_0000_0000
    )
      throw new Error("a member of the gzip is damaged");
    [crc, size] = [0, 0];
  };
  for (let at = 0; at < file.size;) {
    const to = Math.min(at + (1 << 18), file.size);
    gunzip.push(new Uint8Array(await sliceOf(file, at, to)), to === file.size);
    at = to;
    yield* take();
  }
  await check(file.size);
}
