import {html} from "htl";

/** SQL as it is run, in a frame that scrolls by keyboard too. */
export function sqlText(name: string, sql: string): HTMLElement {
  return html`<pre
    class="sql"
    tabindex="0"
    role="region"
    aria-label=${`SQL of ${name}`}
  ><code>${sql}</code></pre>` as HTMLElement;
}
