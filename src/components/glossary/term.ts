import {html} from "htl";
import {GLOSSARY} from "../../lib/reports/glossary.js";

/**
 * A word with its explanation at hand: a link to the glossary, over which `shell.ts` shows the meaning on hover and focus.
 *
 * @param id the term's place in the glossary
 * @param label how it is written here; the term's own name where nothing is said
 * @throws {RangeError} where the glossary has no such term
 */
export function term(id: string, label?: string): HTMLElement {
  const found = GLOSSARY.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`the glossary has no term ${id}`);
  return html`<a class="glossary-term" href=${`./glossary#${id}`} data-term=${id}
    >${label ?? found.name}</a
  >` as HTMLElement;
}
