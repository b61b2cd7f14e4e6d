import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type axe from "axe-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {PAGE_BUDGET_BYTES} from "../../loaders/build/site.js";
import {PAGES, shownErrors, Site, still, unfold, type Watched} from "./browser.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

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
    expect(watched.requests.filter((address) => /@duckdb\/|\.wasm$/.test(address))).toEqual([]);
    expect(await watched.transferred()).toBeLessThan(PAGE_BUDGET_BYTES);
  });

  test("has a title, one heading, and opens with its answer", async () => {
    const {page} = watched;
    expect(await page.title()).toMatch(/\w+.*Clickproof|^Clickproof/);
    await expect.poll(() => page.locator("h1").count()).toBe(1);
    const first = await page.locator("main p").first().innerText();
    expect(first.length).toBeGreaterThan(40);
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

  for (const [width, height] of [
    [1280, 900],
    [390, 844]
  ])
    for (const colorScheme of ["light", "dark"] as const)
      test(`has no barrier that axe finds, ${width} px wide, ${colorScheme}`, async () => {
        const {page} = watched;
        await page.emulateMedia({colorScheme});
        await page.setViewportSize({width, height});
        await unfold(page);
        // Framework's switch of the page list has to stand beside what it moves, outside of every landmark
        const scope = {exclude: ["#observablehq-sidebar-toggle"]};
        // the dark theme changes colours and nothing else
        const rules = colorScheme === "dark" ? {runOnly: ["color-contrast", "link-in-text-block"]} : {};
        if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({content: AXE});
        const violations = await page.evaluate(
          async ([scope, rules]) => {
            const {violations} = await (window as unknown as {axe: typeof axe}).axe.run(scope, rules);
            return violations.map(({id, help, nodes}) => ({
              id,
              help,
              nodes: nodes.slice(0, 4).map(({html, failureSummary}) => `${html.slice(0, 160)} ${failureSummary}`)
            }));
          },
          [scope, rules] as const
        );
        expect(violations).toEqual([]);
      });

  test("fits a phone without scrolling sideways", async () => {
    const {page} = watched;
    await page.setViewportSize({width: 390, height: 844});
    await still(page);
    const {scroll, client, wide} = await page.evaluate(() => {
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
      return {scroll: document.documentElement.scrollWidth, client, wide};
    });
    expect(wide).toEqual([]);
    expect(scroll).toBeLessThanOrEqual(client);
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
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let presses = 0; presses < wanted + 120 && reached.size < wanted; ++presses) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const style = getComputedStyle(element);
        // a part of a browser's own control, such as the button in a date field, has its own ring
        const ring =
          !element.matches(":focus") ||
          (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) ||
          style.boxShadow !== "none";
        return {id: element.dataset.wanted, ring, html: element.outerHTML.slice(0, 120)};
      });
      if (found.id === undefined) continue;
      reached.add(found.id);
      if (!found.ring) unseen.push(found.html);
    }
    const missed = await page.evaluate(
      (ids) =>
        Array.from(document.querySelectorAll<HTMLElement>("[data-wanted]"))
          .filter((element) => !ids.includes(element.dataset.wanted!))
          .map((element) => element.outerHTML.slice(0, 120)),
      [...reached]
    );
    expect(missed).toEqual([]);
    expect(unseen).toEqual([]);
  });

  test("is still without an error after all that", async () => {
    expect(watched.problems).toEqual([]);
    expect(await shownErrors(watched.page)).toEqual([]);
  });
});
