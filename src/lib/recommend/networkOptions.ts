import {UserError} from "../core/errors.js";

/** A value of an option: null stands for all items, where a number of drawn ones would do. */
type Value = number | string | boolean | null | readonly number[];

/**
 * Options of a network over its defaults, from texts such as `layers=100,50`. A value is read as the default's type asks;
 * `n_sample=all` is null. Throws `UserError` for a name that there is not and for a value of another type.
 *
 * @example
 * ```ts
 * const defaults = {layers: [100], loss: "top1", n_sample: null, momentum: 0, shared: true};
 * parseNetworkOptions(["layers=8,4", "n_sample=64", "shared=false"], defaults)
 * // → {layers: [8, 4], n_sample: 64, shared: false}
 * parseNetworkOptions(["n_sample=all", "loss=bpr-max"], defaults) // → {n_sample: null, loss: "bpr-max"}
 * parseNetworkOptions(["width=3"], defaults)
 * // → throws UserError: there is no option width; there are layers, loss, n_sample, momentum, shared
 * parseNetworkOptions(["momentum=much"], defaults) // → throws UserError: momentum is "much"; give a number
 * ```
 */
export function parseNetworkOptions<O extends {readonly [K in keyof O]: Value}>(
  texts: readonly string[],
  defaults: O
): Partial<O> {
  const found: Partial<Record<keyof O, Value>> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(0, at)) as keyof O & string;
    if (at < 0) throw new UserError(`${text} is no option`, "write name=value");
    if (!Object.hasOwn(defaults, name))
      throw new UserError(`there is no option ${name}`, `there are ${Object.keys(defaults).join(", ")}`);
    found[name] = valueOf(name, text.slice(at + 1), defaults[name]);
  }
  return found as Partial<O>;
}

function valueOf(name: string, text: string, given: Value): Value {
  const number = (of: string) => (of.trim() === "" ? NaN : Number(of));
  const refuse = (remedy: string): never => {
    throw new UserError(`${name} is ${JSON.stringify(text)}`, `give ${remedy}`);
  };
  if (typeof given === "string") return text;
  if (typeof given === "boolean") return ["true", "false"].includes(text) ? text === "true" : refuse("true or false");
  if (name === "n_sample" && text === "all") return null;
  const values = Array.isArray(given) ? text.split(",").map(number) : [number(text)];
  if (!values.every(Number.isFinite)) refuse(Array.isArray(given) ? "numbers with commas between them" : "a number");
  return Array.isArray(given) ? values : values[0];
}
