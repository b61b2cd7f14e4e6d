import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {gunzipSync} from "node:zlib";
import {afterEach, expect, test} from "vitest";
import {serve} from "../../loaders/build/serve.js";
import {checkSite} from "../../loaders/build/site.js";
import {packModules, shipOnce, SITE_BUDGET_BYTES, sizeProblem} from "../../loaders/build/siteSize.js";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true})));

function siteWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-size-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), {recursive: true});
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test("a site over its budget is a problem that names its largest files, the largest first", () => {
  const site = siteWith({"index.html": "x".repeat(100), "a/b.csv": "x".repeat(400_000), "c.csv": "x".repeat(700_000)});
  expect(sizeProblem(site, 1_100_100)).toEqual([]);
  const [problem, ...others] = sizeProblem(site, 1_100_099);
  expect(others).toEqual([]);
  expect(problem).toMatch(
    /^the site weighs 1\.1 MB, over its budget of 1\.1 MB:\n +0\.7 MB c\.csv\n +0\.4 MB a\/b\.csv\n/
  );
  expect(SITE_BUDGET_BYTES).toBe(75e6);
});

test("modules of packages lie in the site gzipped, are found so by its check, and go out as they lie there", async () => {
  const module = "\0asm".padEnd(1000, "-");
  const site = siteWith({
    "index.html": '<script type="module">const a = import.meta.resolve("./_node/p@1/a.wasm");</script>',
    "_import/b.js": 'import.meta.resolve("../_node/p@1/gone.wasm")',
    "_node/p@1/a.wasm": module,
    "_node/p@1/a.js": ""
  });
  packModules(site);
  expect(existsSync(join(site, "_node/p@1/a.wasm"))).toBe(false);
  expect(gunzipSync(readFileSync(join(site, "_node/p@1/a.wasm.gz"))).toString()).toBe(module);
  expect(checkSite(site)).toEqual([expect.stringMatching(/gone\.wasm does not exist/)]);
  const server = await serve(site);
  try {
    const answer = await fetch(`${server.url}_node/p@1/a.wasm.gz`);
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(readFileSync(join(site, "_node/p@1/a.wasm.gz")));
  } finally {
    await server.close();
  }
});

test("data that two files hold is shipped once, under the address of the first", () => {
  const site = siteWith({
    "index.html": 'f("./_file/data/b.2.csv"); f("./_file/data/c.2.json"); f("./_file/data/a.1.csv")',
    "deep/page.html": '"../_file/data/b.2.csv" "../_file/data/b.2.csv.note"',
    "_import/m.js": 'f({path: "../_file/data/b.2.csv"})',
    "_file/data/a.1.csv": "same",
    "_file/data/b.2.csv": "same",
    "_file/data/c.2.json": "same",
    "_file/data/d.3.csv": "other"
  });
  shipOnce(site);
  const text = (name: string) => readFileSync(join(site, name), "utf8");
  expect(existsSync(join(site, "_file/data/b.2.csv"))).toBe(false);
  // of another type, it would be served as another type
  expect(text("_file/data/c.2.json")).toBe("same");
  expect(text("_file/data/a.1.csv")).toBe("same");
  expect(text("_file/data/d.3.csv")).toBe("other");
  expect(text("index.html")).toBe('f("./_file/data/a.1.csv"); f("./_file/data/c.2.json"); f("./_file/data/a.1.csv")');
  expect(text("deep/page.html")).toBe('"../_file/data/a.1.csv" "../_file/data/b.2.csv.note"');
  expect(text("_import/m.js")).toBe('f({path: "../_file/data/a.1.csv"})');
});
