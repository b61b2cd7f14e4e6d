import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {mistypedExamples, wrongExamples} from "./examples.js";
import {projectFiles} from "./repository.js";

/** Folders whose every exported function has an example; those of the others are run where there are any. */
const REQUIRED = /^src\/lib\/(?:metrics|models|nn)\//;
const READ =
  /^src\/lib\/(?:metrics|models|nn|sequence|sql|features|forecast|recommend|tuning|experiments|offers)\/.*\.ts$/;

const files = projectFiles().filter((file) => READ.test(file));
const sources = Object.fromEntries(files.map((file) => [file, readFileSync(file, "utf8")]));

test("the examples of metrics, models, networks, sequences, SQL, features, forecasts, recommenders, tuning, experiments and offers give what they say", async () => {
  const {wrong, examples} = await wrongExamples(sources, {
    required: (file) => REQUIRED.test(file),
    setup: `import {openTfjs} from "./loaders/engines/tfjs.js";\nawait openTfjs();`
  });
  expect(wrong).toEqual([]);
  expect(examples).toBeGreaterThan(150);
});

test("and are well typed", () => {
  const half = `/**
 * @example
 * \`\`\`ts
 * half("2") // → 1
 * \`\`\`
 */
export const half = (x: number) => x / 2;`;
  expect(mistypedExamples({...sources, "src/lib/metrics/half.ts": half})).toEqual([
    expect.stringMatching(/^src\/lib\/metrics\/half\.ts:4 half: Argument of type 'string'/)
  ]);
});

/** What is wrong with the one function of a made-up file. */
async function wrongIn(example: string, {code = "export const half = (x: number) => x / 2;"} = {}): Promise<string[]> {
  const comment = ["/**", " * Halves a number.", ...example.split("\n").map((line) => ` * ${line}`), " */"];
  const {wrong} = await wrongExamples({"src/lib/half.ts": `${comment.join("\n")}\n${code}\n`});
  return wrong;
}

const block = (...lines: string[]) => ["@example", "```ts", ...lines, "```"].join("\n");

describe("an example", () => {
  test.each([
    ["half(3) // → 1.5"],
    ["half(1 / 3) // → 0.1666…"],
    ["half(-1 / 3) // → −0.1666… (a note)"],
    ["half(2e-9 / 3) // → 3.333…e-10"],
    ["half(0.3 + 0.6) // → 0.45"],
    ["half(Infinity) // → Infinity"],
    ['[half(1), "one", null] // → [0.5, "one", null]'],
    ["Float64Array.of(half(1), half(2), half(3)) // → [0.5, 1, …]"],
    ["({a: half(1), b: {c: true}}) // → {a: 0.5, b: {c: true}}"],
    ["({a: half(1), b: half(2)}) // → {a: 0.5, …}"],
    ["const x = half(4);\nhalf(x)\n// → 1"],
    ["[half(2), half(4)]\n// → [1,\n//   2]\nhalf(6) // → 3"],
    ["await Promise.resolve(half(2)) // → 1"],
    ['import {random} from "./core/random.js";\nhalf(random(1).below(1)) // → 0']
  ])("passes: %s", async (code) => expect(await wrongIn(block(...code.split("\n")))).toEqual([]));

  test.each([
    ["half(3) // → 1.6", "src/lib/half.ts:5 half: half(3) is 1.5, not 1.6"],
    ["half(1 / 3) // → 0.1667…", "is 0.16666666666666666, not 0.1667…"],
    ["half(1 / 3) // → 0.1665…", "is 0.16666666666666666, not 0.1665…"],
    ["half(1.0000001) // → 0.5", "is 0.50000005, not 0.5"],
    ["half(1 / 3) // → 0.1667", "is 0.16666666666666666, not 0.1667"],
    ["half(1 / 3) // → 0.166…", "0.166… has fewer than 4 digits that count"],
    ["half(3)\nhalf(5) // → 2", "src/lib/half.ts:6 half: half(5) is 2.5, not 2"],
    ["half(-3) // → 1.5", "is -1.5, not 1.5"],
    ["half(NaN) // → NaN", "cannot read “NaN”"],
    ["half(NaN) // → 0", "is NaN, not 0"],
    ["[half(1), half(2)] // → [0.5]", "is [0.5, 1], not [0.5]"],
    ["[half(1)] // → [0.5, 1]", "is [0.5], not [0.5, 1]"],
    ["[half(1)] // → [0.5, 1, …]", "is [0.5], not [0.5, 1, …]"],
    ["({a: half(1), b: 1}) // → {a: 0.5}", "is {a: 0.5, b: 1}, not {a: 0.5}"],
    ["({a: half(1)}) // → {a: 0.5, b: undefined}", "is {a: 0.5}, not"],
    ["String(half(1)) // → 0.5", 'is "0.5", not 0.5'],
    ["String(half(2) === 1) // → true", 'is "true", not true'],
    ["half(0.2) // → 0", "is 0.1, not 0"],
    ["half(2) // → 1 and more", "cannot read “and more”"],
    ["const x = half(2) // → 1", "an arrow must follow an expression"],
    ["half(2) // → 1\nhalf(4) // -> 3", "not every arrow"],
    ["// → 3\nhalf(2) // → 1", "not every arrow"],
    ["half(2) // → 1\nconst f = () => {\n  half(4); // → 3\n}", "not every arrow"],
    ['import {random} from "./core/random.js"; // → 3', "an arrow must follow an expression"],
    ['import {x} from "./nothing.js";\nhalf(x) // → 3', "src/lib/half.ts:5 half: SyntaxError: Could not resolve"],
    ["half(2 // → 1\n)", "not every arrow"],
    ["half(2)) // → 1", "SyntaxError"],
    ["nothing(2) // → 1", "throws ReferenceError: nothing is not defined"],
    ["throw new RangeError(String(half(2)));\nhalf(2) // → 1", "RangeError: 1"]
  ])("fails: %s", async (code, why) => {
    const wrong = await wrongIn(block(...code.split("\n")));
    expect(wrong).toEqual([expect.stringContaining(why)]);
  });

  test("is asked for", async () => {
    expect(await wrongIn("No example.")).toEqual(["src/lib/half.ts:5 half: has no @example"]);
    expect(await wrongIn("No example.", {code: "export class Half {}"})).toEqual([expect.stringContaining("Half")]);
    expect(await wrongIn("No example.", {code: "export async function half() {}"})).toHaveLength(1);
    const file = {"src/lib/half.ts": "export function half() {}"};
    expect((await wrongExamples(file, {required: () => false})).wrong).toEqual([]);
    expect(await wrongIn("A type.", {code: "export interface Half {}\nfunction half() {}"})).toEqual([]);
    expect(await wrongIn(block("half(2) // → 1"), {code: "export const half = 1, third = 2;"})).toHaveLength(1);
  });

  test("must assert something", async () => {
    expect(await wrongIn(block("half(2)"))).toEqual(["src/lib/half.ts:5 half: the example asserts nothing"]);
    expect(await wrongIn(block("half(2) // is 1"))).toEqual([expect.stringContaining("asserts nothing")]);
    expect(await wrongIn("@example\nhalf(2) // → 1")).toEqual([expect.stringContaining("has no @example")]);
  });

  test("may say that it throws", async () => {
    const code = 'export function half() { throw new RangeError("invalid half: 0"); }';
    expect(await wrongIn(block("half() // → throws RangeError"), {code})).toEqual([]);
    expect(await wrongIn(block("half() // → throws RangeError: invalid half"), {code})).toEqual([]);
    const [other] = await wrongIn(block("half() // → throws UserError"), {code});
    expect(other).toContain("throws RangeError: invalid half: 0, not throws UserError");
    const [message] = await wrongIn(block("half() // → throws RangeError: too large"), {code});
    expect(message).toContain("not throws RangeError: too large");
    const [silent] = await wrongIn(block("half(2) // → throws RangeError"));
    expect(silent).toContain("is 1 and does not throw");
  });

  test("of an overload speaks for the others", async () => {
    const code = "export function half(x: number): number;\nexport function half(x: number) { return x / 2; }";
    expect(await wrongIn(block("half(2) // → 1"), {code})).toEqual([]);
  });
});
