import {html} from "htl";
import type {TfjsBackend} from "../../browser/tfjs.js";
import type {Codec, Control} from "../state.js";
import {TFJS_BACKENDS} from "../tfjsBackends.js";

/** What a reader may choose of a training in the tab. */
export interface TrainSettings {
  readonly blocks: number;
  readonly width: number;
  readonly epochs: number;
  /** Of the training part. */
  readonly sessions: number;
  readonly seed: number;
  /** Whether transactions are among the events that the network reads: the leak. */
  readonly token: boolean;
  readonly backend: TfjsBackend;
}

const FIELDS = {
  blocks: {label: "Blocks", low: 1, high: 6},
  width: {label: "Channels of a block", low: 2, high: 64},
  epochs: {label: "Epochs, at most", low: 1, high: 40},
  sessions: {label: "Sessions to train on, at most", low: 100, high: 50_000},
  seed: {label: "Seed", low: 0, high: 1_000_000}
} as const;
type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];

/** Small enough to be trained within a minute or two. */
export const TRAIN_DEFAULTS: TrainSettings = {
  blocks: 3,
  width: 16,
  epochs: 6,
  sessions: 6000,
  seed: 1,
  token: false,
  backend: "wasm"
};

const BACKENDS = Object.keys(TFJS_BACKENDS) as TfjsBackend[];

/** What is wrong with settings, in words; null where nothing is. */
export function settingsFault(settings: TrainSettings): string | null {
  for (const name of NAMES) {
    const {label, low, high} = FIELDS[name];
    const value = settings[name];
    if (!(Number.isInteger(value) && value >= low && value <= high))
      return `${label}: ${Number.isNaN(value) ? "nothing" : value}; give a whole number from ${low} to ${high}`;
  }
  return null;
}

/** The form of a training: a field for each number, NaN for what is none, the leak's switch and what to reckon with. */
export function trainForm(): Control<TrainSettings> {
  const inputs = Object.fromEntries(
    NAMES.map((name) => [
      name,
      html`<input type="number" required min=${FIELDS[name].low} max=${FIELDS[name].high} step="1" />`
    ])
  ) as Record<Field, HTMLInputElement>;
  const token = html`<input type="checkbox" />` as HTMLInputElement;
  const backend = html`<select>
    ${BACKENDS.map((id) => html`<option value=${id}>${TFJS_BACKENDS[id]}</option>`)}
  </select>` as HTMLSelectElement;
  const form = html`<form class="abandonment-form">
    ${NAMES.map((name) => html`<label>${FIELDS[name].label}${inputs[name]}</label>`)}
    <label>Compute on${backend}</label>
    <label class="abandonment-check">${token}<span>Let it see purchases (a leak)</span></label>
  </form>` as HTMLElement;
  form.addEventListener("submit", (event) => event.preventDefault());
  const read = (): TrainSettings => ({
    ...(Object.fromEntries(NAMES.map((name) => [name, inputs[name].valueAsNumber])) as Record<Field, number>),
    token: token.checked,
    backend: backend.value as TfjsBackend
  });
  const write = (settings: TrainSettings) => {
    for (const name of NAMES) inputs[name].value = String(settings[name]);
    token.checked = settings.token;
    backend.value = settings.backend;
  };
  write(TRAIN_DEFAULTS);
  return Object.defineProperty(form, "value", {get: read, set: write}) as Control<TrainSettings>;
}

/** `blocks:3,width:16,…,token:0,backend:wasm`, all of them. */
export const trainCodec: Codec<TrainSettings> = {
  parse(text) {
    const pairs = new Map(text.split(",").map((part) => part.split(":") as [string, string]));
    const settings = {
      ...(Object.fromEntries(
        NAMES.map((name) => [name, pairs.get(name)?.trim() ? Number(pairs.get(name)) : NaN])
      ) as Record<Field, number>),
      token: pairs.get("token") === "1",
      backend: pairs.get("backend") as TfjsBackend
    };
    return settingsFault(settings) === null && BACKENDS.includes(settings.backend) ? settings : undefined;
  },
  format: (settings) =>
    [
      ...NAMES.map((name) => `${name}:${settings[name]}`),
      `token:${settings.token ? 1 : 0}`,
      `backend:${settings.backend}`
    ].join(","),
  expected: `settings for ${NAMES.join(", ")}, token, backend, each as name:value, with commas between`
};
