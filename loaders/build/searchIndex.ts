import {JSDOM} from "jsdom";
import type {SearchSection} from "../../src/lib/reports/searchSections.js";

/** What is not read as text: code, drawings, formulas, what is pressed, and what other places hold too. */
const SKIPPED =
  "script, style, pre, svg, math, button, select, option, textarea, form, noscript, .tools, .figure-table";

/** The longest text that a section is found by, so that the index stays small. */
const LONGEST = 1600;

/** The sections of a built page, for the search. */
export function pageSections(page: string, html: string): SearchSection[] {
  const {document} = new JSDOM(html).window;
  const main = document.querySelector("main");
  if (main === null) return [];
  main.querySelectorAll(SKIPPED).forEach((element) => element.remove());
  const title = text(main.querySelector("h1")) || document.title;
  const sections: {heading: string; id: string; parts: string[]}[] = [{heading: "", id: "", parts: []}];
  const read = (parent: Element): void => {
    for (const child of parent.children) {
      if (child.matches("h1")) continue;
      if (child.matches("h2, h3")) sections.push({heading: text(child), id: child.id, parts: []});
      else if (child.querySelector("h2, h3") !== null) read(child);
      else sections.at(-1)!.parts.push(text(child));
    }
  };
  read(main);
  return sections.map(({heading, id, parts}) => ({
    page,
    title,
    heading,
    id,
    text: clean(parts.join(" ")).slice(0, LONGEST)
  }));
}

const clean = (said: string): string => said.replace(/\s+/g, " ").trim();
const text = (element: Element | null): string => clean(element?.textContent ?? "");
