import {html} from "htl";

/**
 * Shows what a term means while the pointer or the focus is on it. The pop-over can be entered by the pointer, and Escape puts it away. The
 * meanings are fetched at the first term.
 *
 * @param root address of the site's home page
 */
export function startGlossary(root: string): void {
  const pop = html`<div class="glossary-pop" id="glossary-pop" role="tooltip" hidden></div>` as HTMLElement;
  let shown: HTMLElement | null = null;
  let closing: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    pop.hidden = true;
  };
  const closeSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(close, 200); // long enough to get from the term to the pop-over
  };
  async function open(term: HTMLElement): Promise<void> {
    clearTimeout(closing);
    if (shown === term) return;
    shown?.removeAttribute("aria-describedby");
    shown = term;
    const {GLOSSARY} = await import("../../lib/reports/glossary.js");
    const found = GLOSSARY.find(({id}) => id === term.dataset.term);
    if (found === undefined || shown !== term) return;
    pop.replaceChildren(
      html`<b>${found.name}</b> ${found.meaning} <a href=${new URL(`glossary#${found.id}`, root).href}>Glossary</a>`
    );
    if (pop.parentElement === null) document.body.append(pop);
    pop.hidden = false;
    term.setAttribute("aria-describedby", pop.id);
    const place = term.getClientRects()[0] ?? term.getBoundingClientRect();
    const width = Math.min(22 * 16, document.documentElement.clientWidth - 24);
    pop.style.width = `${width}px`;
    const left = Math.max(12, Math.min(place.left, document.documentElement.clientWidth - width - 12));
    const below = place.bottom + pop.offsetHeight + 12 < innerHeight;
    pop.style.left = `${left}px`;
    pop.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - pop.offsetHeight - 4)}px`;
  }
  const termOf = (event: Event) => (event.target as Element | null)?.closest?.<HTMLElement>(".glossary-term") ?? null;
  document.addEventListener("pointerover", (event) => {
    const term = termOf(event);
    if (term !== null && event.pointerType !== "touch") void open(term);
    else if (pop.contains(event.target as Node)) clearTimeout(closing);
    else if (shown !== null && document.activeElement !== shown) closeSoon();
  });
  document.addEventListener("focusin", (event) => {
    const term = termOf(event);
    if (term !== null) void open(term);
    else if (!pop.contains(event.target as Node)) close();
  });
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (term === null || !matchMedia("(hover: none)").matches || shown === term) return;
    event.preventDefault(); // a first tap explains, a second one leads to the glossary
    void open(term);
  });
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown !== null) close();
  });
  window.addEventListener("scroll", close, {passive: true});
}
