import {html} from "htl";
import type {Codec, Control} from "../state.js";
import type {VisitorField} from "./visitorFields.js";

export type Visitor = Readonly<Record<string, number>>;

/** Its value is what differs from the visitor to begin with. */
export interface VisitorForm extends Control<Visitor> {
  /** Asks for these from now on. What was given by name, also in the address, is kept. */
  ask(fields: readonly VisitorField[]): void;
  /** All that is asked for. */
  visitor(): Visitor;
  /** What differs from the visitor to begin with, as a sentence says it. */
  changes(): string;
  /** Whether all that is asked for is given; what is wrong is said beside its field. */
  check(): boolean;
}

/** A form for one visitor, a field for each thing that a model wants to know. */
export function visitorForm(): VisitorForm {
  const form = html`<form class="visitor-form" aria-label="A visitor"></form>` as HTMLFormElement;
  const given = new Map<string, number>();
  let fields: readonly VisitorField[] = [];
  let inputs = new Map<string, {readonly input: HTMLInputElement | HTMLSelectElement; readonly fault: HTMLElement}>();

  function faultOf({low, high, whole, choices}: VisitorField, text: string): string {
    if (choices !== null) return "";
    const value = text.trim() === "" ? NaN : Number(text);
    return value >= low && value <= high && (!whole || Number.isInteger(value))
      ? ""
      : `Give a ${whole ? "whole " : ""}number from ${low} to ${high.toLocaleString("en-US")}.`;
  }

  function check(): boolean {
    let good = true;
    for (const field of fields) {
      const {input, fault} = inputs.get(field.name)!;
      const why = faultOf(field, input.value);
      if (fault.textContent !== why) fault.textContent = why;
      input.setAttribute("aria-invalid", String(why !== ""));
      good &&= why === "";
    }
    return good;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    for (const {name} of fields) given.set(name, numberOf(inputs.get(name)!.input.value));
    check();
  });
  const element = Object.assign(form, {
    check,
    changes: () =>
      fields
        .flatMap(({name, label, value, choices}) => {
          const now = numberOf(inputs.get(name)!.input.value);
          return now === value ? [] : [`${label} ${choices?.find((one) => one.value === now)?.label ?? now}`];
        })
        .join(", "),
    visitor: (): Visitor => Object.fromEntries(fields.map(({name}) => [name, numberOf(inputs.get(name)!.input.value)])),
    ask(next: readonly VisitorField[]) {
      fields = next;
      inputs = new Map();
      form.replaceChildren(
        ...next.map((field) => {
          const id = `visitor-${field.name}`;
          const value = given.get(field.name) ?? field.value;
          const input = (
            field.choices === null
              ? html`<input
                  id=${id}
                  type="number"
                  min=${field.low}
                  max=${field.high}
                  step=${field.whole ? 1 : "any"}
                  aria-describedby=${`${id}-fault`}
                />`
              : html`<select id=${id} aria-describedby=${`${id}-fault`}>
                  ${field.choices.map((one) => html`<option value=${one.value}>${one.label}</option>`)}
                </select>`
          ) as HTMLInputElement | HTMLSelectElement;
          input.value = String(value);
          const fault = html`<span id=${`${id}-fault`} class="visitor-fault" role="alert"></span>` as HTMLElement;
          inputs.set(field.name, {input, fault});
          return html`<div class="visitor-field">
            <label for=${id}>${field.label}${field.unit === "" ? "" : html` <small>${field.unit}</small>`}</label>
            ${input}${fault}
          </div>`;
        })
      );
    }
  });
  return Object.defineProperty(element, "value", {
    get: (): Visitor =>
      // before anything is asked for, what is given stands for itself
      Object.fromEntries(
        fields.length === 0
          ? given
          : fields.flatMap(({name, value}) => {
              const now = numberOf(inputs.get(name)!.input.value);
              return now === value ? [] : [[name, now]];
            })
      ),
    set(visitor: Visitor) {
      given.clear();
      for (const [name, value] of Object.entries(visitor)) given.set(name, value);
      for (const {name, value} of fields) inputs.get(name)!.input.value = String(given.get(name) ?? value);
      check();
    }
  }) as unknown as VisitorForm;
}

const numberOf = (text: string) => (text.trim() === "" ? NaN : Number(text));

/** `month:11,page_values:3.5`, in any order. */
export const visitorCodec: Codec<Visitor> = {
  parse(text) {
    const pairs = text.split(",").map((part) => part.split(":"));
    const values = pairs.map(([, value]) => numberOf(value ?? ""));
    return values.some(Number.isNaN) ? undefined : Object.fromEntries(pairs.map(([name], i) => [name, values[i]]));
  },
  format: (visitor) =>
    Object.entries(visitor)
      .map(([name, value]) => `${name}:${value}`)
      .join(","),
  expected: "a visitor, each thing as name:number, with commas between"
};
