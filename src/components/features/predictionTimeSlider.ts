import {html} from "htl";
import type {Timeline} from "../../lib/features/timeline.js";
import type {Codec, Control} from "../state.js";

/** A moment as text: to the second, or to the millisecond where it is not a whole one. */
export function predictionTimeText(ms: number): string {
  return `${new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace(/(?:\.000)?Z$/, "")} UTC`;
}

/** In the address a moment is written as ISO time; any time there is taken for the last moment up to it. */
export function predictionTimeCodec({moments}: Timeline): Codec<number> {
  return {
    parse(text) {
      const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
      return Number.isNaN(ms) ? undefined : Math.max(0, moments.filter((moment) => moment <= ms).length - 1);
    },
    format: (index) => new Date(moments[index]).toISOString(),
    expected: "a time such as 2025-02-03T04:05:06Z"
  };
}

/** A slider over the moments of a timeline; its value is a moment's index. It begins just after the user last met the item. */
export function predictionTimeSlider(line: Timeline): Control<number> {
  const {moments, own, events, tickMs} = line;
  const last = events.ts_ms[events.item_id.lastIndexOf(line.item, own - 1)] + tickMs;
  // many events may have left only some of the moments
  const begin = Math.max(0, moments.filter((moment) => moment <= last).length - 1);
  const range = html`<input
    type="range"
    min="0"
    max=${moments.length - 1}
    step="1"
    value=${begin}
    aria-label="Prediction time"
  />` as HTMLInputElement;
  const said = html`<output class="moment-said"></output>` as HTMLElement;
  const element = html`<div class="moment-slider">
    <span class="moment-label">Prediction time</span> ${range} ${said}
  </div>`;
  const show = () => {
    said.textContent = predictionTimeText(moments[range.valueAsNumber]);
    range.setAttribute("aria-valuetext", said.textContent);
  };
  range.addEventListener("input", show);
  show();
  return Object.defineProperty(element, "value", {
    get: () => range.valueAsNumber,
    set: (index: number) => {
      range.value = String(index);
      show();
    }
  }) as Control<number>;
}
