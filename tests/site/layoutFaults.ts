import type {Page} from "playwright-core";
import {still} from "./browser.js";

/** What a finger needs, in pixels, less half of one for rounding. */
const TARGET = 43.5;

/**
 * What a page shows that a reader cannot use, at its present width: tables cut without a hint, figures without a drawing, swatches of a legend
 * whose colour no mark has, and, on a phone, controls too small for a finger.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  // drawn where nobody has come yet, too
  await page.evaluate(() => ["beforeprint", "afterprint"].forEach((name) => dispatchEvent(new Event(name))));
  await still(page);
  return page.evaluate((target) => {
    const faults: string[] = [];
    const client = document.documentElement.clientWidth;
    const all = (selector: string, within: ParentNode = document) =>
      Array.from(within.querySelectorAll<HTMLElement>(selector));
    const shown = (element: Element) =>
      element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";

    for (const frame of all("main .data-table-frame").filter(shown)) {
      const table = frame.querySelector("table");
      const cut = table !== null && table.offsetWidth > frame.clientWidth + 1;
      if (!cut) continue;
      const first = table.querySelector("tbody :is(td, th)");
      const hinted = frame.dataset.cut?.includes("end") === true && getComputedStyle(frame).maskImage !== "none";
      const stays = first !== null && getComputedStyle(first).position === "sticky";
      if (client <= 640 || !hinted || !stays) faults.push(`cut table: ${frame.getAttribute("aria-label")}`);
    }
    for (const table of all("main table").filter(shown)) {
      let frame: Element = table;
      while (
        frame.parentElement !== null &&
        frame.localName !== "main" &&
        getComputedStyle(frame).overflowX === "visible"
      )
        frame = frame.parentElement;
      if (frame.localName === "main" && table.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1)
        faults.push(`table wider than the page: ${table.textContent?.trim().slice(0, 60)}`);
    }
    for (const figure of all("main figure.figure").filter(shown)) {
      const title = figure.querySelector(".figure-title")?.textContent;
      const empty = figure.dataset.empty !== undefined;
      const drawings = all(".figure-plot :is(svg, canvas)", figure);
      if (!empty && drawings.length === 0) faults.push(`figure without a drawing: ${title}`);
      if (empty && all(".tools, .legend li, figcaption", figure).some((one) => shown(one) && one.textContent !== ""))
        faults.push(`furniture without data: ${title}`);
      const painted = new Set(
        all(".figure-plot *", figure).flatMap((mark) => [mark.getAttribute("fill"), mark.getAttribute("stroke")])
      );
      for (const item of all(".legend li", figure).filter(shown)) {
        const colour = item.querySelector<HTMLElement>(".legend-mark")?.style.getPropertyValue("--mark").trim() ?? "";
        if (!painted.has(colour)) faults.push(`legend without a mark: ${item.textContent?.trim()} in ${title}`);
      }
    }
    if (client <= 640)
      for (const control of all("main :is(button, select, textarea, summary, input), header :is(button, a)").filter(
        shown
      )) {
        const box = control.matches("input:is([type=radio], [type=checkbox])") ? control.closest("label") : control;
        const {height} = (box ?? control).getBoundingClientRect();
        if (height < target && control.closest(".observablehq-pre-container") === null)
          faults.push(`small control: ${Math.round(height)} px, ${control.outerHTML.slice(0, 100)}`);
      }
    return [...new Set(faults)];
  }, TARGET);
}
