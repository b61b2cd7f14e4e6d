import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {runInNewContext} from "node:vm";
import {afterEach, describe, expect, test} from "vitest";
import {DISABLED_FEATURES, findChromium} from "../../loaders/tools/chromium.js";
import {fencesOf, importsOf, isBare, splitSpecifier} from "../../loaders/build/imports.js";
import {paintFirst} from "../../loaders/build/paintFirst.js";
import {findFile, serve} from "../../loaders/build/serve.js";
import {checkSite, isCurrent, pagesOf, polish, weighPages} from "../../loaders/build/site.js";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true})));

/** A folder that holds these files until the test ends. */
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-house-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), {recursive: true});
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe("importsOf", () => {
  test("finds every way to import, and no type, comment or string", () => {
    const code = `
      import type {A} from "types-only";
      import {b, type C} from "b";
      import * as d from 'd'; // import "comment"
      import "./effect.js";
      export {e} from "e/sub.js";
      export * from "../f.js";
      const g = await import("g");
      const h = import.meta.resolve("h/worker.js");
      const text = "import 'not this'";`;
    expect(importsOf(code)).toEqual([
      {specifier: "b", kind: "static"},
      {specifier: "d", kind: "static"},
      {specifier: "./effect.js", kind: "static"},
      {specifier: "e/sub.js", kind: "static"},
      {specifier: "../f.js", kind: "static"},
      {specifier: "g", kind: "dynamic"},
      {specifier: "h/worker.js", kind: "resolve"}
    ]);
  });

  test("throws on what does not parse", () => expect(() => importsOf("const a = ;")).toThrow(/Unexpected/));

  test("reads the cells of a page that run", () => {
    const page = "# T\n```js\nimport 'a';\n```\n```ts echo\n1\n```\n```js run=false\n2\n```\n```json\n{}\n```\n";
    expect(fencesOf(page)).toEqual(["import 'a';\n", "1\n"]);
  });

  test("tells packages from paths", () => {
    expect(["d3", "@a/b", "./c", "../d", "/e", "node:fs", "npm:f"].filter(isBare)).toEqual(["d3", "@a/b"]);
    expect(splitSpecifier("@a/b/c/d.js")).toEqual(["@a/b", "c/d.js"]);
    expect(splitSpecifier("d3")).toEqual(["d3", ""]);
  });
});

describe("checkSite", () => {
  const page = (body: string, code = "") =>
    `<html><head><script type="module">${code}</script></head><body>${body}</body></html>`;

  test("finds nothing wrong with a sound site", () => {
    const site = folderWith({
      "index.html": page('<a href="https://example.com/">away</a>', 'import {define} from "./_import/a.js";'),
      "_import/a.js": "export const define = 1;"
    });
    expect(checkSite(site)).toEqual([]);
    expect(pagesOf(site)).toEqual(["index"]);
  });

  test.each([
    ["a cell that does not parse", page('<div class="observablehq--error">SyntaxError: no</div>'), /SyntaxError: no/],
    ["a package that is not there", page("", 'const a = await import("nowhere");'), /import of nowhere/],
    ["a module that is not there", page("", 'import {a} from "./_import/gone.js";'), /gone\.js does not exist/],
    ["a module from elsewhere", page("", 'import "https://example.com/a.js";'), /from elsewhere/],
    ["a picture from elsewhere", page('<img src="https://example.com/a.png">'), /from elsewhere/],
    ["a style from elsewhere", page('<link rel="stylesheet" href="//example.com/a.css">'), /from elsewhere/]
  ])("finds %s", (_, html, expected) => {
    const problems = checkSite(folderWith({"index.html": html}));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test("looks into modules too", () => {
    const site = folderWith({"index.html": page(""), "_import/a.js": 'import "nowhere";', "_import/b.js": "const = 1"});
    expect(checkSite(site)).toEqual([
      expect.stringMatching(/a\.js: import of nowhere/),
      expect.stringMatching(/b\.js: .*Expected/)
    ]);
  });

  test("weighs a page with what it asks for", () => {
    const text = "0123456789".repeat(1000);
    const site = folderWith({
      "index.html": `<link rel="modulepreload" href="./a.js"><link rel="preload" href="./b.js">`,
      "a.js": text,
      "b.js": text
    });
    const [{page: name, bytes}] = weighPages(site);
    expect(name).toBe("index");
    expect(bytes).toBeGreaterThan(80);
    expect(bytes).toBeLessThan(400);
  });

  test("a folder without a build is not current", () => expect(isCurrent(folderWith({}))).toBe(false));
});

test("polish gives a page a language, zoom, named landmarks, code that scrolls by keyboard and a list of items only", () => {
  const polished = polish(
    '<!DOCTYPE html>\n<html>\n<meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1">' +
      '<nav id="observablehq-sidebar">\n  <ol>\n    <label id="observablehq-sidebar-close" for="t"></label>\n    <li class="x"><a>Home</a></li>\n  </ol><pre><code>x</code></pre><math display="block"><mi>x</mi></math>'
  );
  expect(polished).toContain('<html lang="en">');
  expect(polished).not.toContain("maximum-scale");
  expect(polished).toContain('<pre tabindex="0"><code>');
  expect(polished).toContain('<div class="formula" tabindex="0"><math display="block"><mi>x</mi></math></div>');
  expect(polished).toContain('<nav id="observablehq-sidebar" aria-label="Pages">');
  expect(polished).toContain(
    '<ol><li class="x"><label id="observablehq-sidebar-close" for="t"></label><a>Home</a></li>'
  );
});

test("paintFirst puts styles into the page and starts its cells and their modules only after it", () => {
  const page = [
    '<link rel="preload" as="style" href="./a.css">',
    '<link rel="stylesheet" type="text/css" href="./a.css">',
    '<link rel="stylesheet" type="text/css" href="npm.css">',
    '<link rel="modulepreload" href="./b.js">',
    '<script type="module">import {c} from "./c.js"; c("$&");</script>'
  ].join("\n");
  const painted = paintFirst(page, (address) => (address === "./a.css" ? "p {color: red}" : null));
  expect(painted).toContain("<style>p {color: red}</style>");
  expect(painted).toContain('href="npm.css"');
  expect(painted).not.toContain('href="./a.css"');
  expect(painted).not.toMatch(/<link rel="modulepreload"|<script type="module">/);
  expect(painted).toContain('for (const href of ["./b.js"])');
  expect(painted).toContain(
    '<script type="text/plain" id="clickproof-cells">import {c} from "./c.js"; c("$&");</script>'
  );
  expect(paintFirst("<p>no cells</p>", () => null)).toBe("<p>no cells</p>");
});

test("cells wait for a frame or a second, and for the end of the document, in which Framework looks once for their places", () => {
  const painted = paintFirst('<script type="module">cells()</script>', () => null);
  const starter = /<\/script><script>([\s\S]*)<\/script>$/.exec(painted)![1];
  const begin = (readyState: string) => {
    const calls: string[] = [];
    const later: (() => void)[] = [];
    let parsed = () => {};
    const cells = {textContent: "cells()", replaceWith: () => calls.push("started")};
    const document = {
      readyState,
      head: {append: () => {}},
      getElementById: () => cells,
      createElement: () => ({}),
      addEventListener: (type: string, heard: () => void) => {
        if (type === "DOMContentLoaded") parsed = heard;
      }
    };
    const wait = (then: () => void) => void later.push(then);
    runInNewContext(starter, {document, requestAnimationFrame: wait, setTimeout: wait});
    return {calls, later, parsed: () => parsed()};
  };
  const loading = begin("loading");
  while (loading.later.length > 0) loading.later.shift()!();
  expect(loading.calls).toEqual([]);
  loading.parsed();
  expect(loading.calls).toEqual(["started"]);
  // in the background there are no frames: the second of the two waits is the clock
  const whole = begin("interactive");
  whole.later[1]();
  expect(whole.calls).toEqual(["started"]);
});

describe("serve", () => {
  test("finds pages as GitHub Pages does and never leaves its folder", () => {
    const outer = folderWith({
      "secret.html": "no",
      "site/index.html": "home",
      "site/data.html": "data",
      "site/a b.js": "x"
    });
    const site = join(outer, "site");
    const found = (address: string) => findFile(site, "/p/", address)?.slice(site.length + 1) ?? null;
    expect(found("/p/")).toBe("index.html");
    expect(found("/p/data?x=1")).toBe("data.html");
    expect(found("/p/a%20b.js")).toBe("a b.js");
    expect(found("/data")).toBeNull();
    expect(found("/p/nothing")).toBeNull();
    expect(found("/p/..%2fsecret.html")).toBeNull();
    expect(found("/p/%2e%2e/secret")).toBeNull();
    expect(found("/p/%zz")).toBeNull();
  });

  test("answers, zips, says 404, and takes the next port where one is taken", async () => {
    const site = folderWith({"index.html": "home", "404.html": "lost"});
    const first = await serve(site, {prefix: "/p/"});
    const second = await serve(site, {port: first.port, tries: 20});
    try {
      expect(second.port).toBeGreaterThan(first.port);
      const home = await fetch(first.url);
      expect([home.status, home.headers.get("content-encoding"), await home.text()]).toEqual([200, "gzip", "home"]);
      const lost = await fetch(`${first.url}x`);
      expect([lost.status, await lost.text()]).toEqual([404, "lost"]);
      expect((await fetch(first.url, {method: "POST"})).status).toBe(405);
      await expect(serve(site, {port: first.port})).rejects.toThrow(/port \d+ is taken; name another/);
    } finally {
      await first.close();
      await second.close();
    }
  });
});

test("a browser named in the environment is taken at its word, or none is", () => {
  expect(findChromium({CLICKPROOF_CHROMIUM: process.execPath})).toBe(process.execPath);
  expect(findChromium({CLICKPROOF_CHROMIUM: join(process.execPath, "nothing"), PATH: process.env.PATH})).toBeNull();
});

test("what Playwright turns off in Chromium stays off", () => {
  const bundle = readFileSync("node_modules/playwright-core/lib/coreBundle.js", "utf8");
  const own = /disabledFeatures = \[([^\]]*)\]/.exec(bundle)![1].match(/(?<=^ *")\w+(?=")/gm)!;
  expect(own.length).toBeGreaterThan(5);
  expect(DISABLED_FEATURES).toEqual(expect.arrayContaining(own));
});

test("the server says how long a browser may keep what it has", async () => {
  const site = folderWith({"index.html": "home"});
  for (const [options, said] of [
    [{}, "no-cache"],
    [{maxAgeSeconds: 600}, "max-age=600"]
  ] as const) {
    const server = await serve(site, options);
    expect((await fetch(server.url)).headers.get("cache-control")).toBe(said);
    await server.close();
  }
});
