import {html} from "htl";
import {addressed, numberIn, type Control} from "../state.js";
import {figure} from "../figure.js";
import {count, fixed} from "../format.js";
import {FEWEST, insets, MOST, smallTestFigure, smallTestSentence, type SmallTest} from "./smallTestFigure.js";

/** Steps of the slider of purchases, which are even on a logarithmic scale. */
const POSITIONS = 300;
const purchasesAt = (position: number) => Math.round(FEWEST * (MOST / FEWEST) ** (position / POSITIONS));
const positionOf = (purchases: number) =>
  Math.round((POSITIONS * Math.log(purchases / FEWEST)) / Math.log(MOST / FEWEST));

/**
 * The home page's figure: the reader drags the number of purchases in a test set, in the figure or with a slider, and sees how far its
 * score can lie from the truth. Nothing is fetched; the intervals are computed as it is dragged.
 */
export function smallTest(claim: SmallTest): HTMLElement {
  const purchases = slider({
    label: "Purchases in the test set",
    steps: POSITIONS,
    value: claim.positives,
    valueAt: purchasesAt,
    positionOf,
    write: (n) => `${count(n)} purchases`
  });
  const truth = slider({
    label: "True AUC of the model",
    steps: 45,
    value: 0.7,
    valueAt: (i) => Math.round(50 + i) / 100,
    positionOf: (auc) => Math.round(100 * auc) - 50,
    write: (auc) => fixed(auc)
  });
  const controls = [
    addressed("purchases", purchases, numberIn(FEWEST, MOST)),
    addressed("auc", truth, numberIn(0.5, 0.95, 0.01))
  ];
  const choice = () => ({positives: purchases.value, truth: truth.value});
  const drawn = figure(...smallTestFigure(choice(), claim));
  const said = html`<p class="small-test-said" aria-live="polite"></p>` as HTMLElement;
  const speak = () =>
    said.replaceChildren(
      ...smallTestSentence(choice(), claim).map((part, i) => (i % 2 === 1 ? html`<b>${part}</b>` : part))
    );
  const plot = drawn.querySelector<HTMLElement>(".figure-plot")!;
  const drag = (event: PointerEvent) => {
    const {left, right} = insets(plot.clientWidth);
    const share = (event.clientX - plot.getBoundingClientRect().left - left) / (plot.clientWidth - left - right);
    const next = purchasesAt(POSITIONS * Math.min(1, Math.max(0, share)));
    if (next === purchases.value) return;
    purchases.value = next;
    purchases.dispatchEvent(new Event("input", {bubbles: true}));
  };
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    plot.setPointerCapture(event.pointerId);
    drag(event);
  });
  plot.addEventListener("pointermove", (event) => {
    if (plot.hasPointerCapture(event.pointerId)) drag(event);
  });
  const element = html`<div class="small-test-home">
    <div class="controls">${controls}</div>
    ${drawn}${said}
    <p class="small-test-more">
      <a href=${`./claims?claim=${claim.claim}`}>The claim in the ledger</a>
      <a href="./metrics">How such intervals are made</a> <a href="./sparsity">What few purchases do to a model</a>
    </p>
  </div>` as HTMLElement;
  element.addEventListener("input", () => {
    drawn.update(...smallTestFigure(choice(), claim));
    speak();
  });
  speak();
  return element;
}

interface SliderOptions {
  readonly label: string;
  /** Positions are whole numbers from 0 to this. */
  readonly steps: number;
  readonly value: number;
  valueAt(position: number): number;
  positionOf(value: number): number;
  write(value: number): string;
}

/** A slider whose value is not its position; it says its value in words. */
function slider({label, steps, value, valueAt, positionOf, write}: SliderOptions): Control<number> {
  let now = value;
  const range = html`<input type="range" min="0" max=${steps} step="1" aria-label=${label} />` as HTMLInputElement;
  const said = html`<output></output>` as HTMLOutputElement;
  const element = html`<label class="slider"
    ><span>${label}</span>${range}${said}</label
  >` as unknown as Control<number>;
  const tell = () => {
    range.setAttribute("aria-valuetext", write(now));
    said.textContent = write(now);
  };
  const show = () => {
    range.value = String(positionOf(now));
    tell();
  };
  range.addEventListener("input", () => {
    // where it stands is left as it is: steps of a key may be smaller than those of the value
    now = valueAt(Number(range.value));
    tell();
  });
  show();
  return Object.defineProperty(element, "value", {
    get: () => now,
    set: (next: number) => {
      now = next;
      show();
    }
  });
}
