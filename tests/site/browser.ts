import {existsSync} from "node:fs";
import {chromium, type Browser, type BrowserContext, type Page, type Request} from "playwright-core";
import {inject} from "vitest";
import {findChromium, launchChromium} from "../../loaders/tools/chromium.js";
import {pagesOf} from "../../loaders/build/site.js";
import {FOLDER} from "./place.js";
import {quiet, watchWork} from "./quiet.js";

if (!existsSync(`${FOLDER}/index.html`)) throw new Error("there is no built site to test; npm run build makes it");

/** The addresses of all pages, the home page as an empty one. */
export const PAGES: readonly string[] = pagesOf(FOLDER)
  .filter((page) => page !== "404")
  .map((page) => page.replace(/(^|\/)index$/, "$1"));

/** How long a page may take to settle, on a machine that may be busy. */
const SETTLE_MS = 120_000;

/** What went wrong in a page, and what it asked for, since it was opened. */
export interface Watched {
  readonly page: Page;
  /** Errors: thrown, logged, or shown in a cell; failed and outside requests. */
  readonly problems: string[];
  readonly requests: string[];
  /** Compressed bytes of all answers so far. */
  transferred(): Promise<number>;
}

/** What each page has asked for and not got yet. */
const asked = new WeakMap<Page, Set<Request>>();

/** The Chromium that all site tests share. Closing what this gives ends the connection and its profiles only. */
export function connectChromium(): Promise<Browser> {
  return chromium.connect(inject("chromium"));
}

/** The built site under a path, and a browser that watches what its pages do. */
export class Site {
  private constructor(
    private readonly address: string,
    private readonly browser: Browser
  ) {}

  /**
   * Served as GitHub Pages does, or with the headers that keep a site apart from others, in the Chromium that all tests
   * share; with `graphics` or `own` in one of its own: as `launchChromium` has it with `graphics`, or for what needs a
   * browser that reads this process's files in place.
   */
  static async open({isolated = false, graphics = false, own = false} = {}): Promise<Site> {
    const browser = graphics || own ? await launchChromium(findChromium()!, {graphics}) : await connectChromium();
    return new Site(inject(isolated ? "isolatedUrl" : "siteUrl"), browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  url(path: string): string {
    return this.address + path;
  }

  /** Opens a page in a fresh profile and waits until it has settled. Close its context when done with it. */
  async visit(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Watched> {
    const context: BrowserContext = await this.browser.newContext({viewport: {width: 1280, height: 900}, ...options});
    await context.addInitScript(watchWork);
    context.on("page", watchRequests);
    const page = await context.newPage();
    page.setDefaultTimeout(SETTLE_MS);
    const problems: string[] = [];
    const requests: string[] = [];
    const finished: Request[] = [];
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const address = request.url();
      requests.push(address);
      if (!/^(?:blob|data):/.test(address) && !address.startsWith(this.address))
        problems.push(`outside request: ${address}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
    });
    page.on("requestfinished", (request) => finished.push(request));
    await page.goto(this.url(path));
    await settled(page);
    const size = (request: Request) =>
      request.sizes().then(
        ({responseBodySize}) => responseBodySize,
        () => 0
      );
    const transferred = async () => (await Promise.all(finished.map(size))).reduce((a, b) => a + b, 0);
    return {page, problems, requests, transferred};
  }
}

function watchRequests(page: Page): void {
  const open = new Set<Request>();
  asked.set(page, open);
  page.on("request", (request) => {
    // what an earlier document asked for is of no more use
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) open.clear();
    open.add(request);
  });
  for (const end of ["requestfinished", "requestfailed"] as const)
    page.on(end as "requestfinished", (request) => open.delete(request));
}

/**
 * Waits until a page has nothing left to do: it is loaded, has all that it asked for, none of its cells is loading, no
 * timer or frame is waited for, and what it shows stands still.
 *
 * @throws {Error} that names the requests or cells that are not done in time
 */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  const open = asked.get(page)!;
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    while (open.size > 0) {
      if (Date.now() > end) throw new Error(`not answered: ${[...open].map((request) => request.url()).join(", ")}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    const loading = await page.evaluate(quiet, Math.max(0, end - Date.now()));
    if (loading.length > 0) throw new Error(`not settled: ${loading.join(", ")}`);
    if (open.size === 0) return;
  }
}

/** Waits until a page has drawn what was changed by a control or the size of the window; enough after what needs no network. */
export async function still(page: Page): Promise<void> {
  await page.evaluate(quiet, SETTLE_MS);
}

/** Errors that cells show in place. */
export function shownErrors(page: Page): Promise<string[]> {
  return page.locator(".observablehq--error").allInnerTexts();
}

/** Opens every fold, so that what is in it is drawn and can be used. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(() =>
    document.querySelectorAll("main details").forEach((fold) => ((fold as HTMLDetailsElement).open = true))
  );
  await still(page);
}
