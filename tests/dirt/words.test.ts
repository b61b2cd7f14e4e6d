/**
 * What people type: corrections of a mapping, splits, flags of the command line, the configuration file, states in the address of a page. Whatever the
 * text, there is a value or an error for people, one line, and nothing else.
 */
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {afterAll, describe, expect, test} from "vitest";
import {readConfig} from "../../loaders/cli/config.js";
import {pipelineCommand} from "../../loaders/cli/pipeline.js";
import {
  daysWithin,
  flag,
  numberIn,
  oneOf,
  someOf,
  text,
  readState,
  writeState,
  type Codec
} from "../../src/components/state.js";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {guessMapping} from "../../src/lib/eventLog/guessMapping.js";
import {parseMapping} from "../../src/lib/eventLog/parseMapping.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {cases} from "../thorough.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-words-"));
afterAll(() => rmSync(folder, {recursive: true}));

/** Words of every kind that somebody may type, and combinations of them. */
const word = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "__proto__",
    "constructor",
    "toString",
    "'; DROP TABLE raw_events; --",
    "NaN",
    "Infinity",
    "-0",
    "1e999",
    "0x10",
    "９",
    "\u202e",
    "%00",
    "%",
    "../..",
    "null",
    "undefined",
    "[object Object]"
  ),
  fc.string({unit: "binary", maxLength: 30}),
  fc.string({maxLength: 30}),
  fc.double().map(String),
  fc.integer().map(String)
);
const RUNS = cases(400, 1500);

/** Whether a thing is done, or refused in a line. */
function saidWell(act: () => unknown): boolean {
  try {
    act();
  } catch (error) {
    expect(error).toSatisfy((e) => e instanceof UserError || e instanceof UsageError);
  }
  return true;
}

test("corrections of a mapping", () => {
  const guess = guessMapping(["user", "time"], [["a", "2024-01-01"]]).mapping;
  const key = fc.oneof(
    word,
    fc.constantFrom(
      "user",
      "time",
      "event",
      "time-format",
      "zone",
      "deduplicate",
      "names",
      "event.view",
      "event.__proto__",
      "event."
    )
  );
  const part = fc.tuple(key, fc.constantFrom("=", "==", " = ", ""), word).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(part, {maxLength: 5}), (parts) =>
      saidWell(() => {
        const {zoneMinutes, timeFormat, eventNames} = parseMapping(parts.join(","), guess);
        expect(Number.isInteger(zoneMinutes)).toBe(true);
        expect(timeFormat).toMatch(/^(?:s|ms|us|ns|iso|dmy|mdy|ymd|excel)$/);
        expect(Object.getPrototypeOf(eventNames)).toBe(Object.prototype);
      })
    ),
    RUNS
  );
});

test("splits", () => {
  const piece = fc.oneof(
    word,
    fc.constantFrom("date", "user", "random", "months", "windows", "seed", "70/15/15", "1", "0/0/0", "5")
  );
  fc.assert(
    fc.property(fc.array(piece, {maxLength: 5}), (pieces) => saidWell(() => parseSplit(pieces.join(" ")))),
    RUNS
  );
});

describe("flags of the command line", () => {
  const FLAGS = [
    "--gap",
    "--seed",
    "--threads",
    "--memory",
    "--sessions",
    "--split",
    "--max-rejected",
    "--duplicates",
    "--anonymous",
    "--profile"
  ];

  test("that make no sense are said to", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FLAGS), word, async (name, value) => {
        // a source that is none comes last, so that no text, however good, starts a run
        const error = await pipelineCommand([`${name}=${value}`, "--source", join(folder, "none.csv")]).then(
          () => null,
          (e: unknown) => e
        );
        expect(error).toSatisfy((e) => e instanceof UserError || e instanceof UsageError);
        expect((error as Error).message).not.toMatch(/\n/);
      }),
      cases(120, 400)
    );
  });

  test("and sources that are none", async () => {
    await fc.assert(
      fc.asyncProperty(
        word.filter((name) => name !== "" && !name.includes("\0") && !/^[./\\]*$/.test(name)),
        async (name) => {
          const error = await pipelineCommand([`--source=${join(folder, "nowhere")}${name}`]).then(
            () => null,
            (e: unknown) => e
          );
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).not.toMatch(/[\n\r]/);
        }
      ),
      cases(60, 150)
    );
  });
});

test.each([
  ["export default {gapMinutes: '30'}", /gapMinutes to "30"; it should be a number/],
  ["export default {colour: 1}", /an option colour; there are/],
  ["export default {constructor: 1}", /an option constructor; there are/],
  ["export default 3", /exports no configuration; end it/],
  ["export default null", /exports no configuration; end it/],
  ["export default []", null],
  ["", /exports no configuration; end it/],
  ["export default {", /clickproof\.config\.ts .*; /],
  ["throw new Error('mine')", /clickproof\.config\.ts .*; /],
  ["\0\x01\x02 junk ~~", /clickproof\.config\.ts .*; /]
])("a configuration that says %j", async (content, message) => {
  const place = mkdtempSync(join(folder, "config-"));
  writeFileSync(join(place, "clickproof.config.ts"), content);
  const error = await readConfig(place).then(
    () => null,
    (e: unknown) => e
  );
  if (message === null) return expect(error).toBeNull();
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toMatch(/\n/);
});

/** As a browser writes a text whose surrogates do not pair. */
const wellFormed = (word: string) => new TextDecoder().decode(new TextEncoder().encode(word));

test("states in the address of a page", () => {
  const codecs: Codec<unknown>[] = [
    numberIn(0, 100, 0.5),
    numberIn(-5, 5),
    oneOf(["gap", "own"]),
    someOf(["view", "cart"]),
    flag(),
    text(20),
    daysWithin("2024-01-01", "2024-12-31")
  ] as Codec<unknown>[];
  const address = fc.oneof(
    word,
    word.map((w) => `?x=${w}`),
    word.map((w) => `?x=${encodeURIComponent(wellFormed(w))}&y=${w}`)
  );
  fc.assert(
    fc.property(fc.constantFrom(...codecs), word, address, (codec, typed, search) => {
      const value = codec.parse(typed);
      // what is understood is written so that it is understood again
      if (value !== undefined) expect(JSON.stringify(codec.parse(codec.format(value)))).toBe(JSON.stringify(value)); // minus zero is zero
      expect(() => readState(search, "x", codec)).not.toThrow();
      const written = writeState(search, "x", wellFormed(typed));
      expect(new URLSearchParams(written).get("x")).toBe(wellFormed(typed));
    }),
    RUNS
  );
});
