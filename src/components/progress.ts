import {html} from "htl";

export interface ProgressElement extends HTMLElement {
  /** `share` from 0 to 1, or null while it is unknown. `text` says what is being done. */
  update(text: string, share: number | null): void;
  /** Ends with a last line; the bar and the cancel button go. */
  done(text: string): void;
  fail(text: string): void;
  readonly signal: AbortSignal;
}

/**
 * A progress bar with a cancel button. The bar moves at every report, but a screen reader hears a new line only when the text
 * changes, so long work does not chatter. Its height is the same before, during and after.
 */
export function progress({label, onCancel}: {label: string; onCancel?: () => void}): ProgressElement {
  const controller = new AbortController();
  const bar = html`<progress max="1" value="0" aria-label=${label}></progress>` as HTMLProgressElement;
  const said = html`<span class="progress-text" role="status"></span>` as HTMLElement;
  const cancel = html`<button type="button">Cancel</button>` as HTMLButtonElement;
  cancel.addEventListener("click", () => {
    controller.abort();
    cancel.disabled = true;
    element.fail("Cancelled.");
    onCancel?.();
  });
  const element = html`<div class="progress">${bar}${cancel}${said}</div>` as ProgressElement;
  const end = (state: string, text: string) => {
    bar.hidden = true;
    cancel.hidden = true;
    element.dataset.state = state;
    said.textContent = text;
  };
  return Object.assign(element, {
    signal: controller.signal,
    update(text: string, share: number | null) {
      if (controller.signal.aborted) return;
      if (share === null) bar.removeAttribute("value");
      else bar.value = Math.max(0, Math.min(1, share));
      if (said.textContent !== text) said.textContent = text;
    },
    done: (text: string) => end("done", text),
    fail: (text: string) => end("failed", text)
  });
}
