import {html} from "htl";
import type {CataloguePage} from "../../lib/reports/recommendPage.js";
import {count} from "../format.js";

/** Items shown before more are asked for. */
const FIRST = 12;
const MORE = 42;

/** The catalogue, most clicked items first, with a field that narrows it. A press on an item is a click on it. */
export function itemPicker(catalogue: CataloguePage, onClick: (item: number) => void): HTMLElement {
  const {names, clicks, category, categories} = catalogue;
  const order = names.map((_, item) => item).sort((a, b) => clicks[b] - clicks[a] || a - b);
  const texts = names.map((name, item) => `${name} ${categories[category[item]] ?? ""}`.toLowerCase());
  const field = html`<input type="search" placeholder="Name or category" />` as HTMLInputElement;
  const said = html`<p class="picker-said" role="status"></p>` as HTMLElement;
  const list = html`<ul class="picker-items"></ul>` as HTMLElement;
  const more = html`<button type="button" class="button">Show more</button>` as HTMLButtonElement;
  let shown = FIRST;
  const draw = () => {
    const words = field.value.toLowerCase().trim();
    const found = words === "" ? order : order.filter((item) => texts[item].includes(words));
    // an item of just that name before longer ones
    const exact = found.findIndex((item) => names[item].toLowerCase() === words);
    if (exact > 0) found.unshift(...found.splice(exact, 1));
    said.textContent =
      found.length === 0
        ? `No item has “${field.value.trim()}” in its name or category.`
        : `${count(found.length)} ${found.length === 1 ? "item" : "items"}, most viewed first. Press one to click it.`;
    list.replaceChildren(
      ...found.slice(0, shown).map((item) => {
        const button = html`<button type="button" class="picker-item">
          ${names[item]} <span>${count(clicks[item])}</span>
        </button>` as HTMLElement;
        button.title = `viewed ${count(clicks[item])} times`;
        button.addEventListener("click", () => onClick(item));
        return html`<li>${button}</li>`;
      })
    );
    more.hidden = found.length <= shown;
  };
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no state of the page
    shown = FIRST;
    draw();
  });
  more.addEventListener("click", () => {
    shown += MORE;
    draw();
  });
  draw();
  return html`<div class="item-picker" data-unaddressed>
    <h3>Catalogue</h3>
    <label>Find an item ${field}</label>
    ${said} ${list} ${more}
  </div>` as HTMLElement;
}
