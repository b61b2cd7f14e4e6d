import {expect, test} from "vitest";
import type {PublishedSet} from "../../src/lib/sources/publishedSets.js";
import {recognisePublished} from "../../src/lib/sources/recognisePublished.js";

/** The digests of "abc" are those of RFC 1321 and FIPS 180-2. */
const ABC_MD5 = "900150983cd24fb0d6963f7d28e17f72";
const ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

const form = (name: string, algorithm: "md5" | "sha256", value: string) => ({
  name,
  bytes: 3,
  checksum: {algorithm, value},
  mirror: name
});
const set = (name: string, ...forms: ReturnType<typeof form>[]): PublishedSet => ({
  name,
  title: `the set ${name}`,
  licence: "CC0",
  attribution: "nobody",
  page: "https://example.org",
  parts: [{what: "letters", needed: true, forms}]
});

let reads = 0;
function fileOf(...chunks: string[]) {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return {
    bytes,
    size: bytes.reduce((sum, {length}) => sum + length, 0),
    // as a browser's own files, it works as a method only
    stream(): ReadableStream<Uint8Array> {
      const {bytes} = this;
      reads++;
      return new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of bytes) controller.enqueue(chunk);
          controller.close();
        }
      });
    }
  };
}

test("a file is known by its bytes, in whatever pieces they come, by either digest", async () => {
  for (const [algorithm, value] of [
    ["md5", ABC_MD5],
    ["sha256", ABC_SHA256]
  ] as const) {
    const sets = [
      set("other", form("xyz.csv", "sha256", "0".repeat(64))),
      set("letters", form("abc.csv", algorithm, value))
    ];
    for (const file of [fileOf("abc"), fileOf("a", "", "bc")]) {
      const found = await recognisePublished(file, sets);
      expect(found?.set.name).toBe("letters");
      expect(found?.file.name).toBe("abc.csv");
      expect(found?.part.what).toBe("letters");
    }
    expect(await recognisePublished(fileOf("abd"), sets)).toBeNull();
  }
});

test("a file of another length is not read", async () => {
  reads = 0;
  expect(await recognisePublished(fileOf("abcd"), [set("letters", form("abc.csv", "sha256", ABC_SHA256))])).toBeNull();
  expect(await recognisePublished(fileOf("abcd"))).toBeNull();
  expect(reads).toBe(0);
});
