import {watchOwnLog, type OwnLog} from "../../browser/ownLog/ownLogs.js";
import {chooseLog, watchShown, type LogName} from "../../browser/ownLog/shownLog.js";
import {count} from "../format.js";
import type {DroppedFile, OwnLogPanel} from "./panel.js";

/**
 * Runs on every page: the line in the header that says which log is shown, the buttons that open the panel, there and wherever else `data-own-log` is, and
 * files dropped anywhere. The panel is fetched only when it is opened.
 */
const header = document.querySelector<HTMLElement>("#own-log")!;
/** The site's home page; this module is built to `_import/components/ownLog/`. */
const root = new URL("../../../", import.meta.url).href;

let panel: Promise<OwnLogPanel> | undefined;
async function open(files?: readonly DroppedFile[]): Promise<void> {
  panel ??= import("./panel.js").then(({ownLogPanel}) => ownLogPanel(root));
  (await panel).open(files);
}

document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest("[data-own-log]");
  if (opener === null) return;
  event.preventDefault();
  void open();
});

const overlay = document.createElement("div");
overlay.className = "own-log-overlay";
overlay.textContent = "Drop a log: it is read in this tab and sent nowhere";
overlay.hidden = true;
document.body.append(overlay);

/** Files that are dragged, not text or a link. */
const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
window.addEventListener("dragover", (event) => {
  // a part of the page that takes files itself has said so
  if (event.defaultPrevented) overlay.hidden = true;
  if (event.defaultPrevented || !hasFiles(event)) return;
  event.preventDefault();
  overlay.hidden = false;
});
window.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) overlay.hidden = true;
});
window.addEventListener("drop", (event) => {
  overlay.hidden = true;
  if (event.defaultPrevented || !hasFiles(event)) return;
  event.preventDefault();
  const items = Array.from(event.dataTransfer!.items).filter(({kind}) => kind === "file");
  void open(
    items.map((item) => {
      const entry = item.webkitGetAsEntry();
      const file = entry?.isDirectory ? null : item.getAsFile();
      return {name: file?.name ?? entry?.name ?? "what was dropped", file};
    })
  );
});

let log: OwnLog | null = null;
let shown: LogName | null = null;
/** What stands before the buttons is in the page from the start, so that a screen reader hears it change. */
const name = header.querySelector<HTMLElement>(".own-log-name")!;
const opener = header.querySelector<HTMLButtonElement>("[data-own-log]")!;
const other = document.createElement("button");
other.type = "button";
other.className = "button";
other.hidden = true;
opener.after(other);
other.addEventListener("click", () => chooseLog(shown === "own" ? "built-in" : "own"));

function draw(): void {
  const isShown = log !== null && shown === "own";
  header.classList.toggle("own-log-banner", isShown);
  opener.textContent = log === null ? "Use your own log" : "Change";
  opener.title = log === null ? "" : "Look at your log, choose another file, or forget it";
  const said = log === null ? "" : `${log.summary.file.name} · ${count(log.summary.events)} events`;
  name.replaceChildren(
    ...(log === null
      ? []
      : isShown
        ? ["Showing your log ", strong(said)]
        : shown === null
          ? [`Your log: ${said}`]
          : [`Showing the built-in shop; your log is ${said}`])
  );
  other.hidden = log === null || shown === null;
  other.textContent = isShown ? "Use the built-in shop" : "Show your log";
}

function strong(text: string): HTMLElement {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}

watchOwnLog((next) => {
  log = next;
  draw();
});
watchShown((next) => {
  shown = next;
  draw();
});
