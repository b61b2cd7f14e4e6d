import {spawn} from "node:child_process";
import {existsSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {codeHash} from "../../loaders/tools/codeHash.js";
import {nearest, parseFlags} from "../../loaders/cli/parseFlags.js";
import {foundIn, silentFiles, type JournalLine} from "../../loaders/tools/vitest.js";
import {withLock} from "../../loaders/tools/withLock.js";

// inside the project, where imports of packages are found
const folder = mkdtempSync(join("data", "built-test-"));
const elsewhere = mkdtempSync(join(tmpdir(), "clickproof-tools-"));
afterAll(() => [folder, elsewhere].forEach((made) => rmSync(made, {recursive: true})));

let made = 0;
/** The hash of an entry file and another that it may import; each call has files of its own, as hashes are kept for a process. */
function hashOf(entry: string, other: string): Promise<string> {
  const name = `f${made++}`;
  const path = join(folder, name);
  writeFileSync(`${path}-other.ts`, other);
  writeFileSync(`${path}.ts`, entry.replaceAll("./other", `./${name}-other`));
  return codeHash(`${path}.ts`);
}

describe("the hash of code", () => {
  const entry = `import {f} from "./other.js";\nexport const x = f(1);\n`;
  const other = "export function f(n: number): number {\n  return n + 1;\n}\n";

  test("is the same for the same code, with other comments, types and spaces", async () => {
    const hash = await hashOf(entry, other);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(entry, other)).toBe(hash);
    expect(await hashOf(`// why\n${entry}`, "/** What. */\n" + other.replace("  return", "      return"))).toBe(hash);
    expect(await hashOf(entry, other.replace(": number {", " {"))).toBe(hash);
  });

  test("changes with an import at any depth, and with a package", async () => {
    const hash = await hashOf(entry, other);
    expect(await hashOf(entry, other.replace("n + 1", "n + 2"))).not.toBe(hash);
    const withPackage = `import "d3";\n${other}`;
    expect(await hashOf(entry, withPackage)).not.toBe(hash);
  });

  test("does not change with a file that is not imported", async () => {
    expect(await hashOf("export const x = 1;", "export const y = 1;")).toBe(
      await hashOf("export const x = 1;", "export const y = 2;")
    );
  });

  test("throws where there is no code", async () => {
    await expect(codeHash("loaders/none.ts")).rejects.toThrow("none.ts");
  });
});

describe("a lock", () => {
  const file = join(elsewhere, ".lock");

  test("lets one in at a time", async () => {
    let inside = 0;
    let most = 0;
    const work = () =>
      withLock(file, async () => {
        most = Math.max(most, ++inside);
        await new Promise((done) => setTimeout(done, 20));
        inside--;
      });
    await Promise.all([work(), work(), work()]);
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  test("is given back when the work fails", async () => {
    await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(file)).toBe(false);
  });

  test("of a process that is gone is taken over", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await new Promise((done) => child.once("close", done));
    writeFileSync(file, String(child.pid));
    expect(await withLock(file, async () => "done")).toBe("done");
  });
});

describe("flags", () => {
  const options = {seed: {type: "string"}, json: {type: "boolean"}} as const;

  test("are read", () => expect(parseFlags(["--seed", "3", "--json"], options)).toMatchObject({seed: "3", json: true}));

  test.each([
    [["--sead=3"], "unknown flag --sead; did you mean --seed?"],
    [["--seed"], "'--seed <value>' argument missing"],
    [["word"], "Unexpected argument 'word'"]
  ])("%j is refused", (argv, message) => expect(() => parseFlags(argv, options)).toThrow(message));

  test("the nearest word is the one with the fewest changes, the first of several", () => {
    expect(nearest("tread", ["threads", "seed", "treat"])).toBe("treat");
    expect(nearest("x", ["a", "b"])).toBe("a");
  });
});

describe("the journal of a run of tests", () => {
  const lines: JournalLine[] = [
    {at: 1, files: ["a", "b", "c", "d"]},
    {at: 2, begins: "a", pid: 7},
    {at: 3, begins: "b", pid: 8},
    {at: 4, file: "a", test: "adds"},
    {at: 5, file: "b", test: "counts"},
    {at: 7, ends: "a", passed: 1, failed: 2, skipped: 3},
    {at: 8, begins: "c", pid: 7}
  ];

  test("says which files have not been heard of, their process and the test that they are in", () => {
    const b = {about: "b > counts", pid: 8};
    expect(silentFiles(lines, 5)).toEqual([]); // of b, something was heard at 5
    expect(silentFiles(lines, 6)).toEqual([b]);
    expect(silentFiles(lines, 9)).toEqual([b, {about: "c", pid: 7}]);
  });

  test("counts what has ended, and names what has not, begun or not", () => {
    expect(foundIn(lines)).toEqual({counts: {passed: 1, failed: 2, skipped: 3}, left: ["b", "c", "d"]});
  });
});
