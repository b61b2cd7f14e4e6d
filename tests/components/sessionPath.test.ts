import {expect, test} from "vitest";
import {clickedCodec} from "../../src/components/recommend/sessionPath.js";
import {readState} from "../../src/components/state.js";

const codec = clickedCodec({ids: [10, 25, 30]}, 6);

test.each([
  ["visit-6-4", {kind: "session", session: 6, step: 4}],
  ["items-25-10-25", {kind: "own", items: [1, 0, 1]}],
  ["items", {kind: "own", items: []}]
] as const)("%s goes there and back", (text, clicked) => {
  expect(codec.parse(text)).toEqual(clicked);
  expect(codec.format(clicked)).toBe(text);
});

test.each([
  "visit-7-1",
  "visit-0-1",
  "visit-1-0",
  "visit-1",
  "items-11",
  "items-",
  "items-1e1",
  "",
  `items${"-10".repeat(501)}`
])("%s is refused", (text) => expect(codec.parse(text)).toBeUndefined());

test("an item that is not there is named", () =>
  expect(readState("?session=items-10-99", "session", codec)).toEqual({
    kind: "bad",
    message: "The address says session=items-10-99, and there is no item 99 in this log; the default is shown."
  }));
