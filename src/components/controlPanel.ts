import {html} from "htl";

/**
 * Controls that belong together, each made with `addressed`: side by side where there is room, below each other on a phone, with one reset,
 * which is there while something is changed.
 */
export function controlPanel(controls: readonly HTMLElement[], label?: string): HTMLElement {
  return html`<div class="controls" role="group" aria-label=${label ?? "Controls"}>${controls}</div>` as HTMLElement;
}
