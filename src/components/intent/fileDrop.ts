import {html} from "htl";

export interface FileDropOptions {
  readonly label: string;
  /** Endings, as `<input accept>` has them. */
  readonly accept: string;
  /** A sentence on what is taken, and where it stays. */
  readonly hint: string;
  readonly onFile: (file: File) => void;
}

/** A field for one file, which can be chosen or dropped on it; the page's own log is not meant then. */
export function fileDrop({label, accept, hint, onFile}: FileDropOptions): HTMLElement {
  const input = html`<input type="file" accept=${accept} />` as HTMLInputElement;
  const element = html`<div class="file-drop" data-unaddressed>
    <label>${label} ${input}</label>
    <p>${hint}</p>
  </div>` as HTMLElement;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // so that the same file can be chosen once more
    input.value = "";
    if (file !== undefined) onFile(file);
  });
  // the file is told by `onFile`, not by the value of what this stands in
  input.addEventListener("input", (event) => event.stopPropagation());
  const over = (event: DragEvent) => {
    if (!(event.dataTransfer?.types.includes("Files") ?? false)) return;
    event.preventDefault();
    element.dataset.over = "";
  };
  element.addEventListener("dragenter", over);
  element.addEventListener("dragover", over);
  element.addEventListener("dragleave", () => delete element.dataset.over);
  element.addEventListener("drop", (event) => {
    delete element.dataset.over;
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    onFile(file);
  });
  return element;
}
