import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import {gzipSync} from "node:zlib";
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from "vitest";
import {fetchWasm, gunzip} from "../../src/browser/fetchWasm.js";
import {random} from "../../src/lib/core/random.js";

/** What a module begins with, and enough after it, half of it random, to come in several chunks. */
const MODULE = Uint8Array.from({length: 400_000}, () => 7);
const generator = random(1, 1);
for (let i = 0; i < MODULE.length; i += 2) MODULE[i] = generator.below(256);
MODULE.set([0, 0x61, 0x73, 0x6d]);
const PACKED = gzipSync(MODULE);

interface Answer {
  readonly status?: number;
  readonly body: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const damaged = Uint8Array.from(PACKED);
damaged.fill(0, PACKED.length >> 1, (PACKED.length >> 1) + 100);

const answers: Readonly<Record<string, Answer>> = {
  "/packed.wasm.gz": {body: PACKED, headers: {"content-type": "application/gzip"}},
  "/encoded.wasm.gz": {body: PACKED, headers: {"content-encoding": "gzip"}},
  "/twice.wasm.gz": {body: gzipSync(PACKED), headers: {"content-encoding": "gzip"}},
  "/plain.wasm": {body: MODULE},
  "/damaged.wasm.gz": {body: damaged},
  "/short.wasm.gz": {body: PACKED.subarray(0, PACKED.length - 2000)},
  "/page.wasm.gz": {body: "<!doctype html><title>Not here</title>"},
  "/empty.wasm.gz": {body: ""},
  "/broken.wasm.gz": {status: 500, body: "no"},
  // a server that fails is not one that lacks the file
  "/broken.wasm": {body: MODULE}
};

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const {status = 200, body, headers} = answers[request.url!] ?? {status: 404, body: "not found"};
    response.writeHead(status, {connection: "close", ...headers}).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
afterEach(() => vi.unstubAllGlobals());

const bytesOf = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetchWasm(`${url}/${name}.wasm`)).arrayBuffer());

/** As a browser without `DecompressionStream` has it. */
describe.each([
  ["with DecompressionStream", false],
  ["with fflate", true]
])("%s", (_, without) => {
  const use = () => without && vi.stubGlobal("DecompressionStream", undefined);

  test.each([
    ["gzipped", "packed"],
    ["gzipped, by a server that calls that an encoding", "encoded"],
    ["gzipped, by a server that gzips it again", "twice"],
    ["as the package has it, where no gzipped file is", "plain"]
  ])("a module comes %s", async (_, name) => {
    use();
    expect(Buffer.compare(await bytesOf(name), MODULE)).toBe(0);
  });

  test.each([
    ["cut short", "short", /^short\.wasm came damaged.*; reload the page$/],
    ["a page instead", "page", "page.wasm came damaged: it is not WebAssembly; reload the page"],
    ["nothing at all", "empty", "empty.wasm came damaged: it is not WebAssembly; reload the page"],
    ["an error", "broken", "broken.wasm could not be fetched: the server answered 500; reload the page"],
    ["no file", "gone", "gone.wasm could not be fetched: the server answered 404; reload the page"]
  ])("%s is an error that says so", async (_, name, message) => {
    use();
    await expect(bytesOf(name)).rejects.toThrow(message);
  });

  test("what has come is counted unpacked, to the last byte", async () => {
    use();
    const heard: number[] = [];
    await fetchWasm(`${url}/packed.wasm`, {onLoad: (bytes) => heard.push(bytes)});
    expect(heard.length).toBeGreaterThan(0);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.at(-1)).toBe(MODULE.length);
  });
});

test("one damaged on its way is an error that says so", async () => {
  await expect(bytesOf("damaged")).rejects.toThrow(/^damaged\.wasm came damaged \(.*\); reload the page$/);
});

test("an address that is given up is not fetched", async () => {
  await expect(fetchWasm(`${url}/packed.wasm`, {signal: AbortSignal.abort(new Error("enough"))})).rejects.toThrow(
    "enough"
  );
});

test("the two bytes that tell may come one by one", async () => {
  const bytes = Array.from(PACKED, (byte) => Uint8Array.of(byte)).slice(0, 3);
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of bytes) controller.enqueue(chunk);
      controller.enqueue(Uint8Array.from(PACKED.subarray(3)));
      controller.close();
    }
  });
  const chunks = await gunzip(stream);
  expect(Buffer.concat(chunks).equals(MODULE)).toBe(true);
});
