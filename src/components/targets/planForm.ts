import {html} from "htl";
import type {ShopSize} from "../../lib/targets/opportunityFactor.js";
import type {Codec, Control} from "../state.js";

/** A shop to plan for, and how many columns its model will have. */
export interface Plan extends ShopSize {
  readonly parameters: number;
}

/** The fields in their order; `scale` is what a value is multiplied by to be written. */
const FIELDS: readonly {name: keyof Plan; label: string; scale: number; step: string}[] = [
  {name: "users", label: "Users", scale: 1, step: "1"},
  {name: "sessions", label: "Sessions", scale: 1, step: "1"},
  {name: "conversion", label: "Sessions that buy, %", scale: 100, step: "any"},
  {name: "itemsPerSession", label: "Items a session", scale: 1, step: "any"},
  {name: "days", label: "Days", scale: 1, step: "1"},
  {name: "parameters", label: "Model parameters", scale: 1, step: "1"}
];
const OWN = "own numbers";
/** As many digits as a field shows; a plan is made from what it shows. */
const rounded = (x: number) => Number(x.toPrecision(4));
const written = (plan: Plan, {name, scale}: (typeof FIELDS)[number]): number =>
  name === "conversion" || name === "itemsPerSession" ? rounded(plan[name] * scale) : plan[name] * scale;

/**
 * The planner's form: a field for each number, and a menu that fills them in. Its value is what the fields say, NaN for what is no number.
 *
 * @param presets by name; the first is the default
 */
export function planForm(presets: Readonly<Record<string, Plan>>): Control<Plan> {
  const names = Object.keys(presets);
  const fields = FIELDS.map((field) => ({
    ...field,
    input: html`<input type="number" step=${field.step} required />` as HTMLInputElement
  }));
  const menu = html`<select>
    ${names.map((name) => html`<option value=${name}>${name}</option>`)}
    <option value=${OWN} disabled>${OWN}</option>
  </select>` as HTMLSelectElement;
  const form = html`<form class="plan-form">
    <label><span>Start from</span>${menu}</label>
    ${fields.map(({label, input}) => html`<label><span>${label}</span>${input}</label>`)}
  </form>` as HTMLElement;
  form.addEventListener("submit", (event) => event.preventDefault());
  const fill = (plan: Plan) => {
    for (const field of fields) field.input.value = String(written(plan, field));
  };
  /** The menu names the preset whose numbers these are. */
  const name = () => {
    const same = (preset: Plan) => fields.every((field) => field.input.value === String(written(preset, field)));
    menu.value = names.find((preset) => same(presets[preset])) ?? OWN;
  };
  // before the wrapper reads the value
  menu.addEventListener("input", () => fill(presets[menu.value]));
  form.addEventListener("input", name);
  fill(presets[names[0]]);
  name();
  return Object.defineProperty(form, "value", {
    get: () =>
      Object.fromEntries(
        fields.map(({name, scale, input}) => [name, Number((input.valueAsNumber / scale).toPrecision(12))])
      ) as unknown as Plan,
    set: (plan: Plan) => {
      fill(plan);
      name();
    }
  }) as Control<Plan>;
}

/** `users:100000,sessions:200000,…`, all six of them. */
export const planCodec: Codec<Plan> = {
  parse(text) {
    const pairs = new Map(text.split(",").map((part) => part.split(":") as [string, string]));
    const plan = FIELDS.map(({name}) => [name, pairs.get(name)?.trim() ? Number(pairs.get(name)) : NaN] as const);
    return pairs.size === FIELDS.length && plan.every(([, value]) => Number.isFinite(value))
      ? (Object.fromEntries(plan) as unknown as Plan)
      : undefined;
  },
  format: (plan) => FIELDS.map(({name}) => `${name}:${plan[name]}`).join(","),
  expected: `numbers for ${FIELDS.map(({name}) => name).join(", ")}, each as name:number, with commas between`
};
