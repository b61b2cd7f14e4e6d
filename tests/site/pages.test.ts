import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {PAGE_BUDGET_BYTES} from "../../loaders/build/site.js";
import {barriers, remember} from "./barriers.js";
import {PAGES, shownErrors, Site, still, unfold, type Watched} from "./browser.js";
import {layoutFaults} from "./layoutFaults.js";

/** Axe's rules of which the answer depends on colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
/** Those of which it depends on where things stand, and on what is hidden. */
const LAYOUT_RULES = [
  "aria-hidden-focus",
  "bypass",
  "heading-order",
  "landmark-complementary-is-top-level",
  "landmark-one-main",
  "landmark-unique",
  "page-has-heading-one",
  "region",
  "scrollable-region-focusable",
  "skip-link"
];
/** Presses of a key that are sent at once. */
const HELD = 20;

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** The first elements that reach over the right edge, outside frames that scroll by themselves. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const client = document.documentElement.clientWidth;
    const framed = (element: Element) => {
      for (let e = element.parentElement; e !== null && e !== document.body; e = e.parentElement)
        if (getComputedStyle(e).overflowX !== "visible") return true;
      return false;
    };
    const wide = Array.from(document.querySelectorAll("main *"))
      .filter((element) => element.getBoundingClientRect().right > client + 1 && !framed(element))
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120));
    if (document.documentElement.scrollWidth > client && wide.length === 0) return ["the page scrolls sideways"];
    return wide;
  });
}

test("the site has pages", () => expect(PAGES).toContain(""));

describe.each(PAGES.map((path) => [path || "home", path]))("%s", (_, path) => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await site.visit(path);
  });
  afterAll(() => watched.page.context().close());

  test("opens without an error and asks nothing of anyone else", async () => {
    expect(watched.problems).toEqual([]);
    expect(await shownErrors(watched.page)).toEqual([]);
  });

  test("needs no database and few bytes to be read", async () => {
    expect(watched.requests.filter((address) => /@duckdb\/|\.wasm(?:\.gz)?$/.test(address))).toEqual([]);
    expect(await watched.transferred()).toBeLessThan(PAGE_BUDGET_BYTES);
  });

  test("has a title, one heading, and opens with its answer", async () => {
    const {page} = watched;
    expect(await page.title()).toMatch(/\w+.*Clickproof|^Clickproof/);
    await expect.poll(() => page.locator("h1").count()).toBe(1);
    const first = await page.locator("main p").first().innerText();
    expect(first.length).toBeGreaterThan(40);
  });

  test("is at most 6,000 px long on a wide screen before anything is unfolded", async () => {
    const {page} = watched;
    await page.setViewportSize({width: 1440, height: 900});
    await still(page);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(6000);
  });

  test("says what every picture shows", async () => {
    const silent = await watched.page.locator("main svg:not([aria-hidden=true])").evaluateAll((all) =>
      all
        .filter((svg) => svg.parentElement?.closest("svg, button, [aria-hidden=true], .legend") == null)
        .filter((svg) => !svg.getAttribute("aria-label") && !svg.getAttribute("aria-labelledby"))
        .map((svg) => svg.outerHTML.slice(0, 120))
    );
    expect(silent).toEqual([]);
  });

  // Each rule once, and again in what a narrow window or dark colours can change: light and dark, wide and narrow, every
  // element is looked at in both colours, and in both widths.
  const show = async (width: number, colorScheme: "light" | "dark") => {
    const {page} = watched;
    await page.emulateMedia({colorScheme});
    await page.setViewportSize({width, height: width > 1000 ? 900 : 844});
    await unfold(page);
    return page;
  };

  test("has no barrier that axe finds, 1280 px wide, light", async () => {
    const page = await show(1280, "light");
    expect(await barriers(page)).toEqual([]);
    await remember(page, "wide");
  });

  test("has no barrier that axe finds, 390 px wide, dark", async () => {
    const page = await show(390, "dark");
    expect(await barriers(page, {rules: [...COLOUR_RULES, ...LAYOUT_RULES]})).toEqual([]);
    await remember(page, "narrow");
  });

  test("has no barrier that axe finds in what 390 px alone show, light", async () => {
    const page = await show(390, "light");
    expect(await barriers(page, {newSince: "wide"})).toEqual([]);
  });

  test("has no barrier that axe finds in what 1280 px alone show, dark", async () => {
    const page = await show(1280, "dark");
    expect(await barriers(page, {newSince: "narrow", rules: COLOUR_RULES})).toEqual([]);
  });

  test("fits a phone without scrolling sideways", async () => {
    const {page} = watched;
    await page.setViewportSize({width: 390, height: 844});
    await still(page);
    expect(await tooWide(page)).toEqual([]);
  });

  test("fits a sheet of paper", async () => {
    const {page} = watched;
    await page.emulateMedia({media: "print"});
    await page.setViewportSize({width: 718, height: 1047}); // A4 at 96 dpi with a centimetre of margin
    await still(page);
    const wide = await tooWide(page);
    await page.emulateMedia({media: null});
    expect(wide).toEqual([]);
  });

  test("cuts no table, draws every figure with its legend, and has controls for fingers", async () => {
    const {page} = watched;
    for (const width of [390, 1440]) {
      await page.setViewportSize({width, height: 844});
      await still(page);
      expect(await layoutFaults(page), `${width} px wide`).toEqual([]);
    }
  });

  test("gives everything that can be used to the keyboard, visibly", async () => {
    const {page} = watched;
    await page.setViewportSize({width: 1280, height: 900});
    await unfold(page);
    const wanted = await page.evaluate(() => {
      const usable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
      let n = 0;
      for (const element of document.querySelectorAll<HTMLElement>(`main :is(${usable})`)) {
        const radioPeer = element.matches("input[type=radio]:not(:checked)");
        const off =
          element.matches(":disabled, [tabindex='-1'], .observablehq-header-anchor") ||
          element.closest("[inert]") !== null;
        if (off || radioPeer || element.getClientRects().length === 0) continue;
        element.dataset.wanted = String(n++);
      }
      document.body.tabIndex = -1;
      document.body.focus();
      return n;
    });
    // each element that gets the focus is noted as it gets it
    await page.evaluate(() => {
      const reached = new Map<string, string>();
      Object.assign(window, {reached});
      document.addEventListener("focusin", ({target}) => {
        const element = target as HTMLElement;
        const style = getComputedStyle(element);
        // a part of a browser's own control, such as the button in a date field, has its own ring
        const ring =
          !element.matches(":focus") ||
          (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) ||
          style.boxShadow !== "none";
        if (element.dataset.wanted !== undefined)
          reached.set(element.dataset.wanted, ring ? "" : element.outerHTML.slice(0, 120));
      });
    });
    const reached = () =>
      page.evaluate(() => Array.from((window as unknown as {reached: Map<string, string>}).reached));
    for (let presses = 0; presses < wanted + 120; presses += HELD) {
      if (presses >= wanted && (await reached()).length >= wanted) break;
      // held down, which repeats it; the page hears them one after another, and need not draw between them
      await Promise.all(Array.from({length: HELD}, () => page.keyboard.down("Tab")));
    }
    await page.keyboard.up("Tab");
    const found = await reached();
    const unseen = found.map(([, html]) => html).filter((html) => html !== "");
    const missed = await page.evaluate(
      (ids) =>
        Array.from(document.querySelectorAll<HTMLElement>("[data-wanted]"))
          .filter((element) => !ids.includes(element.dataset.wanted!))
          .map((element) => element.outerHTML.slice(0, 120)),
      found.map(([id]) => id)
    );
    expect(missed).toEqual([]);
    expect(unseen).toEqual([]);
  });

  test("is still without an error after all that", async () => {
    expect(watched.problems).toEqual([]);
    expect(await shownErrors(watched.page)).toEqual([]);
  });
});
