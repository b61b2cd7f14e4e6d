import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type axe from "axe-core";
import type {Page} from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Framework's switch of the page list has to stand beside what it moves, outside of every landmark. */
const EXCLUDED = "#observablehq-sidebar-toggle";

/** What axe may look at, and by which of its rules; all without a name. */
export interface Scope {
  /** A selector, by default all of the page. */
  readonly within?: string;
  /** Only elements whose like was not there when `remember` was called last under this name. */
  readonly newSince?: string;
  readonly rules?: readonly string[];
}

/** What axe finds wrong with a page as it stands, one line each. */
export async function barriers(page: Page, {within, newSince, rules}: Scope = {}): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(
    async ({within, newSince, rules, excluded}) => {
      const scene = window as unknown as {axe: typeof axe; newElements(name: string): Element[]};
      const include = newSince === undefined ? [within ?? "html"] : scene.newElements(newSince);
      if (include.length === 0) return [];
      const {violations} = await scene.axe.run(
        {include: include as string[], exclude: [excluded]},
        // what passes is not asked for, so that axe need not describe it
        {resultTypes: ["violations"], ...(rules && {runOnly: [...rules]})}
      );
      return violations.flatMap(({id, help, nodes}) =>
        nodes.slice(0, 4).map(({html, failureSummary}) => `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary}`)
      );
    },
    {within, newSince, rules, excluded: EXCLUDED}
  );
}

/** Remembers which elements can be seen now, by name, class and text, as a chart is drawn anew at each change of its width. */
export async function remember(page: Page, name: string): Promise<void> {
  await page.evaluate((name) => {
    const like = (element: Element) => {
      const text = Array.from(element.childNodes, (node) => (node.nodeType === 3 ? node.nodeValue : "")).join("");
      return [element.tagName, element.id, element.getAttribute("class"), text.trim()].join("\n");
    };
    const visible = () =>
      Array.from(document.body.querySelectorAll("*")).filter((element) => element.checkVisibility());
    const scene = window as unknown as {
      seen?: Map<string, Set<string>>;
      newElements(name: string): Element[];
    };
    scene.seen ??= new Map();
    scene.seen.set(name, new Set(visible().map(like)));
    scene.newElements = (name) => visible().filter((element) => !scene.seen!.get(name)!.has(like(element)));
  }, name);
}
