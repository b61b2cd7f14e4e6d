import {html} from "htl";
import {NEED_TEXTS, type PageNeeds} from "../../lib/reports/logNeeds.js";

/** A row for each page that takes a log: what it shows of this one, what it does not, and what to bring. Links choose the log with the page. */
export function pagesTable(pages: readonly PageNeeds[], {own}: {readonly own: boolean}): HTMLElement {
  return html`<div
    class="data-table-frame your-log-page-frame"
    tabindex="0"
    role="region"
    aria-label="Pages that take a log"
  >
    <table class="your-log-pages">
      <thead>
        <tr>
          <th scope="col">page</th>
          <th scope="col">shows</th>
          <th scope="col">does not show</th>
          <th scope="col">what to bring</th>
        </tr>
      </thead>
      <tbody>
        ${pages.map(
          ({path, title, shows, lacks, nothing, bring}) =>
            html`<tr>
              <th scope="row"><a href=${`./${path}${own ? "?log=own" : ""}`}>${title}</a></th>
              <td>${shows.length === 0 ? `✗ nothing: ${nothing}` : `✓ ${shows.join("; ")}`}</td>
              <td>
                ${lacks.length === 0 ? "–" : lacks.map(({what, needs}) => `${what} (${needs.map((need) => NEED_TEXTS[need].lacks).join(", ")})`).join("; ")}
              </td>
              <td>${bring.length === 0 ? "nothing more" : bring.join("; ")}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>` as HTMLElement;
}
