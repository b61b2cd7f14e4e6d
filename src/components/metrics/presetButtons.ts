import {html} from "htl";
import type {MetricsPreset} from "../../lib/reports/metricsPage.js";
import type {Control} from "../state.js";
import {count} from "../format.js";

interface Controls {
  readonly positives: Control<number>;
  readonly negatives: Control<number>;
  readonly auc: Control<number>;
}

/** A button for each published AUC, which sets the controls to its classes and takes its value for the truth. */
export function presetButtons(presets: readonly MetricsPreset[], controls: Controls): HTMLElement {
  const button = ({system, auc, positives, negatives, statement}: MetricsPreset) => {
    const element = html`<button type="button" class="button" title=${statement}>
      ${system}: ${auc} with ${count(positives)} of ${count(positives + negatives)}
    </button>` as HTMLButtonElement;
    element.addEventListener("click", () => {
      for (const [name, value] of Object.entries({positives, negatives, auc})) {
        const control = controls[name as keyof Controls];
        control.value = value;
        control.dispatchEvent(new Event("input", {bubbles: true}));
      }
    });
    return element;
  };
  return html`<div class="tools" role="group" aria-label="Published areas to imitate">
    <span class="tools-label">As published:</span>${presets.map(button)}
  </div>` as HTMLElement;
}
