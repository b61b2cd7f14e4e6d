import {existsSync} from "node:fs";
import type {Browser, BrowserContext, Page} from "playwright-core";
import {findChromium, launchChromium} from "../../loaders/tools/chromium.js";
import {serve, type StaticServer} from "../../loaders/build/serve.js";
import {pagesOf} from "../../loaders/build/site.js";

const FOLDER = "dist";
/** A path that is not the root, as on GitHub Pages. */
const PREFIX = "/clickproof/";

if (!existsSync(`${FOLDER}/index.html`)) throw new Error("there is no built site to test; npm run build makes it");

/** The addresses of all pages, the home page as an empty one. */
export const PAGES: readonly string[] = pagesOf(FOLDER)
  .filter((page) => page !== "404")
  .map((page) => page.replace(/(^|\/)index$/, "$1"));

/** What went wrong in a page, and what it asked for, since it was opened. */
export interface Watched {
  readonly page: Page;
  /** Errors: thrown, logged, or shown in a cell; failed and outside requests. */
  readonly problems: string[];
  readonly requests: string[];
  /** Compressed bytes of all answers so far. */
  transferred(): Promise<number>;
}

/** The built site under a path, and a browser that watches what its pages do. */
export class Site {
  private constructor(
    private readonly server: StaticServer,
    private readonly browser: Browser
  ) {}

  /**
   * Served as GitHub Pages does, or with the headers that keep a site apart from others; `graphics` as `launchChromium`
   * has it.
   */
  static async open({isolated = false, graphics = false} = {}): Promise<Site> {
    const executable = findChromium();
    if (executable === null) throw new Error("there is no Chromium; name one in CLICKPROOF_CHROMIUM");
    return new Site(await serve(FOLDER, {prefix: PREFIX, isolated}), await launchChromium(executable, {graphics}));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  url(path: string): string {
    return this.server.url + path;
  }

  /** Opens a page in a fresh profile and waits until its cells have settled. Close its context when done with it. */
  async visit(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Watched> {
    const context: BrowserContext = await this.browser.newContext({viewport: {width: 1280, height: 900}, ...options});
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    const problems: string[] = [];
    const requests: string[] = [];
    const sizes: Promise<number>[] = [];
    page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const address = request.url();
      requests.push(address);
      if (!/^(?:blob|data):/.test(address) && !address.startsWith(this.server.url))
        problems.push(`outside request: ${address}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
    });
    page.on("requestfinished", (request) =>
      sizes.push(
        request.sizes().then(
          ({responseBodySize}) => responseBodySize,
          () => 0
        )
      )
    );
    await page.goto(this.url(path));
    await settled(page);
    return {page, problems, requests, transferred: async () => (await Promise.all(sizes)).reduce((a, b) => a + b, 0)};
  }
}

/** Waits until no cell is loading, the network is quiet and the page stands still. */
export async function settled(page: Page): Promise<void> {
  // on a machine that is busy Chromium's notice that the network is idle is now and then lost
  await page.waitForLoadState("networkidle", {timeout: 15_000}).catch(() => {});
  await page.waitForFunction(() => document.querySelector("observablehq-loading") === null);
  await still(page);
}

/** Waits until a page has not changed for a moment; enough after what needs no network. */
export async function still(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        let timer = setTimeout(finish, 200);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(finish, 200);
        });
        // a page with an animation never stands still
        const limit = setTimeout(finish, 5000);
        function finish() {
          observer.disconnect();
          clearTimeout(limit);
          done();
        }
        observer.observe(document.body, {subtree: true, childList: true, characterData: true});
      })
  );
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
