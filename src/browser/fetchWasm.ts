import {UserError} from "../lib/core/errors.js";

export interface FetchWasmOptions {
  /** Hears how many bytes of the module, unpacked, have come so far. */
  readonly onLoad?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fetches a WebAssembly module of this site. The site ships it gzipped, as `<address>.gz`, so that a server that does not
 * compress sends no more than one that does, and it is unpacked here. Where there is no such file (in the preview, and
 * where a package's own file lies beside a page) the address itself is fetched.
 *
 * @param address of the module as the package has it, ending in `.wasm`
 * @throws {UserError} where the server does not answer with the file, and where it came damaged
 */
export async function fetchWasm(address: string, {onLoad, signal}: FetchWasmOptions = {}): Promise<Blob> {
  let answer = await fetch(`${address}.gz`, {signal});
  if (answer.status === 404) {
    await answer.body?.cancel();
    answer = await fetch(address, {signal});
  }
  const name = address.slice(address.lastIndexOf("/") + 1);
  if (!answer.ok || answer.body === null)
    throw new UserError(`${name} could not be fetched: the server answered ${answer.status}`, "reload the page");
  let chunks: Uint8Array<ArrayBuffer>[];
  try {
    chunks = await gunzip(answer.body as ReadableStream<Uint8Array<ArrayBuffer>>, onLoad);
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(`${name} came damaged (${(error as Error).message})`, "reload the page");
  }
  const module = new Blob(chunks, {type: "application/wasm"});
  const first = new Uint8Array(await module.slice(0, 4).arrayBuffer());
  if (String.fromCharCode(...first) !== "\0asm")
    throw new UserError(`${name} came damaged: it is not WebAssembly`, "reload the page");
  return module;
}

/**
 * Unpacks a gzipped stream chunk by chunk as it comes; one that is not gzipped, as a server unpacks it that takes `.gz`
 * for an encoding, is handed on as it is: the first two bytes tell. Browsers before 2023 have no `DecompressionStream`;
 * there fflate unpacks the whole once it has come, and what was damaged but can be unpacked is left to the compiler to
 * find.
 *
 * @param onLoad hears how many unpacked bytes there are so far
 * @throws where the stream is damaged or ends too early
 */
export async function gunzip(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLoad?: (bytes: number) => void
): Promise<Uint8Array<ArrayBuffer>[]> {
  const [first, whole] = await peek(stream, 2);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return chunksOf(whole, onLoad);
  if (typeof DecompressionStream !== "undefined") {
    return chunksOf(whole.pipeThrough(new DecompressionStream("gzip")), onLoad);
  }
  const [{gunzipSync}, packed] = await Promise.all([import("fflate"), chunksOf(whole)]);
  const unpacked = gunzipSync(new Uint8Array(await new Blob(packed).arrayBuffer())) as Uint8Array<ArrayBuffer>;
  onLoad?.(unpacked.length);
  return [unpacked];
}

/** The first bytes of a stream, fewer where it is shorter, and the whole stream again. */
async function peek(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  count: number
): Promise<[first: Uint8Array, whole: ReadableStream<Uint8Array<ArrayBuffer>>]> {
  const reader = stream.getReader();
  const seen: Uint8Array<ArrayBuffer>[] = [];
  let ended = false;
  for (let bytes = 0; bytes < count && !ended;) {
    const {done, value} = await reader.read();
    if (done) ended = true;
    else {
      seen.push(value);
      bytes += value.length;
    }
  }
  const first = new Uint8Array(seen.flatMap((chunk) => Array.from(chunk.subarray(0, count)))).subarray(0, count);
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = seen.shift();
      if (next !== undefined) return controller.enqueue(next);
      const {done, value} = ended ? {done: true, value: undefined} : await reader.read();
      if (done) controller.close();
      else controller.enqueue(value!);
    },
    cancel: (reason) => reader.cancel(reason)
  });
  return [first, whole];
}

async function chunksOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLoad?: (bytes: number) => void
): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = stream.getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return chunks;
    chunks.push(value);
    bytes += value.length;
    onLoad?.(bytes);
  }
}
