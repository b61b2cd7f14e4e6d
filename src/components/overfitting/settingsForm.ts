import {html} from "htl";
import {
  checkOverfit,
  OVERFIT_PRESETS,
  OVERFIT_RANGES,
  OVERFIT_TARGETS,
  WEIGHT_PRESETS,
  type OverfitSettings
} from "../../lib/overfitting/overfitSettings.js";
import {targetById} from "../../lib/targets/target.js";
import type {Codec, Control} from "../state.js";

type Name = keyof typeof OVERFIT_RANGES;

/** What a field is called; a perceptron and a boosting call the same field differently. */
const LABELS: Readonly<Record<Name, Readonly<Record<OverfitSettings["model"], string>>>> = {
  positives: {boosting: "Training positives, at most", mlp: "Training positives, at most"},
  weight: {boosting: "Weight of a positive", mlp: "Weight of a positive"},
  steps: {boosting: "Trees", mlp: "Epochs"},
  size: {boosting: "Leaves of a tree", mlp: "Units of a layer"},
  layers: {boosting: "Hidden layers (perceptron only)", mlp: "Hidden layers"},
  l2: {boosting: "Ridge on leaves", mlp: "Ridge on weights"},
  seed: {boosting: "Draw", mlp: "Draw"}
};
const NUMBERS = Object.keys(LABELS) as Name[];
const OWN = "own settings";
const MODELS = {boosting: "gradient boosting", mlp: "multilayer perceptron (TensorFlow.js)"} as const;

/** The name of the preset that has these settings; null where none has. */
export function presetOf(settings: OverfitSettings): string | null {
  const same = (a: OverfitSettings) => settingsCodec.format(a) === settingsCodec.format(settings);
  return Object.keys(OVERFIT_PRESETS).find((name) => same(OVERFIT_PRESETS[name])) ?? null;
}

/**
 * The form of a run: a menu of presets, the target, the model and a field for each number, NaN for what is no
 * number.
 */
export function settingsForm(): Control<OverfitSettings> {
  const names = Object.keys(OVERFIT_PRESETS);
  const menu = html`<select>
    ${names.map((name) => html`<option value=${name}>${name}</option>`)}
    <option value=${OWN} disabled>${OWN}</option>
  </select>` as HTMLSelectElement;
  const target = html`<select>
    ${OVERFIT_TARGETS.map((id) => html`<option value=${id}>${targetById(id).title}</option>`)}
  </select>` as HTMLSelectElement;
  const model = html`<select>
    ${Object.entries(MODELS).map(([id, title]) => html`<option value=${id}>${title}</option>`)}
  </select>` as HTMLSelectElement;
  const fields = NUMBERS.map((name) => {
    const [low, high] = OVERFIT_RANGES[name];
    const input = html`<input
      type="number"
      required
      min=${low}
      max=${high}
      step=${name === "l2" ? "any" : "1"}
      list=${name === "weight" ? "overfit-weights" : null}
    />` as HTMLInputElement;
    return {name, input, label: html`<span></span>` as HTMLElement};
  });
  const form = html`<form class="overfit-form">
    <label class="overfit-wide"><span>Start from</span>${menu}</label>
    <label class="overfit-wide"><span>Target</span>${target}</label>
    <label class="overfit-wide"><span>Model</span>${model}</label>
    ${fields.map(({label, input}) => html`<label>${label}${input}</label>`)}
    <datalist id="overfit-weights">${WEIGHT_PRESETS.map((weight) => html`<option value=${weight}></option>`)}</datalist>
  </form>` as HTMLElement;
  form.addEventListener("submit", (event) => event.preventDefault());
  const read = (): OverfitSettings => ({
    model: model.value as OverfitSettings["model"],
    target: target.value,
    ...(Object.fromEntries(fields.map(({name, input}) => [name, input.valueAsNumber])) as Record<Name, number>)
  });
  const write = (settings: OverfitSettings) => {
    model.value = settings.model;
    target.value = settings.target;
    for (const {name, input} of fields) input.value = String(settings[name]);
    tell();
  };
  /** The menu names the preset whose settings these are, and each field what it is for this model. */
  const tell = () => {
    const settings = read();
    menu.value = presetOf(settings) ?? OWN;
    for (const {name, label, input} of fields) {
      label.textContent = LABELS[name][settings.model];
      if (name === "layers") input.disabled = settings.model === "boosting";
    }
  };
  // before the wrapper reads the value
  menu.addEventListener("input", () => write(OVERFIT_PRESETS[menu.value]));
  form.addEventListener("input", tell);
  write(OVERFIT_PRESETS[names[0]]);
  return Object.defineProperty(form, "value", {get: read, set: write}) as Control<OverfitSettings>;
}

/** `model:boosting,target:item-3-sessions,positives:9,…`, all of them. */
export const settingsCodec: Codec<OverfitSettings> = {
  parse(text) {
    const pairs = new Map(text.split(",").map((part) => part.split(":") as [string, string]));
    const settings = {
      model: pairs.get("model"),
      target: pairs.get("target"),
      ...Object.fromEntries(NUMBERS.map((name) => [name, pairs.get(name)?.trim() ? Number(pairs.get(name)) : NaN]))
    } as OverfitSettings;
    if (!(settings.model in MODELS) || !(OVERFIT_TARGETS as readonly string[]).includes(settings.target))
      return undefined;
    try {
      checkOverfit(settings);
    } catch {
      return undefined;
    }
    return settings;
  },
  format: (settings) =>
    ["model", "target", ...NUMBERS].map((name) => `${name}:${settings[name as keyof OverfitSettings]}`).join(","),
  expected: `settings for model, target, ${NUMBERS.join(", ")}, each as name:value, with commas between`
};
