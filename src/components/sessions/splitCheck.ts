import {html} from "htl";
import type {SplitSummary} from "../../lib/pipeline/splitSummary.js";

/** Whether DuckDB in this tab splits as was published; compared in every count of the summary. */
export function splitCheck(
  {
    name,
    summary,
    generated = true
  }: {readonly name: string; readonly summary: SplitSummary; readonly generated?: boolean},
  live: SplitSummary | null
): HTMLElement {
  const same = live !== null && JSON.stringify(live) === JSON.stringify(summary);
  const first = generated ? "published" : "first";
  const text =
    live === null
      ? `These counts were made when ${generated ? "the site was built" : "your log was read"}. Start DuckDB above to make the split in this tab and compare.`
      : same
        ? `✓ identical: DuckDB made the split ${name} in this tab, and the counts of every part and day equal the ${first} ones.`
        : `✗ different: the split ${name} made in this tab differs from the ${first} one.`;
  return html`<p class="split-check" aria-live="polite" data-same=${live === null ? "" : String(same)}>
    ${text}
  </p>` as HTMLElement;
}
