import {toArrow} from "./arrowFile.js";
import {toCsv, type PageColumns} from "./csv.js";

/** Hands a file to the reader. */
export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A button that makes its file when pressed; while a slow file is made, and when making fails, the button says so. */
export function downloadButton(label: string, title: string, make: () => void | Promise<void>): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "download";
  button.textContent = label;
  button.title = title;
  button.setAttribute("aria-label", title);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await make();
      button.title = title;
    } catch (error) {
      button.title = `${title} failed: ${error instanceof Error ? error.message : String(error)}`;
      button.textContent = `${label} (failed)`;
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/** The two buttons of every table. `of` is read at the press, so that a table that has changed since gives its newest rows. */
export function tableDownloads(of: () => {readonly name: string; readonly columns: PageColumns}): HTMLButtonElement[] {
  return [
    downloadButton("CSV", `Download ${of().name} as CSV`, () =>
      download(`${of().name}.csv`, toCsv(of().columns), "text/csv")
    ),
    downloadButton("Arrow", `Download ${of().name} as Arrow`, async () => {
      const bytes = await toArrow(of().columns);
      download(`${of().name}.arrow`, bytes as BlobPart, "application/vnd.apache.arrow.file");
    })
  ];
}
