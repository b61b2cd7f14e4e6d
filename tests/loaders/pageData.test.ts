import {spawnSync} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {afterEach, describe, expect, test, vi} from "vitest";
import {withShopLog} from "../../loaders/pages/sharedShop.js";
import {codeHashes} from "../../loaders/build/codeHashes.js";
import {once} from "../../loaders/tools/once.js";
import {loadedFiles, makePageData} from "../../loaders/build/pageData.js";
import {numbers} from "../../src/lib/core/table.js";
import {splitSql} from "../../src/lib/pipeline/split.js";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true})));

/** A folder of pages inside the project, where loaders find what they import, until the test ends. */
function pages(files: Record<string, string>): string {
  const root = mkdtempSync(join("data", "built-test-"));
  folders.push(root);
  write(root, files);
  return root;
}

function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), text);
  }
}

const loader = (depth: number, make: string, more = "") =>
  `import {dataLoader} from "${"../".repeat(depth)}loaders/build/dataLoader.js";\n${more}export default await dataLoader(import.meta.url, ${make});\n`;

const FILES = {
  "index.md":
    'FileAttachment("data/a.json").json() and () => FileAttachment("data/runs/first.json") again, "data/b.json"',
  "part/page.md": 'FileAttachment(\'../data/zipped/x.bin\') FileAttachment("../static.csv") FileAttachment("gone.csv")',
  "lib/module.ts": 'export const x = FileAttachment("../data/runs/second.json");',
  "static.csv": "a\n1\n",
  "data/a.json.ts": loader(3, "() => JSON.stringify({a: 1})"),
  "data/b.json.ts": loader(3, '() => { throw new Error("nobody asked for it"); }'),
  "data/zipped.zip.ts": loader(3, "async () => Uint8Array.of(80, 75, 0, 255)"),
  "data/runs/[run].json.ts": loader(4, "({run}) => JSON.stringify({run})")
};
const OUTPUTS = ["data/a.json", "data/runs/first.json", "data/runs/second.json", "data/zipped.zip"];

async function madeIn(root: string): Promise<string[]> {
  const made: string[] = [];
  await makePageData(root, ({output}) => made.push(output));
  return made.sort();
}

const cached = (root: string, output: string) => readFileSync(join(root, ".observablehq", "cache", output));

describe("data of pages", () => {
  test("are those that pages and modules name, by their loader, parameter or archive", () => {
    const found = loadedFiles(pages(FILES));
    expect(found.map(({output}) => output).sort()).toEqual(OUTPUTS);
    expect(found.filter(({params}) => "run" in params).map(({params}) => params.run)).toEqual(["first", "second"]);
  });

  test("are made where Framework looks for them, once", async () => {
    const root = pages(FILES);
    const written = vi.spyOn(process.stdout, "write");
    expect(await madeIn(root)).toEqual(OUTPUTS);
    expect(written.mock.calls.map(([chunk]) => chunk)).not.toContain('{"a":1}');
    written.mockRestore();
    expect(cached(root, "data/a.json").toString()).toBe('{"a":1}');
    expect(cached(root, "data/runs/second.json").toString()).toBe('{"run":"second"}');
    expect([...cached(root, "data/zipped.zip")]).toEqual([80, 75, 0, 255]);
    expect(await madeIn(root)).toEqual([]);
  });

  test("are made anew when their loader, or what it imports, changes; others are not", async () => {
    const root = pages({
      ...FILES,
      "data/a.json.ts": loader(3, "() => JSON.stringify({a: A})", 'import {A} from "./value.js";\n'),
      "data/value.ts": "export const A = 1;\n"
    });
    await madeIn(root);
    write(root, {"data/value.ts": "// the same\nexport const A = 1;\n"});
    expect(await madeIn(root)).toEqual([]);
    write(root, {"data/value.ts": "export const A = 2;\n"});
    expect(await madeIn(root)).toEqual(["data/a.json"]);
    write(root, {"data/runs/[run].json.ts": loader(4, "({run}) => JSON.stringify({its: run})")});
    expect(await madeIn(root)).toEqual(["data/runs/first.json", "data/runs/second.json"]);
  });

  test.each([
    ["fails", loader(3, '() => { throw new Error("no log"); }'), /a\.json\.ts failed: no log$/],
    ["exports nothing", "export const a = 1;\n", /a\.json\.ts failed: it exports no default/],
    ["does not parse", "const a = ;\n", /a\.json\.ts failed: /]
  ])("a loader that %s is named, and nothing is written for it", async (_, code, message) => {
    const root = pages({...FILES, "data/a.json.ts": code});
    await expect(makePageData(root)).rejects.toThrow(message);
    expect(existsSync(join(root, ".observablehq/cache/data/a.json"))).toBe(false);
  });

  test("a loader that is started alone writes its output", () => {
    const root = pages(FILES);
    const args = ["--import", "tsx", join(root, "data/runs/[run].json.ts"), "--run=third"];
    const {status, stdout} = spawnSync(process.execPath, args, {encoding: "utf8"});
    expect([status, stdout]).toEqual([0, '{"run":"third"}']);
  });
});

test("hashes of many entry files are each of its own code, at any depth", async () => {
  const root = pages({
    "a.ts": "export {c as a} from './c.js';\n",
    "b.ts": "export const b = 1;\n",
    "c.ts": "export const c = 1;\n"
  });
  const [a, b] = [join(root, "a.ts"), join(root, "b.ts")];
  const before = await codeHashes([a, b]);
  expect(await codeHashes([b, a])).toEqual(before);
  write(root, {"c.ts": "export const c = 2;\n"});
  const after = await codeHashes([a, b]);
  expect(after.get(a)).not.toBe(before.get(a));
  expect(after.get(b)).toBe(before.get(b));
  write(root, {"b.ts": 'import "d3-dsv";\nexport const b = 1;\n'});
  expect((await codeHashes([b])).get(b)).not.toBe(before.get(b));
});

test("what is done once gives every call the same answer", () => {
  let calls = 0;
  const get = once(() => (calls++, undefined));
  expect([get(), get()]).toEqual([undefined, undefined]);
  expect(calls).toBe(1);
});

test("each who borrows the shop finds its tables as the stages left them", async () => {
  const parts = () =>
    withShopLog(async ({engine}) =>
      numbers(
        await engine.read("SELECT count(*) AS n FROM split_sessions GROUP BY fold, part ORDER BY fold, part"),
        "n"
      )
    );
  const before = Array.from(await parts());
  const failing = withShopLog(async ({engine}) => {
    await engine.run(splitSql({by: "date", shares: [0.2, 0.2, 0.6]}));
    await engine.run("CREATE TABLE left_over AS SELECT 1 AS x; DROP TABLE item_attributes");
    throw new Error("halfway");
  });
  // asked for while the other has it
  const after = withShopLog(async ({engine}) => {
    const tables = (
      await engine.read(
        "SELECT table_name FROM (SHOW ALL TABLES) AS t(d, s, table_name, c, y, p) WHERE d = current_database()"
      )
    ).columns.table_name;
    return [tables.includes("left_over" as never), tables.includes("item_attributes" as never)];
  });
  await expect(failing).rejects.toThrow("halfway");
  expect(await after).toEqual([false, true]);
  expect(Array.from(await parts())).toEqual(before);
});
