import {html} from "htl";
import type {ExplainPage} from "../../lib/reports/explainPage.js";
import type {RowChoice, RowPanel} from "./rowPanel.js";

/** A panel of one row in a fold: its code and its model are fetched once it is to be seen, so that the page opens without them. */
export function foldedRowPanel(load: () => Promise<ExplainPage>): RowPanel {
  const element = html`<div class="hold" style="--hold: 30rem"></div>` as HTMLElement;
  let choice: RowChoice | null = null;
  let panel: RowPanel | null = null;
  const observer = new IntersectionObserver(async (entries) => {
    if (!entries.some(({isIntersecting}) => isIntersecting)) return;
    observer.disconnect();
    try {
      const [page, {rowPanel}] = await Promise.all([load(), import("./rowPanel.js")]);
      panel = rowPanel(page);
      element.replaceChildren(panel);
      if (choice !== null) panel.show(choice);
    } catch (error) {
      element.textContent = `The row could not be fetched: ${error instanceof Error ? error.message : String(error)}. Reload the page to try again.`;
    }
  });
  observer.observe(element);
  return Object.assign(element, {
    show(shown: RowChoice) {
      choice = shown;
      panel?.show(shown);
    }
  });
}
