import {html} from "htl";
import {downloadButton} from "../download.js";

/** The command that does the same, to be copied, and the corrections as a file to be given to it. `update` is called when the command has changed. */
export function commandLine(
  command: () => string,
  template: () => Promise<void>
): {readonly element: HTMLElement; update(): void} {
  const code = html`<code></code>` as HTMLElement;
  const said = html`<span role="status"></span>` as HTMLElement;
  const copy = html`<button type="button" class="download">Copy the command</button>` as HTMLButtonElement;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      said.textContent = "Copied.";
    } catch {
      // a browser that allows no copying: the text can be copied by hand
      getSelection()?.selectAllChildren(code);
      said.textContent = "It is selected: copy it by hand.";
    }
  });
  const element = html`<details class="own-log-command">
    <summary>The same on the command line</summary>
    <pre tabindex="0" data-copy="none">${code}</pre>
    <div class="tools">
      ${copy}
      ${downloadButton(
        "Mapping as a file",
        "Mapping as a file: how each column is read, to be corrected and given back as --map @FILE",
        template
      )}
      ${said}
    </div>
  </details>` as HTMLElement;
  return {
    element,
    update() {
      code.textContent = command();
      said.textContent = "";
    }
  };
}
