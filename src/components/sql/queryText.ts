import {html} from "htl";
import type {Control} from "../state.js";

/** A box for SQL. Ctrl or ⌘ and Enter sends `run`. */
export interface QueryText extends Control<string> {
  focusText(): void;
}

/** A box for a statement of at most `longest` characters. It grows with what is in it. */
export function queryText(sql: string, longest: number): QueryText {
  const area = html`<textarea
    rows="9"
    maxlength=${longest}
    spellcheck="false"
    autocapitalize="off"
    autocomplete="off"
    aria-label="SQL statement"
  ></textarea>` as HTMLTextAreaElement;
  area.value = sql;
  const element = html`<div class="query-text">${area}</div>` as unknown as QueryText;
  const fit = () => (area.rows = Math.min(24, Math.max(9, area.value.split("\n").length + 1)));
  area.addEventListener("input", fit);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    element.dispatchEvent(new Event("run"));
  });
  fit();
  Object.defineProperty(element, "value", {
    get: () => area.value,
    set: (value: string) => {
      area.value = value;
      fit();
    }
  });
  return Object.assign(element, {focusText: () => area.focus()});
}
