import {html} from "htl";
import {controlGroup, grouped} from "./controlGroup.js";
import {day, dayMs} from "./format.js";

/** How one control's value is written into the address and read back. */
export interface Codec<T> {
  /** The value, or undefined where the text is none: an address is typed by people. */
  parse(text: string): T | undefined;
  format(value: T): string;
  /** Completes "is not …" in the message about a bad address. */
  readonly expected: string;
  /** What to say instead of a text that could be a value elsewhere; undefined where nothing better is known. */
  readonly explain?: (text: string) => string | undefined;
}

/** Whole or decimal numbers from `min` to `max` that lie on a step. */
export function numberIn(min: number, max: number, step = 1): Codec<number> {
  return {
    parse(text) {
      const x = text.trim() === "" ? NaN : Number(text);
      if (!(x >= min && x <= max)) return undefined;
      const steps = (x - min) / step;
      return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, Math.abs(steps)) ? x : undefined;
    },
    format: String,
    expected: `a number from ${min} to ${max}${step === 1 ? "" : ` in steps of ${step}`}`
  };
}

/** One of a few values, each written as itself. */
export function oneOf<T extends string>(values: readonly T[]): Codec<T> {
  return {
    parse: (text) => values.find((value) => value === text),
    format: (value) => value,
    expected: `one of ${values.join(", ")}`
  };
}

/** Several of a few values, comma-separated, in the order of `values`. */
export function someOf<T extends string>(values: readonly T[]): Codec<readonly T[]> {
  return {
    parse(text) {
      const parts = text === "" ? [] : text.split(",");
      return parts.every((part) => (values as readonly string[]).includes(part))
        ? values.filter((value) => parts.includes(value))
        : undefined;
    },
    format: (chosen) => values.filter((value) => chosen.includes(value)).join(","),
    expected: `a list of ${values.join(", ")}`
  };
}

/** On or off, written 1 and 0. */
export function flag(): Codec<boolean> {
  return {
    parse: (text) => (text === "1" ? true : text === "0" ? false : undefined),
    format: (value) => (value ? "1" : "0"),
    expected: "0 or 1"
  };
}

/** Free text of at most `longest` characters. */
export function text(longest = 200): Codec<string> {
  return {
    parse: (t) => (t.length <= longest ? t : undefined),
    format: (t) => t,
    expected: `text of at most ${longest} characters`
  };
}

/** UTC days from `from` to `to`, both included, as `2025-01-05..2025-01-20`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** A range of days within `first` and `last` (both `YYYY-MM-DD`, both included). */
export function daysWithin(first: string, last: string): Codec<DayRange> {
  return {
    parse(text) {
      const [from, to, more] = text.split("..");
      const a = dayMs(from);
      const b = dayMs(to ?? "");
      return more === undefined && a <= b && a >= dayMs(first) && b <= dayMs(last)
        ? {from: day(a), to: day(b)}
        : undefined;
    },
    format: ({from, to}) => `${from}..${to}`,
    expected: `two days from ${first} to ${last} written as ${first}..${last}`
  };
}

/** What the address says of one control. */
export type FromAddress<T> =
  | {readonly kind: "absent"}
  | {readonly kind: "good"; readonly value: T}
  | {readonly kind: "bad"; readonly message: string};

/** Reads one parameter of a query string (`?gap=30`). A bad value is explained, never thrown: the page goes on with its default. */
export function readState<T>(search: string, name: string, codec: Codec<T>): FromAddress<T> {
  const text = new URLSearchParams(search).get(name);
  if (text === null) return {kind: "absent"};
  const value = codec.parse(text);
  if (value !== undefined) return {kind: "good", value};
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return {
    kind: "bad",
    message: `The address says ${name}=${shown}, ${codec.explain?.(text) ?? `which is not ${codec.expected}`}; the default is shown.`
  };
}

/** The query string with one parameter set, or removed where `value` is null. Other parameters keep their place. */
export function writeState(search: string, name: string, value: string | null): string {
  const params = new URLSearchParams(search);
  if (value === null) params.delete(name);
  else params.set(name, value);
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}

/** An element with a `value` that emits `input` events: all of @observablehq/inputs, and our own controls. */
export type Control<T> = HTMLElement & {value: T};

/**
 * Puts a control's state in the address: its first value is the address's where that is valid, every change is written back
 * without a new history entry, the default leaves no trace, and a reset restores it: one button for a group of controls, shown when
 * something was changed (`controlGroup.ts`). Use as `view(addressed(…))`.
 *
 * @param name the query parameter, unique on its page
 * @param input a control showing its default value
 * @param options.reset what the reset button says
 * @returns a wrapper, `data-addressed="<name>"`, whose `value` is the control's and from which its `input` events bubble
 */
export function addressed<T>(
  name: string,
  input: Control<T>,
  codec: Codec<T>,
  {reset: resetLabel = "Reset"} = {}
): Control<T> {
  const initial = input.value;
  const initialText = codec.format(initial);
  const message = html`<p class="addressed-message" role="status"></p>` as HTMLElement;
  const reset = html`<button
    type="button"
    class="addressed-reset"
    aria-label=${`${resetLabel} ${name}`}
    title="Back to the default"
    hidden
  >
    ${resetLabel}
  </button>` as HTMLButtonElement;
  const wrapper = html`<div class="addressed" data-addressed=${name}>
    <div class="addressed-row">${input}${reset}</div>
    ${message}
  </div>`;
  // Inputs labels a range's number field but not its slider
  for (const slider of input.querySelectorAll("input[type=range]:not([aria-label])"))
    slider.setAttribute("aria-label", input.querySelector("label")?.textContent || name);
  // A range is two inputs under one label, which names the first only.
  const label = input.querySelector("label")?.textContent ?? name;
  for (const range of input.querySelectorAll("input[type=range]")) range.setAttribute("aria-label", label);
  const found = readState(location.search, name, codec);
  if (found.kind === "good") input.value = found.value;
  if (found.kind === "bad") message.textContent = found.message;
  const atDefault = () => codec.format(input.value) === initialText;
  const changed = () => {
    message.textContent = "";
    showReset();
    schedule(name, atDefault() ? null : codec.format(input.value));
  };
  const restore = () => {
    if (atDefault()) return;
    input.value = initial;
    wrapper.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const showReset = () => {
    const inGroup = controlGroup(wrapper) !== null;
    reset.hidden = inGroup || atDefault();
    grouped(wrapper, {isChanged: () => !atDefault(), restore});
  };
  // in its group once it is on the page
  if (!atDefault()) requestAnimationFrame(showReset);
  wrapper.addEventListener("input", changed);
  reset.addEventListener("click", () => {
    restore();
    // the button that had the focus is gone
    wrapper.querySelector<HTMLElement>("input, select, textarea, button:not([hidden])")?.focus();
  });
  return Object.defineProperty(wrapper, "value", {
    get: () => input.value,
    set: (value: T) => {
      input.value = value;
      changed();
    }
  }) as Control<T>;
}

/** Browsers limit how often the address may change, and a dragged slider changes at every frame; so changes are gathered. */
const pending = new Map<string, string | null>();
let timer: ReturnType<typeof setTimeout> | undefined;

function schedule(name: string, value: string | null): void {
  pending.set(name, value);
  timer ??= setTimeout(() => {
    timer = undefined;
    let search = location.search;
    for (const [key, text] of pending) search = writeState(search, key, text);
    pending.clear();
    history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
  }, 100);
}
