import {html} from "htl";

/** A button that copies a text, made when it is pressed, and says that it did. Its title says what exactly. */
export function copyButton(label: string, title: string, text: () => string): HTMLButtonElement {
  const said = html`<span role="status">${label}</span>` as HTMLElement;
  const button = html`<button type="button" class="copy" title=${title}>${said}</button>` as HTMLButtonElement;
  let back: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.textContent = "Copied";
    } catch {
      said.textContent = "Not allowed here";
    }
    clearTimeout(back);
    back = setTimeout(() => (said.textContent = label), 2500);
  });
  return button;
}
