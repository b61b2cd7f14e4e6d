import {spawn} from "node:child_process";
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {dirname, join, relative, resolve, sep} from "node:path";
import {createInterface} from "node:readline";
import {gzipSync} from "node:zlib";
import {UserError} from "../../src/lib/core/errors.js";
import {filesUnder, hashOfFiles} from "../tools/files.js";
import {importsOf, isBare} from "./imports.js";
import {markTerms} from "./markTerms.js";
import {prepareOffline} from "./offline.js";
import {LOADED_FOLDERS, makePageData, type MadeFile} from "./pageData.js";
import {sourceLink} from "./pageFooter.js";
import {paintFirst} from "./paintFirst.js";
import {prerender} from "./prerender.js";
import {pageSections} from "./searchIndex.js";
import {packModules, shipOnce, sizeProblem} from "./siteSize.js";

/** What a page may weigh, gzipped, before a control is touched. */
export const PAGE_BUDGET_BYTES = 350_000;

/** Bytes, gzipped, that a page asks for as it opens. */
export interface PageWeight {
  /** Address below the site, without `.html`. */
  readonly page: string;
  readonly bytes: number;
}

/**
 * Builds the site into a folder, which is replaced only once everything is built and checked: Framework reports syntax errors, imports
 * it cannot resolve and broken links without failing.
 *
 * @param options.cold forget Framework's caches of packages first, so that nothing an earlier build fetched can help
 * @param options.onMade called with each data file that had to be made, and
 * @param options.onLine with each line of Framework's log
 * @throws {UserError} with all problems found
 */
export async function buildSite({
  out = "dist",
  cold = false,
  onMade,
  onLine = () => {}
}: {
  out?: string;
  cold?: boolean;
  onMade?: (made: MadeFile) => void;
  onLine?: (line: string) => void;
} = {}): Promise<PageWeight[]> {
  const cache = join("src", ".observablehq");
  const building = join(cache, `site-${process.pid}`);
  if (cold)
    for (const name of ["_node", "_npm", "_observablehq", "_offline.sha256"])
      rmSync(join(cache, "cache", name), {recursive: true, force: true});
  const key = siteKey();
  mkdirSync(cache, {recursive: true});
  try {
    await Promise.all([makePageData("src", onMade), prepareOffline("src")]);
    const {code, log} = await runFramework(building, onLine);
    if (code !== 0) throw new UserError(`the site did not build:\n${complaints(log)}`);
    for (const page of pagesOf(building)) {
      const file = join(building, `${page}.html`);
      writeFileSync(file, markTerms(polish(readFileSync(file, "utf8"))));
    }
    writeFileSync(join(building, ".nojekyll"), ""); // GitHub Pages would drop the folders that begin with _
    shipOnce(building);
    await prerender(
      building,
      pagesOf(building).filter((page) => page !== "404")
    );
    writeSearch(building);
    packModules(building);
    const problems = [...brokenLinks(log), ...checkSite(building), ...sizeProblem(building)];
    if (problems.length > 0) throw new UserError(`the site has problems:\n  ${problems.join("\n  ")}`);
    const weights = weighPages(building);
    for (const page of pagesOf(building)) {
      const file = join(building, `${page}.html`);
      const readStyle = (address: string) => {
        const style = address.startsWith(".") ? readFileSync(join(dirname(file), address), "utf8") : null;
        // an address in a style sheet is relative to the sheet, and would not be found from the page
        return style === null || /url\((?!["']?data:)/.test(style) ? null : style;
      };
      writeFileSync(file, paintFirst(readFileSync(file, "utf8"), readStyle));
    }
    writeFileSync(join(building, "build.json"), JSON.stringify({key}));
    rmSync(out, {recursive: true, force: true});
    mkdirSync(dirname(resolve(out)), {recursive: true});
    renameSync(building, out);
    return weights;
  } finally {
    rmSync(building, {recursive: true, force: true});
  }
}

/** Whether the folder holds a site built from today's sources. */
export function isCurrent(out = "dist"): boolean {
  const stamp = join(out, "build.json");
  return existsSync(stamp) && JSON.parse(readFileSync(stamp, "utf8")).key === siteKey();
}

function siteKey(): string {
  return hashOfFiles([
    ...["src", "loaders", ...LOADED_FOLDERS].flatMap(filesUnder),
    "observablehq.config.ts",
    "package-lock.json"
  ]);
}

function runFramework(out: string, onLine: (line: string) => void): Promise<{code: number; log: string}> {
  return new Promise((done, fail) => {
    const bin = join("node_modules", "@observablehq", "framework", "dist", "bin", "observable.js");
    const child = spawn(process.execPath, [bin, "build"], {
      env: {
        ...process.env,
        CLICKPROOF_OUT: out,
        CLICKPROOF_PREPARED: "1",
        OBSERVABLE_TELEMETRY_DISABLE: "1",
        NO_COLOR: "1"
      },
      stdio: ["ignore", "pipe", "pipe"]
    });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => (log += text));
      createInterface(stream).on("line", onLine);
    }
    child.once("error", fail);
    child.once("close", (code) => done({code: code ?? 1, log: log.replace(/\x1b\[\d+m/g, "")}));
  });
}

/** What is left of Framework's log without its progress and its advice. */
function complaints(log: string): string {
  const progress =
    /^(?:alias|build|built|bundle|copy|index|load|render|success|in \d+ms)\b(?!.*error)|^dist\/|^Tip: |^If you think|^↳ http|^src\/\.observablehq/;
  return log
    .split("\n")
    .filter((line) => line.trim() !== "" && !progress.test(line))
    .map((line) => `  ${line}`)
    .join("\n");
}

/** Pages of a built site, as addresses without `.html`. */
export function pagesOf(folder: string): string[] {
  return filesUnder(folder)
    .filter((file) => file.endsWith(".html"))
    .map((file) =>
      relative(folder, file)
        .split(sep)
        .join("/")
        .replace(/\.html$/, "")
    );
}

/**
 * Mends what Framework's page shell lacks for readers who use a screen reader, a keyboard or zoom: a language, pinch zoom, names for
 * its navigation landmarks, its switch and its search field, code and formulas that scroll by keyboard, a list with nothing but items in it, a
 * link past the list, a word to those without JavaScript, and paths of the repository that are links.
 */
export function polish(html: string): string {
  return (
    html
      .replace("<html>", '<html lang="en">')
      .replace(", maximum-scale=1", "")
      .replace(
        'type="checkbox" title="Toggle sidebar"',
        'type="checkbox" title="Toggle sidebar" aria-label="Show the list of pages"'
      )
      // what scrolls must do so by keyboard too: code, and formulas, which get a frame to scroll in
      .replace(/<pre(?=[ >])/g, '<pre tabindex="0"')
      .replace(/<math display="block">[\s\S]*?<\/math>/g, '<div class="formula" tabindex="0">$&</div>')
      .replace('<nav id="observablehq-sidebar">', '<nav id="observablehq-sidebar" aria-label="Pages">')
      .replace(
        /(<ol>)\s*(<label id="observablehq-sidebar-close"[^>]*><\/label>)\s*(<li[^>]*>)/,
        "$1$3$2" // the label moves into the first item
      )
      .replace(
        '<input type="search" placeholder="Search">',
        '<input type="search" placeholder="Search" aria-label="Search" aria-keyshortcuts="/ Control+K"><kbd aria-hidden="true">/</kbd>'
      )
      // Framework's search has titles alone, and a shortcut that does nothing
      .replace(/(<div id="observablehq-search-results"><\/div>)\s*<script>[\s\S]*?<\/script>/, "$1")
      .replace(
        /(<body>)/,
        '$1\n<a class="skip-link" href="#observablehq-main">Skip to the content</a>' // before the list of pages
      )
      .replace(/(<main id="observablehq-main"[^>]*>)/, `$1${WITHOUT_JAVASCRIPT}`)
      .replace(/<code>((?:src|loaders|data|models|tests|bench|docs)\/[\w./-]+)<\/code>(?!<\/a>)/g, (_, path) =>
        sourceLink(path)
      )
      .replace(/(<aside id="observablehq-toc"[^>]*>)\s*<nav>/, '$1<nav aria-label="On this page">')
      .replace(/(<footer id="observablehq-footer">)\s*<nav>/, '$1<nav aria-label="Neighbouring pages">')
  );
}

/** Writes the index of the project's own search in place of Framework's. */
function writeSearch(folder: string): void {
  for (const file of filesUnder(join(folder, "_observablehq")))
    if (/\/(?:minisearch|search)\.\w+\.js(?:on)?$/.test(file)) rmSync(file);
  const sections = pagesOf(folder)
    .filter((page) => page !== "404")
    .flatMap((page) => pageSections(page === "index" ? "" : page, readFileSync(join(folder, `${page}.html`), "utf8")));
  writeFileSync(join(folder, "search.json"), JSON.stringify(sections));
}

/** What those without JavaScript are told; the list of pages is shown, and places that wait for code are not. */
const WITHOUT_JAVASCRIPT = `<noscript><style>
.waits, observablehq-loading:empty { display: none; }
@media (min-width: 1008px) {
  #observablehq-sidebar { left: 0; visibility: visible; }
  #observablehq-center { padding-left: calc(var(--cp-sidebar) + 1.5rem); }
}
</style><p class="no-script">These pages compute in your browser. Without JavaScript you see what they show at first; controls, further drawings and your own log need it.</p></noscript>`;

/** Everything wrong with a built site that can be seen without a browser, one line each. */
export function checkSite(folder: string): string[] {
  const problems: string[] = [];
  for (const page of pagesOf(folder)) {
    const file = join(folder, `${page}.html`);
    const html = readFileSync(file, "utf8");
    for (const [, message] of html.matchAll(/observablehq--error"[^>]*>([^<]*)/g)) problems.push(`${page}: ${message}`);
    if (/class="answer"[^>]*>(?:<strong>[^<]*<\/strong>)?\s*<observablehq-loading><\/observablehq-loading>/.test(html))
      problems.push(`${page}: its answer is not in its HTML`);
    for (const [, address] of html.matchAll(
      /<(?:link|script|img|iframe)\b[^>]*?\b(?:src|href)="((?:https?:)?\/\/[^"]*)"/g
    ))
      problems.push(`${page}: loads ${address} from elsewhere`);
    for (const [, code] of html.matchAll(/<script type="module">([\s\S]*?)<\/script>/g))
      problems.push(...checkImports(folder, file, code));
  }
  for (const file of filesUnder(join(folder, "_import")).filter((name) => name.endsWith(".js")))
    problems.push(...checkImports(folder, file, readFileSync(file, "utf8")));
  return problems;
}

function checkImports(folder: string, file: string, code: string): string[] {
  const name = relative(folder, file);
  let imports;
  try {
    imports = importsOf(code, "js");
  } catch (error) {
    return [`${name}: ${(error as Error).message.split("\n")[1] ?? error}`];
  }
  return imports.flatMap(({specifier}) => {
    if (isBare(specifier)) return [`${name}: import of ${specifier} is not resolved; is the package installed?`];
    if (/^\w+:/.test(specifier)) return [`${name}: imports ${specifier} from elsewhere`];
    const target = join(dirname(file), specifier.replace(/\?.*$/, ""));
    // a module is fetched gzipped, see `packModules`
    const there = existsSync(target) || (target.endsWith(".wasm") && existsSync(`${target}.gz`));
    return there ? [] : [`${name}: ${specifier} does not exist`];
  });
}

function brokenLinks(log: string): string[] {
  return Array.from(
    log.matchAll(/^↳ (\S+) → (\S+)$/gm),
    ([, page, link]) => `${page.slice(1)}: broken link to ${link}`
  );
}

/** What each page asks for as it opens: itself, its styles, the modules it preloads and the JSON it reads. */
export function weighPages(folder: string): PageWeight[] {
  const sizes = new Map<string, number>();
  const size = (path: string): number => {
    if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(path)).length);
    return sizes.get(path)!;
  };
  return pagesOf(folder).map((page) => {
    const file = join(folder, `${page}.html`);
    const html = readFileSync(file, "utf8");
    // a page that fetches a file once it is asked for says so: () => FileAttachment("…")
    const later = new Set(Array.from(html.matchAll(/\(\) => FileAttachment\("([^"]+)"\)/g), (match) => match[1]));
    const needs = new Set([
      ...Array.from(
        html.matchAll(/<link rel="(?:stylesheet|modulepreload)"[^>]*? href="([^"]+)"/g),
        (match) => match[1]
      ),
      ...Array.from(html.matchAll(/^import .*? from "([^"]+)";/gm), (match) => match[1]),
      ...Array.from(html.matchAll(/"name":"([^"]+)",[^}]*?"path":"([^"]+\.json)"/g))
        .filter(([, name]) => !later.has(name))
        .map(([, , path]) => path)
    ]);
    const paths = [...needs].map((need) => join(dirname(file), need)).filter((path) => existsSync(path));
    return {page, bytes: [file, ...paths].reduce((sum, path) => sum + size(path), 0)};
  });
}
