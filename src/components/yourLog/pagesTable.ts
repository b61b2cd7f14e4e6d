import {html} from "htl";
import {NEED_TEXTS, type PageNeeds} from "../../lib/reports/logNeeds.js";
import {cardTable} from "./cardTable.js";

/** A row for each page that takes a log: what it shows of this one, what it does not, and what to bring. Links choose the log with the page. */
export function pagesTable(
  pages: readonly PageNeeds[],
  {own, log}: {readonly own: boolean; readonly log: string}
): HTMLElement {
  return html`<div class="your-log-pages">
    ${cardTable(
      `What each page shows: ${log}`,
      ["page", "shows", "does not show", "what is needed"],
      pages.map(({path, title, shows, lacks, nothing, bring}) => [
        html`<a href=${`./${path}${own ? "?log=own" : ""}`}>${title}</a>`,
        shows.length === 0 ? `✗ nothing: ${nothing}` : `✓ ${shows.join("; ")}`,
        lacks.length === 0
          ? "–"
          : lacks
              .map(({what, needs}) => `${what} (${needs.map((need) => NEED_TEXTS[need].lacks).join(", ")})`)
              .join("; "),
        bring.length === 0 ? "nothing more" : bring.join("; ")
      ])
    )}
  </div>` as HTMLElement;
}
