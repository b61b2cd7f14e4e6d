import {html} from "htl";

export interface BigNumberOptions {
  readonly label: string;
  /** Already written (`format.ts`), so that the card does no rounding of its own. */
  readonly value: string;
  /** Interval, n, baseline, unit: what it takes to judge the number. */
  readonly detail?: string | Node;
  /** Marks numbers that come from generated data. */
  readonly generated?: boolean;
  /** A custom property of `colours.ts` for the rule at the card's side. */
  readonly colour?: string;
}

/** One number on a card. `update` changes it in place, and a screen reader hears the change. */
export function bigNumber(options: BigNumberOptions): HTMLElement & {update(options: Partial<BigNumberOptions>): void} {
  let now = options;
  const element = html`<div class="big-number" role="group"></div>` as HTMLElement & {
    update(options: Partial<BigNumberOptions>): void;
  };
  const draw = () => {
    element.style.setProperty("--mark", now.colour ?? "var(--theme-foreground-faint)");
    element.setAttribute("aria-label", now.label);
    element.replaceChildren(html.fragment`<div class="big-number-label">${now.label}</div>
      <div class="big-number-value" aria-live="polite">${now.value}</div>
      <div class="big-number-detail">${now.detail ?? ""}${now.generated === true ? generatedMark() : null}</div>`);
  };
  draw();
  element.update = (changes) => {
    now = {...now, ...changes};
    draw();
  };
  return element;
}

/** The mark that generated data carry wherever they are shown. */
export function generatedMark(): HTMLElement {
  return html`<span class="generated" title="These data come from the generated shop, not from real people"
    >generated data</span
  >` as HTMLElement;
}
