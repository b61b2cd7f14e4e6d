import * as Inputs from "@observablehq/inputs";
import {html} from "htl";
import type {OwnLog} from "../../browser/ownLog/ownLogs.js";
import {chosenLog, chooseLog, tellShown, watchChoice} from "../../browser/ownLog/shownLog.js";
import {addressed, oneOf, readState, type Codec, type Control} from "../state.js";

/**
 * The control that chooses a page's log: the site's own ones, and the reader's where there is one. It begins with the log that was chosen last on whatever
 * page, and choosing another one holds for all pages; only an address that names a log wins over that. With one log there is nothing to choose, and the
 * control is a line that says how to bring another. An address that names the reader's log in a browser that has none says so.
 *
 * @param logs the site's logs by name, with what to call them; the first is the default
 */
export function logChoice(logs: Readonly<Record<string, string>>, own: OwnLog | null): Control<string> {
  const titles: Record<string, string> = {
    ...logs,
    ...(own === null ? {} : {own: `your own: ${own.summary.file.name}`})
  };
  const names = Object.keys(titles);
  const codec: Codec<string> = {
    ...oneOf(names),
    explain: (text) => (text === "own" ? "a log of your own, but this browser keeps none" : undefined)
  };
  if (names.length > 1) {
    const first = own !== null && chosenLog() === "own" ? "own" : names[0];
    const input = Inputs.radio(names, {label: "Log", value: first, format: (name: string) => titles[name]});
    const control = addressed("log", input, codec);
    const tell = () => tellShown(control.value === "own" ? "own" : "built-in");
    if (own !== null) {
      control.addEventListener("input", () => {
        const name = control.value === "own" ? "own" : "built-in";
        if (name !== chosenLog()) chooseLog(name);
        tell();
      });
      const end = watchChoice((name) => {
        // a page that has another log by now has another control
        if (!control.isConnected) return end();
        if ((control.value === "own") === (name === "own")) return;
        control.value = name === "own" ? "own" : names[0];
        control.dispatchEvent(new Event("input", {bubbles: true}));
      });
    }
    tell();
    return control;
  }
  tellShown(null);
  const found = readState(location.search, "log", codec);
  const element = html`<div class="addressed">
    <p class="log-choice">
      Log: ${titles[names[0]]}, or <button type="button" class="button" data-own-log>use your own log</button>
    </p>
    <p class="addressed-message" role="status">${found.kind === "bad" ? found.message : ""}</p>
  </div>` as unknown as Control<string>;
  return Object.defineProperty(element, "value", {value: names[0]});
}
