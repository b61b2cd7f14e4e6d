import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {nearest} from "./parseFlags.js";

/** A whole number that a flag gives; undefined where it is not there. Throws `UsageError` for anything else. */
export function wholeFlag(
  name: string,
  text: string | undefined,
  least: number,
  most = 2 ** 31 - 1
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(
      `--${name} is ${JSON.stringify(text)}; give a whole number from ${least}${most < 2 ** 31 - 1 ? ` to ${most}` : ""}`
    );
  return value;
}

/** One of several words that a flag may give, the first where it is not there. Throws `UsageError` for another. */
export function choiceFlag<T extends string>(name: string, value: string | undefined, values: readonly [T, ...T[]]): T {
  if (value === undefined) return values[0];
  const found = values.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} is ${JSON.stringify(value)}; give ${values.join(" or ")}`);
  return found;
}

/** The values of a flag that names several, with commas between; all of them for `all`. Throws `UsageError` for one that there is not. */
export function namesFlag(what: string, text: string, names: readonly string[], all = names): readonly string[] {
  if (text === "all") return all;
  return text.split(",").map((name) => {
    if (name === "")
      throw new UsageError(`${JSON.stringify(text)} leaves a ${what} out; there are ${names.join(", ")}`);
    if (!names.includes(name))
      throw new UsageError(
        `there is no ${what} ${name}; did you mean ${nearest(name, names)}? There are ${names.join(", ")}`
      );
    return name;
  });
}

/** What is made of a flag's value, whose fault is one of usage, named after the flag where it is given. */
export function asUsage<T>(make: () => T, flag?: string): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UsageError(flag === undefined ? error.message : `--${flag}: ${error.message}`);
  }
}
