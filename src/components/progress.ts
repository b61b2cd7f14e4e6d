import {html} from "htl";
import {duration} from "./format.js";
import {timeLeft} from "./timeLeft.js";

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
 * changes, so long work does not chatter. Beside it stands how long it will still take, once that can be told from how far it has come. Its
 * height is the same before, during and after.
 *
 * @param options.onCancel called when the reader cancels
 * @param options.cancelled what is then said, e.g. that the best epoch so far was kept
 */
export function progress({
  label,
  onCancel,
  cancelled = "Cancelled."
}: {
  label: string;
  onCancel?: () => void;
  cancelled?: string;
}): ProgressElement {
  const controller = new AbortController();
  const bar = html`<progress max="1" value="0" aria-label=${label}></progress>` as HTMLProgressElement;
  const said = html`<span class="progress-text" role="status"></span>` as HTMLElement;
  const left = html`<span class="progress-left" aria-hidden="true"></span>` as HTMLElement;
  const estimate = timeLeft(() => performance.now());
  const cancel = html`<button type="button">Cancel</button>` as HTMLButtonElement;
  cancel.addEventListener("click", () => {
    controller.abort();
    cancel.disabled = true;
    element.fail(cancelled);
    onCancel?.();
  });
  const element = html`<div class="progress">${bar}${cancel}${said}${left}</div>` as ProgressElement;
  const end = (state: string, text: string) => {
    bar.hidden = true;
    cancel.hidden = true;
    left.textContent = "";
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
      const ms = share === null ? null : estimate(share);
      left.textContent = ms === null ? "" : ms < 1500 ? "almost done" : `about ${duration(ms)} left`;
    },
    done: (text: string) => end("done", text),
    fail: (text: string) => end("failed", text)
  });
}
