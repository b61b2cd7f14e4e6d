/**
 * Counting the records of a CSV whose pieces are passed over fast. Oracles: the same bytes one at a time, which no fast way takes, and for plain files lines counted by cutting the text.
 */
import fc from "fast-check";
import {expect, test} from "vitest";
import {countCleanRecords} from "../../src/lib/eventLog/csvCheck.js";
import {cases} from "../thorough.js";

async function* pieces(bytes: Uint8Array, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}
const count = (bytes: Uint8Array, size: number) => countCleanRecords(pieces(bytes, size), ",", 3);

test("pieces of any size give the same", async () => {
  const signs = fc.constantFrom(
    ...'aaa,,\n\n"\r\0'.split(""),
    "é",
    "\r\n",
    "b,c,d\n",
    "x,y\n",
    "1,2,3,4\n",
    "1,2,3,4,5\n",
    '"q,\n",2,3\n'
  );
  const bad = fc.constantFrom([0xff], [0xc3]);
  const bytes = fc
    .array(
      fc.oneof({weight: 60, arbitrary: signs.map((text) => [...Buffer.from(text)])}, {weight: 1, arbitrary: bad}),
      {maxLength: 40}
    )
    .map((parts) => Uint8Array.from([...Buffer.from("a,b,c\n"), ...parts.flat()]));
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({min: 2, max: 60}), async (all, size) => {
      const slow = await count(all, 1);
      expect(await count(all, size)).toBe(slow);
      expect(await count(all, all.length)).toBe(slow);
    }),
    cases(400, 5000)
  );
});

test("plain lines are counted, blank ones are none, and too many fields are no plain file", async () => {
  const text = "a,b,c\n1,2,3\n\n4,5\n6,7,8,9\nüber,1,2\nlast,1,2";
  const lines = text.split("\n").filter((line) => line !== "").length;
  const bytes = (of: string) => new Uint8Array(Buffer.from(of));
  for (const size of [1, 5, 1000]) {
    expect(await count(bytes(text), size)).toBe(lines);
    expect(await count(bytes(`${text}\n1,2,3,4,5\n1,2,3\n`), size)).toBeNull();
    expect(await count(bytes(`\n${text}`), size)).toBeNull();
  }
  expect(await count(Uint8Array.from([...bytes("a,b,c\n1,2,"), 0xff, ...bytes("\n1,2,3\n")]), 1000)).toBeNull();
});
