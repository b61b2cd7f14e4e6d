import {html} from "htl";
import type {TrainingOrder} from "../browser/pauseControl.js";

/** Buttons beside a training's bar: pause and resume, and once an epoch is done, end with the best one. */
export interface TrainingControls {
  readonly element: HTMLElement;
  /** Shows them for a training that hears `order`. */
  show(order: (order: TrainingOrder) => void): void;
  /** Lets the training be ended: it has an epoch to keep. */
  epochDone(): void;
  hide(): void;
}

/** The buttons, hidden until a training shows them. */
export function trainingControls(): TrainingControls {
  const pause = html`<button type="button" class="button" hidden></button>` as HTMLButtonElement;
  const finish = html`<button type="button" class="button" hidden>
    Stop and keep the best epoch
  </button>` as HTMLButtonElement;
  let paused = false;
  let send: (order: TrainingOrder) => void = () => {};
  const label = () => (pause.textContent = paused ? "Resume" : "Pause");
  pause.addEventListener("click", () => {
    paused = !paused;
    label();
    send(paused ? "pause" : "go on");
  });
  finish.addEventListener("click", () => {
    finish.disabled = true;
    pause.hidden = true;
    send("finish");
  });
  return {
    element: html`<span class="training-controls">${pause} ${finish}</span>` as HTMLElement,
    show(order) {
      send = order;
      paused = false;
      label();
      pause.hidden = false;
      finish.disabled = false;
    },
    epochDone: () => (finish.hidden = pause.hidden),
    hide() {
      pause.hidden = true;
      finish.hidden = true;
    }
  };
}
