import {UserError} from "../core/errors.js";
import {DRIFT_KINDS, type DriftKind, type DriftScenario} from "./drift.js";
import {OFFER_DEFAULTS, type OfferOptions} from "./offer.js";
import {SHOP_DEFAULTS, type ShopOptions} from "./options.js";

/** Options that have a flag or a word of their own, or that only a program can give. */
const APART: readonly string[] = ["seed", "offer", "drift"];

/**
 * Reads options of the generated shop, one text each:
 *
 * - `name=value`, with a value as JSON has it: `tasteShare=0.7`, `repeat=[0.2,0.3,0.3]`; numbers separated by commas stand for a list;
 * - `offer`, or `offer.treated=0.3`, `offer.after=cart`: a personal offer, with the defaults of `OFFER_DEFAULTS` for the rest;
 * - `drift=season start=30 size=0.5`: a scenario; given again, another one.
 *
 * Throws `UserError` for a text that is none of these, an unknown name, or a value of another kind. Whether values make sense is checked by
 * `shopOptions`.
 *
 * @example
 * ```ts
 * parseShopOptions(["tasteShare=0.7", "drift=bots start=14 size=0.01"])
 * // → {tasteShare: 0.7, drift: [{kind: "bots", start: 14, size: 0.01}]}
 * ```
 */
export function parseShopOptions(texts: readonly string[]): Partial<ShopOptions> {
  const found: Record<string, unknown> = {};
  for (const text of texts) {
    const equals = text.indexOf("=");
    const name = (equals === -1 ? text : text.slice(0, equals)).trim();
    const value = equals === -1 ? undefined : text.slice(equals + 1).trim();
    if (name === "drift") {
      found.drift = [...((found.drift as DriftScenario[] | undefined) ?? []), scenarioOf(value ?? "")];
    } else if (name === "offer" || name.startsWith("offer.")) {
      const offer = (found.offer ??= {...OFFER_DEFAULTS}) as Record<string, unknown>;
      if (name === "offer") {
        if (value !== undefined && value !== "on")
          throw new UserError(`offer is ${value}`, "give offer, or offer.NAME=VALUE");
        continue;
      }
      const part = name.slice("offer.".length);
      if (!Object.hasOwn(OFFER_DEFAULTS, part))
        throw unknown(
          name,
          Object.keys(OFFER_DEFAULTS).map((key) => `offer.${key}`)
        );
      // the one part that is a word or a number
      if (part === "after") offer.after = value === "cart" ? value : read(name, value, 3);
      else offer[part] = read(name, value, OFFER_DEFAULTS[part as keyof OfferOptions]);
    } else {
      if (APART.includes(name) || !(name in DEFAULTS))
        throw unknown(name, [...Object.keys(DEFAULTS), "offer", "drift"]);
      found[name] = read(name, value, DEFAULTS[name]);
    }
  }
  return found as Partial<ShopOptions>;
}

/** An example of every option's kind of value; those of the profile are numbers. */
const DEFAULTS: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries({users: 1, items: 1, days: 1, ...SHOP_DEFAULTS}).filter(([name]) => !APART.includes(name))
);

const SCENARIO_NUMBERS = ["start", "size", "days", "ramp", "department"];

function scenarioOf(text: string): DriftScenario {
  const [kind = "", ...rest] = text.split(/[\s,]+/).filter((word) => word !== "");
  if (!(DRIFT_KINDS as readonly string[]).includes(kind))
    throw new UserError(`there is no drift ${JSON.stringify(kind)}`, `choose of ${DRIFT_KINDS.join(", ")}`);
  const numbers: Record<string, number> = {};
  for (const word of rest) {
    const [name, value = ""] = word.split("=");
    if (!SCENARIO_NUMBERS.includes(name))
      throw new UserError(
        `drift ${kind} has ${JSON.stringify(word)}`,
        `give ${SCENARIO_NUMBERS.map((n) => `${n}=N`).join(" ")}`
      );
    numbers[name] = value === "" ? NaN : Number(value);
    if (Number.isNaN(numbers[name]))
      throw new UserError(`drift ${kind}: ${name} is ${JSON.stringify(value)}`, "give a number");
  }
  for (const name of ["start", "size"])
    if (!(name in numbers))
      throw new UserError(`drift ${kind} has no ${name}`, `give drift=${kind} start=DAY size=SIZE`);
  return {kind: kind as DriftKind, ...numbers} as unknown as DriftScenario;
}

/** A value of the same kind as an example of it. */
function read(name: string, text: string | undefined, example: unknown): unknown {
  if (text === undefined || text === "")
    throw new UserError(`${name} has no value`, `give ${name}=${JSON.stringify(example)}`);
  let value: unknown;
  try {
    value = JSON.parse(Array.isArray(example) && !text.startsWith("[") ? `[${text}]` : text);
  } catch {
    value = undefined;
  }
  if (!sameKind(value, example))
    throw new UserError(`${name} is ${text}`, `give a value like ${JSON.stringify(example)}`);
  return value;
}

/** Numbers like numbers, truth values like truth values, lists of what the example's list holds. */
function sameKind(value: unknown, example: unknown): boolean {
  if (Array.isArray(example))
    return Array.isArray(value) && value.every((part) => sameKind(part, example.length === 0 ? 0 : example[0]));
  return typeof value === typeof example;
}

function unknown(name: string, names: readonly string[]): UserError {
  return new UserError(`the generated shop has no option ${JSON.stringify(name)}`, `there are ${names.join(", ")}`);
}
