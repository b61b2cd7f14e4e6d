import {html} from "htl";
import type {ExplainPage} from "../../lib/reports/explainPage.js";
import type {RowChoice, RowPanel} from "./rowPanel.js";

/** A `rowPanel` whose model and code are fetched once the fold around it is opened, so that the page opens without them. */
export function rowFold(load: () => Promise<ExplainPage>): RowPanel {
  const said = html`<p class="row-said" role="status"></p>` as HTMLElement;
  const element = html`<div>${said}</div>` as HTMLElement;
  let choice: RowChoice | undefined;
  let panel: RowPanel | undefined;
  const observer = new ResizeObserver(async ([{contentRect}]) => {
    if (contentRect.width === 0) return;
    observer.disconnect();
    said.textContent = "Fetching the model …";
    try {
      const [{rowPanel}, page] = await Promise.all([import("./rowPanel.js"), load()]);
      panel = rowPanel(page);
      if (choice !== undefined) panel.show(choice);
      element.replaceChildren(panel);
    } catch (error) {
      said.textContent = `The model could not be fetched: ${error instanceof Error ? error.message : String(error)}.`;
    }
  });
  observer.observe(element);
  return Object.assign(element, {
    show(next: RowChoice) {
      choice = next;
      panel?.show(next);
    }
  });
}
