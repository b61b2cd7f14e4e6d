import {html} from "htl";
import {GLOSSARY} from "../../lib/reports/glossary.js";

/** Every term with its meaning and the page that shows it at work. */
export function glossaryList(): HTMLElement {
  return html`<dl class="glossary">
    ${GLOSSARY.map(
      ({id, name, also, meaning, page}) =>
        html`<div id=${id}>
          <dt>${name}</dt>
          <dd>
            ${meaning}${also === undefined ? "" : ` Also: ${also.join(", ")}.`}${
              page === undefined ? "" : html` <a href=${`./${page}`}>See it at work</a>`
            }
          </dd>
        </div>`
    )}
  </dl>` as HTMLElement;
}
