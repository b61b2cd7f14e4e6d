import {html} from "htl";
import {searchSections, type Found, type SearchSection} from "../../lib/reports/searchSections.js";

/**
 * The search field over the list of pages: `/`, or Ctrl-K, goes to it; what is found replaces the list, with the words around it; arrow
 * keys choose, Enter opens, Escape brings the list back. The index is fetched when the field is first used.
 *
 * @param root address of the site's home page
 */
export function startSearch(root: string): void {
  const field = document.querySelector<HTMLElement>("#observablehq-search");
  const input = field?.querySelector("input");
  const results = document.querySelector<HTMLElement>("#observablehq-search-results");
  const sidebar = document.querySelector("#observablehq-sidebar");
  const toggle = document.querySelector<HTMLInputElement>("#observablehq-sidebar-toggle");
  if (field == null || input == null || results === null || sidebar === null) return;
  field.dataset.ready = "";

  let index: Promise<readonly SearchSection[]> | undefined;
  const load = () =>
    (index ??= fetch(new URL("search.json", root)).then((response) => {
      if (!response.ok) throw new Error(`the index of the search was not found (${response.status})`);
      return response.json() as Promise<readonly SearchSection[]>;
    }));

  let at = 0;
  const links = () => Array.from(results.querySelectorAll<HTMLAnchorElement>("a[href]"));
  const mark = (next: number) => {
    const all = links();
    if (all.length === 0) return;
    at = (next + all.length) % all.length;
    all.forEach((link, i) => link.parentElement!.classList.toggle("found-here", i === at));
    all[at].scrollIntoView({block: "nearest"});
  };
  async function show(): Promise<void> {
    const asked = input!.value;
    sidebar!.classList.toggle("observablehq-search-results", asked.trim() !== "");
    if (asked.trim() === "") return results!.replaceChildren();
    let found: Found[];
    try {
      found = searchSections(await load(), asked);
    } catch (error) {
      index = undefined; // the next key tries again
      return results!.replaceChildren(html`<p role="status">Search does not work: ${(error as Error).message}.</p>`);
    }
    if (input!.value !== asked) return;
    results!.replaceChildren(
      html`<p role="status">
        ${found.length === 0 ? "Nothing found." : found.length === 1 ? "1 result" : `${found.length} results`}
      </p>`,
      html`<ol>
        ${found.map((one) => result(one, root))}
      </ol>`
    );
    mark(0);
  }
  input.addEventListener("focus", () => void load().catch(() => (index = undefined)));
  input.addEventListener("input", () => void show());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (input.value === "") input.blur();
      input.value = "";
      void show();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") links()[at]?.click();
  });
  results.addEventListener("click", () => {
    // a part of the same page is no new page, which would close the list
    if (toggle?.checked === true && innerWidth < 1008) toggle.click();
  });
  window.addEventListener("keydown", (event) => {
    const typing = (event.target as Element | null)?.closest("input, textarea, select, [contenteditable]") != null;
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !k) return;
    event.preventDefault();
    const shown = getComputedStyle(sidebar).visibility !== "hidden";
    if (!shown) toggle?.click();
    input.focus();
    input.select();
  });
  // what was typed before the page was ready
  if (input.value !== "") void show();
}

function result({section, snippet}: Found, root: string): HTMLElement {
  const address = new URL(section.page, root);
  if (section.id !== "") address.hash = section.id;
  return html`<li class="observablehq-link">
    <a href=${address.href}
      ><b>${section.heading === "" ? section.title : section.heading}</b
      ><small
        >${section.heading === "" ? "" : `${section.title}: `}${snippet.map((part, i) =>
          i % 2 === 1 ? html`<mark>${part}</mark>` : part
        )}</small
      ></a
    >
  </li>` as HTMLElement;
}
