/**
 * Runs the cells of built pages with a DOM in Node, one page after the other, and prints what they show, as JSON:
 *
 *   node --import tsx loaders/build/prerenderPages.ts FOLDER PAGE…
 *
 * Modules are the built ones, so that a page shows here what it shows in a browser. What only a browser has (workers, files, sizes on a
 * screen) is missing: a cell that needs it shows nothing here.
 */
import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {JSDOM, VirtualConsole} from "jsdom";
import {staticNode} from "./staticNode.js";

/** Where pages believe to stand; nothing is asked of it. */
const SITE = "http://site.invalid/";
/** Width of drawings, in pixels: that of the text and figures of a page at 1440. */
const WIDTH = 900;
const STEP_MS = 20;
/** So many steps without a change mean that a page is done. */
const STILL = 25;
const LONGEST_MS = 30_000;

const [folder, ...pages] = process.argv.slice(2);
const shown: Record<string, Record<string, string>> = {};
let asked = 0;

// what cells print is no part of the answer
console.log = console.info = console.warn = console.error = () => {};
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

globalThis.fetch = (async (input: string | URL | Request) => {
  const address = new URL(input instanceof Request ? input.url : String(input), SITE);
  asked++;
  try {
    if (!address.href.startsWith(SITE)) throw new TypeError(`no network: ${address}`);
    return new Response(readFileSync(join(folder, decodeURIComponent(address.pathname))));
  } finally {
    asked--;
  }
}) as typeof fetch;

for (const page of pages) shown[page] = await run(page);
process.stdout.write(`\n${JSON.stringify(shown)}`, () => process.exit(0));

async function run(page: string): Promise<Record<string, string>> {
  const file = join(folder, `${page}.html`);
  const html = readFileSync(file, "utf8");
  const code = /<script type="module">([\s\S]*?)<\/script>/.exec(html)?.[1];
  if (code === undefined) return {};
  const {window} = new JSDOM(html, {
    url: new URL(`${page}.html`, SITE).href,
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole()
  });
  take(window);
  // a fresh client a page, as it looks for the cells' places when it starts
  const program = code.replace(/(from "\.\/_observablehq\/client\.\w+\.js)"/, `$1?page=${page}"`);
  const module = join(folder, `_cells-${page}.mjs`);
  writeFileSync(module, program);
  try {
    await import(pathToFileURL(module).href);
    await settled(window.document);
    return collect(window.document);
  } finally {
    rmSync(module);
  }
}

/** Makes a window's names global, as modules of pages use them. */
function take(window: Window & typeof globalThis): void {
  const names = new Set([
    ...Object.getOwnPropertyNames(window),
    "addEventListener",
    "removeEventListener",
    "dispatchEvent"
  ]);
  const kept = new Set(["fetch", "Response", "Request", "URL", "console", "queueMicrotask", "performance", "crypto"]);
  for (const name of names) {
    if (
      kept.has(name) || /^[a-z]/.test(name) === false
        ? name in globalThis && !isDom(name)
        : name in globalThis && !isDom(name)
    )
      continue;
    const value = (window as unknown as Record<string, unknown>)[name];
    Object.defineProperty(globalThis, name, {
      value: typeof value === "function" && /^[a-z]/.test(name) ? value.bind(window) : value,
      configurable: true,
      writable: true
    });
  }
  const globals: Record<string, unknown> = {
    window: globalThis,
    self: globalThis,
    document: window.document,
    location: window.location,
    history: window.history,
    navigator: window.navigator,
    innerWidth: 1440,
    innerHeight: 900,
    devicePixelRatio: 1,
    matchMedia: (media: string) => ({matches: false, media, addEventListener() {}, removeEventListener() {}}),
    ResizeObserver: class {
      constructor(private readonly callback: (entries: unknown[]) => void) {}
      observe(target: Element) {
        setTimeout(() => this.callback([{target, contentRect: {width: WIDTH, height: 0}}]));
      }
      unobserve() {}
      disconnect() {}
    },
    IntersectionObserver: class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
    Worker: undefined,
    WebSocket: undefined
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
}

/** Names that Node has too and that must be the window's: events of its nodes, and what belongs to its document. */
function isDom(name: string): boolean {
  return /^(?:Event|EventTarget|CustomEvent|Node|NodeFilter|document|location|history|navigator|localStorage|sessionStorage|requestAnimationFrame|cancelAnimationFrame|getComputedStyle|addEventListener|removeEventListener|dispatchEvent|DOM\w+|(?:HTML|SVG|XML)\w*|\w+(?:Element|Observer|Event))$/.test(
    name
  );
}

/** Waits until nothing is asked for, what is shown stands still, and the answer, which every page must have, is there. */
async function settled(document: Document): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  let last = "";
  const answers = () => document.querySelector(".answer > observablehq-loading") === null;
  for (let still = 0; (still < STILL || !answers()) && Date.now() < end;) {
    await new Promise((done) => setTimeout(done, STEP_MS));
    const now = `${asked} ${document.body.querySelectorAll("*").length} ${document.body.textContent?.length}`;
    still = now === last ? still + 1 : 0;
    last = now;
  }
}

/** What each cell shows; of figures only the first keeps its drawing. */
function collect(document: Document): Record<string, string> {
  const cells: Record<string, string> = {};
  const iterator = document.createNodeIterator(document.querySelector("main") ?? document.body, 128);
  const drawing = {kept: false};
  for (let node = iterator.nextNode(); node !== null; node = iterator.nextNode()) {
    const id = /^:([0-9a-f]{8}(?:-\d+)?):$/.exec((node as Comment).data)?.[1];
    const nodes = (node as Comment & {_nodes?: Node[]; _error?: boolean})._nodes;
    if (id === undefined || nodes === undefined || (node as {_error?: boolean})._error === true) continue;
    const html = nodes.map((one) => staticNode(one, drawing)).join("");
    if (html !== "" && !breaksParagraph(node as Comment, html)) cells[id] = html;
  }
  return cells;
}

/** A paragraph ends, for the browser that reads it, where a block begins. */
function breaksParagraph(root: Comment, html: string): boolean {
  return (
    root.parentElement?.closest("p") != null &&
    /<(?:div|p|ul|ol|dl|table|figure|pre|details|section|form|h[1-6])\b/.test(html)
  );
}
