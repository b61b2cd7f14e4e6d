import {watchOwnLog} from "../../browser/ownLog/ownLogs.js";
import {count} from "../format.js";
import type {DroppedFile, OwnLogPanel} from "./panel.js";

/** Runs on every page: the button in the header, any other with `data-own-log`, and files dropped anywhere open the panel, which is fetched only then. */
const header = document.querySelector<HTMLElement>("#own-log")!;
const name = header.querySelector<HTMLElement>(".own-log-name")!;
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

watchOwnLog((log) => {
  name.textContent = log === null ? "" : `${log.summary.file.name}: ${count(log.summary.events)} events`;
});
