import {html} from "htl";
import type {SplitSummary} from "../../lib/pipeline/splitSummary.js";

/** Whether DuckDB in this tab splits as was published; compared in every count of the summary. */
export function splitCheck(
  {name, summary}: {readonly name: string; readonly summary: SplitSummary},
  live: SplitSummary | null
): HTMLElement {
  const same = live !== null && JSON.stringify(live) === JSON.stringify(summary);
  const text =
    live === null
      ? "These counts were made when the site was built; start DuckDB above to make the split here."
      : same
        ? `✓ identical: DuckDB made the split ${name} in this tab, and every count of every part and day is the published one.`
        : `✗ different: the split ${name} made in this tab is not the published one.`;
  return html`<p class="split-check" aria-live="polite" data-same=${live === null ? "" : String(same)}>
    ${text}
  </p>` as HTMLElement;
}
