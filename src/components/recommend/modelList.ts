import {html} from "htl";
import type {Explained} from "../../browser/recommend.js";
import type {ModelAnswer} from "../../lib/recommend/sessionExplorer.js";
import {failureText} from "../failureText.js";
import {count} from "../format.js";
import {reasonList} from "./reasonList.js";
import {scoreText} from "./scoreText.js";

export interface ModelListOptions {
  readonly nameOf: (item: number) => string;
  /** The item that was clicked next; null where nobody knows. */
  readonly truth: number | null;
  /** The items of the session so far. */
  readonly clicked: readonly number[];
  /** How many items there are. */
  readonly catalogue: number;
  /** Why an item has its score; null where there is no model. */
  readonly explain: ((item: number) => Promise<Explained | null>) | null;
  readonly onClick: (item: number) => void;
}

/** What one model puts first, with scores; a press on an item says why it is there. */
export function modelList(
  {title, setting}: {readonly title: string; readonly setting: string},
  {items, truthRank, tied}: ModelAnswer,
  options: ModelListOptions
): HTMLElement {
  const {truth, nameOf, catalogue, clicked} = options;
  const most = Math.max(...items.map(({score}) => Math.abs(score)), 0);
  const last = clicked.at(-1);
  const place =
    truth === null
      ? null
      : truthRank === null
        ? "the next item was seen before"
        : `next item: place ${count(truthRank)} of ${count(catalogue)}`;
  return html`<section class="model-list" aria-label=${title}>
    <h3>${title}</h3>
    <p class="model-setting">${setting}</p>
    ${place === null ? null : html`<p class="model-truth" data-hit=${truthRank !== null && truthRank <= 5 ? "" : null}>${place}</p>`}
    ${
      items.length === 0 || tied
        ? html`<p class="explorer-note">
            ${
              last !== undefined && items.length === 0
                ? `No session that this model knows has ${nameOf(last)}, so it has nothing to recommend.`
                : "All items have the same score: this model cannot tell them apart."
            }
          </p>`
        : html`<ol>
            ${items.map(({item, score}, i) => row(item, score, i + 1, most, options))}
          </ol>`
    }
  </section>` as HTMLElement;
}

function row(
  item: number,
  score: number,
  place: number,
  most: number,
  {nameOf, truth, clicked, explain, onClick}: ModelListOptions
): HTMLElement {
  const isTruth = item === truth;
  const marks = [isTruth ? "✓ next" : "", clicked.includes(item) ? "seen" : ""].filter((mark) => mark !== "");
  const button = html`<button
    type="button"
    class="list-item"
    style=${`--share:${most === 0 ? 0 : Math.abs(score) / most}`}
  >
    <span class="list-place">${place}</span>
    <span class="list-name">${nameOf(item)}${marks.map((mark) => html` <span class="list-mark">${mark}</span>`)}</span>
    <span class="list-score">${scoreText(score)}</span>
  </button>` as HTMLButtonElement;
  const li = html`<li class=${isTruth ? "list-truth" : ""}>${button}</li>` as HTMLElement;
  if (explain === null) {
    button.addEventListener("click", () => onClick(item));
    return li;
  }
  button.setAttribute("aria-expanded", "false");
  button.title = "Why is it here?";
  let why: HTMLElement | null = null;
  button.addEventListener("click", async () => {
    const open = why === null;
    button.setAttribute("aria-expanded", String(open));
    why?.remove();
    why = null;
    if (!open) return;
    const click = html`<button type="button" class="button">Click this item</button>` as HTMLButtonElement;
    click.addEventListener("click", () => onClick(item));
    const told = html`<p class="reason-note" role="status">Looking for the reasons…</p>` as HTMLElement;
    const box = html`<div class="list-why">${told} ${click}</div>` as HTMLElement;
    why = box;
    li.append(box);
    try {
      told.replaceWith(reasonList(await explain(item), {score, nameOf}));
    } catch (error) {
      told.textContent = failureText(error);
    }
  });
  return li;
}
