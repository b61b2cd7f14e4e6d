import {html} from "htl";
import {fixed} from "../format.js";

/** A cell with so many digits after the point; a missing number is “–”. */
export const fixedCell =
  (digits: number) =>
  (value: number | string | null): string =>
    value === null ? "–" : fixed(Number(value), digits);

/** A cell that stays on one line where there is room; where there is not, an interval goes below its value as a whole. */
export const lineCell = (value: number | string | null): HTMLElement =>
  html`<span class="cell-line"
    >${typeof value === "string" ? value.replaceAll(", ", ",\u00a0") : value}</span
  >` as HTMLElement;

/** A cell of a few words, which may take two lines and not more. */
export const wordsCell = (value: number | string | null): HTMLElement =>
  html`<span class="cell-words">${value}</span>` as HTMLElement;

/** A cell wide enough for a sentence. */
export const sentenceCell = (value: number | string | null): HTMLElement =>
  html`<span class="cell-sentence">${value}</span>` as HTMLElement;
