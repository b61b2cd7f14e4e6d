import {html} from "htl";
import type {Arithmetic, Calculation} from "../../lib/claims/arithmetic.js";
import {show} from "../../lib/claims/show.js";
import {addressed, type Codec, type Control} from "../state.js";

/** Inputs that differ from those typed in. */
export type Changes = Readonly<Record<string, number>>;

const SAYS: Readonly<Record<Calculation["outcome"], string>> = {
  refutes: "The claim contradicts these numbers.",
  uninformative: "With these numbers the claim says nothing.",
  holds: "The claim follows from these numbers.",
  open: "These numbers do not decide."
};
const FROM: Readonly<Record<string, string>> = {
  claim: "claimed",
  document: "from the same report",
  published: "published",
  assumed: "our assumption"
};

/**
 * A claim's calculation, worked out in the tab: its starting numbers as fields, its steps, and what follows. Changed fields stand in
 * the address as `with=name:value,…`, and are handed to `onChange` once they can be calculated with; so is their reset.
 */
export function ledgerArithmetic(arithmetic: Arithmetic, onChange: (changes: Changes) => void): HTMLElement {
  const {inputs} = arithmetic;
  const names = Object.keys(inputs);
  const fields = names.map((name) => {
    const {value, slider} = inputs[name];
    const field = (
      slider === undefined
        ? html`<input type="number" step="any" value=${value} />`
        : html`<input type="range" min=${slider.min} max=${slider.max} step=${slider.step} value=${value} />`
    ) as HTMLInputElement;
    const output = slider === undefined ? null : html`<output>${show(value)}</output>`;
    return {name, field, output};
  });
  const form = html`<form class="claim-inputs">
    ${fields.map(
      ({name, field, output}) =>
        html`<label>
          <span>${inputs[name].label} <span class="claim-from">${FROM[inputs[name].from]}</span></span>
          ${field}${output}
        </label>`
    )}
  </form>` as HTMLElement;
  form.addEventListener("submit", (event) => event.preventDefault());
  const control = Object.defineProperty(form, "value", {
    get: (): Changes =>
      Object.fromEntries(
        fields
          .filter(({name, field}) => field.valueAsNumber !== inputs[name].value)
          .map(({name, field}) => [name, field.valueAsNumber])
      ),
    set: (changes: Changes) => {
      for (const {name, field} of fields) field.value = String(changes[name] ?? inputs[name].value);
    }
  }) as Control<Changes>;
  const wrapper = addressed("with", control, changesOf(names));
  const steps = html`<table class="claim-steps"></table>`;
  const conclusion = html`<p aria-live="polite"></p>`;
  const draw = () => {
    for (const {field, output} of fields) if (output !== null) output.textContent = show(field.valueAsNumber);
    const values = Object.fromEntries(fields.map(({name, field}) => [name, field.valueAsNumber]));
    const missing = fields.find(({field}) => !Number.isFinite(field.valueAsNumber));
    if (missing !== undefined) {
      steps.replaceChildren();
      conclusion.textContent = `“${inputs[missing.name].label}” needs a number.`;
      return;
    }
    try {
      const outcome = arithmetic.compute(values);
      steps.replaceChildren(
        html`<tbody>
          ${outcome.steps.map(
            ({expression, value, unit}) =>
              html`<tr>
                <th scope="row">${expression}</th>
                <td>${show(value)} ${unit}</td>
              </tr>`
          )}
        </tbody>`
      );
      // Above, the row's reason already says what the printed numbers lead to.
      const changed = Object.keys(control.value).length > 0;
      conclusion.textContent = `${changed ? `${outcome.conclusion} ` : ""}${SAYS[outcome.outcome]}`;
      onChange(control.value);
    } catch (error) {
      // A share above one, no row at all: the functions say what cannot be.
      steps.replaceChildren();
      conclusion.textContent = `These numbers cannot be: ${(error as Error).message}.`;
    }
  };
  wrapper.addEventListener("input", draw);
  draw();
  return html`<div class="claim-arithmetic">
    <p class="claim-heading">The arithmetic: change a number and the claim is judged again</p>
    <div class="claim-columns">
      ${wrapper}
      <div>${steps}${conclusion}</div>
    </div>
  </div>` as HTMLElement;
}

/** `positives:100,rows:5000`: some of the named inputs with numbers. */
function changesOf(names: readonly string[]): Codec<Changes> {
  return {
    parse(text) {
      const pairs = text === "" ? [] : text.split(",").map((part) => part.split(":"));
      const good = pairs.every(
        ([name, value, more]) =>
          names.includes(name) && value?.trim() && Number.isFinite(Number(value)) && more === undefined
      );
      return good ? Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)])) : undefined;
    },
    format: (changes) =>
      Object.entries(changes)
        .map(([name, value]) => `${name}:${value}`)
        .join(","),
    expected: `numbers for some of ${names.join(", ")}`
  };
}
