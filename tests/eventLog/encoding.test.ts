/**
 * Whether bytes that are no UTF-8 are Windows-1252. Oracle: lines of which each is clean, western or damaged by its making.
 */
import {expect, test} from "vitest";
import {Utf8Check} from "../../src/lib/eventLog/encoding.js";

const CLEAN = [0x61, 0x2c, 0x62];
/** `café,x` with é as one byte. */
const WESTERN = [0x63, 0x61, 0x66, 0xe9, 0x2c, 0x78];
/** Bytes that stand for no sign of any language of the west. */
const DAMAGED = [0x61, 0x81, 0x8d, 0x9d, 0x2c, 0x62];

test.each([
  ["more lines are western than damaged", [CLEAN, WESTERN, DAMAGED, WESTERN], true],
  ["as many are western as damaged", [CLEAN, WESTERN, DAMAGED], false],
  ["fewer are western", [CLEAN, DAMAGED, WESTERN, DAMAGED], false],
  ["fewer are, and the header is one of them", [WESTERN, DAMAGED, DAMAGED], true],
  ["the header is damaged, and as many are western", [DAMAGED, WESTERN], false],
  ["all are damaged", [DAMAGED, CLEAN, DAMAGED], false],
  ["none is anything but ASCII", [CLEAN, CLEAN], false]
])("%s", (_, lines, expected) => {
  const bytes = Uint8Array.from(lines.flatMap((line) => [...line, 10]));
  for (const size of [bytes.length, 3]) {
    const check = new Utf8Check();
    for (let from = 0; from < bytes.length; from += size) check.add(bytes.subarray(from, from + size));
    expect(check.finish().isWindows1252).toBe(expected);
  }
});
