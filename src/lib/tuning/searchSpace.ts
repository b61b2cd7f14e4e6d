import {UserError} from "../core/errors.js";

/** What a hyperparameter may be set to. */
export type ParameterValue = number | string | boolean;

/** A hyperparameter exists only where another one, listed before it, has one of these values. */
export interface Condition {
  readonly parameter: string;
  readonly values: readonly ParameterValue[];
}

/** A real number from `low` to `high`; on a logarithmic scale, or in steps from `low`. */
export interface FloatParameter {
  readonly kind: "float";
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number;
  readonly when?: Condition;
}

/** A whole number from `low` to `high`; on a logarithmic scale, or in steps from `low`. */
export interface IntParameter {
  readonly kind: "int";
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number;
  readonly when?: Condition;
}

/** One of several values without an order. */
export interface CategoricalParameter {
  readonly kind: "categorical";
  readonly choices: readonly ParameterValue[];
  readonly when?: Condition;
}

export type Parameter = FloatParameter | IntParameter | CategoricalParameter;

/** Hyperparameters by name; a conditional one after the one that it depends on. */
export type SearchSpace = Readonly<Record<string, Parameter>>;

/** Values by name, of those hyperparameters that exist under each other's values. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/**
 * Checks that a search space can be searched.
 *
 * @returns the space itself
 * @throws {UserError} that names the hyperparameter, and what is wrong with it
 *
 * @example
 * ```ts
 * checkSearchSpace({depth: {kind: "int", low: 4, high: 10}}).depth.kind // → "int"
 * ```
 */
export function checkSearchSpace(space: SearchSpace): SearchSpace {
  const names = Object.keys(space);
  if (names.length === 0) throw new UserError("the search space is empty", "name at least one hyperparameter");
  names.forEach((name, i) => {
    const parameter = space[name];
    const wrong = (what: string, remedy: string): never => {
      throw new UserError(`${name}: ${what}`, remedy);
    };
    if (parameter.kind === "categorical") {
      if (parameter.choices.length === 0) wrong("it has no choices", "give at least one");
      const odd = parameter.choices.find((choice) => typeof choice === "number" && !Number.isFinite(choice));
      if (odd !== undefined) wrong(`${odd} is no choice`, "give finite numbers, words, true or false");
      if (new Set(parameter.choices).size < parameter.choices.length)
        wrong(`${parameter.choices.join(", ")} has a choice twice`, "give each choice once");
    } else if (parameter.kind === "float" || parameter.kind === "int") checkRange(parameter, wrong);
    else wrong(`${String((parameter as {kind: unknown}).kind)} is no kind`, "use float, int or categorical");
    const {when} = parameter;
    if (when === undefined) return;
    if (!names.slice(0, i).includes(when.parameter))
      wrong(`it depends on ${when.parameter}, which does not come before it`, "list that one first");
    const impossible = when.values.find((value) => !holds(space[when.parameter], value));
    if (when.values.length === 0 || impossible !== undefined)
      wrong(`${when.parameter} is never ${String(impossible ?? "one of no values")}`, "give values that it can have");
  });
  return space;
}

function checkRange(
  {kind, low, high, log = false, step}: FloatParameter | IntParameter,
  wrong: (what: string, remedy: string) => never
): void {
  const range = `${low} to ${high}`;
  if (!Number.isFinite(low) || !Number.isFinite(high)) wrong(`${range} is no range`, "give two finite numbers");
  if (low > high) wrong(`${range} is the wrong way round`, `give ${high} to ${low}`);
  if (kind === "int" && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
    wrong(`${range} are not whole numbers`, "give whole numbers, or kind float");
  if (log && low <= 0) wrong(`a logarithmic scale cannot start at ${low}`, "start above zero");
  if (step === undefined) return;
  if (log) wrong("a logarithmic scale has no steps", "leave out one of log and step");
  if (!(step > 0) || (kind === "int" && !Number.isSafeInteger(step)))
    wrong(`a step of ${step} is none`, kind === "int" ? "give a whole number above zero" : "give a number above zero");
  const steps = (high - low) / step;
  if (Math.abs(steps - Math.round(steps)) > 1e-9 * Math.max(1, steps))
    wrong(
      `${range} is no whole number of steps of ${step}`,
      `end at ${Number((low + Math.floor(steps) * step).toPrecision(12))} or give another step`
    );
}

/** How many steps there are from `low` to `high`; null for real numbers without steps. */
export function stepCount(parameter: FloatParameter | IntParameter): number | null {
  const step = stepOf(parameter);
  return step === null ? null : Math.round((parameter.high - parameter.low) / step);
}

/** The value after so many steps from `low`; the last one is `high` to the last bit. */
export function stepValue(parameter: FloatParameter | IntParameter, steps: number): number {
  return Math.min(parameter.high, parameter.low + steps * stepOf(parameter)!);
}

/** The distance of neighbouring values; null for real numbers without steps. */
export function stepOf({kind, step}: FloatParameter | IntParameter): number | null {
  return step ?? (kind === "int" ? 1 : null);
}

/** Whether a hyperparameter can have this value. */
export function holds(parameter: Parameter, value: unknown): boolean {
  if (parameter.kind === "categorical") return parameter.choices.includes(value as ParameterValue);
  if (typeof value !== "number" || !(value >= parameter.low && value <= parameter.high)) return false;
  const step = stepOf(parameter);
  if (step === null) return true;
  const place = (value - parameter.low) / step;
  return Math.abs(place - Math.round(place)) < 1e-9 * Math.max(1, Math.abs(place));
}

/** Whether a hyperparameter exists under the values of those before it. */
export function isActive(parameter: Parameter, values: Parameters): boolean {
  const {when} = parameter;
  return when === undefined || (when.parameter in values && when.values.includes(values[when.parameter]));
}

/**
 * Checks values that somebody gives for a trial: exactly the hyperparameters that exist under each other's values, each in its range.
 *
 * @returns the values, in the order of the space
 * @throws {UserError} that names the value that does not fit
 *
 * @example
 * ```ts
 * checkParameters({depth: {kind: "int", low: 4, high: 10}}, {depth: 6}).depth // → 6
 * ```
 */
export function checkParameters(space: SearchSpace, values: Parameters): Parameters {
  const checked: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(space)) {
    if (!isActive(parameter, checked)) continue;
    if (!(name in values)) throw new UserError(`${name} has no value`, "give one for each hyperparameter");
    if (!holds(parameter, values[name]))
      throw new UserError(
        `${name}: ${String(values[name])} is outside the search space`,
        `give ${rangeText(parameter)}`
      );
    checked[name] = values[name];
  }
  const extra = Object.keys(values).find((name) => !(name in checked));
  if (extra !== undefined)
    throw new UserError(
      `${extra} is no hyperparameter here`,
      extra in space ? "leave it out: it does not exist under the other values" : `use ${Object.keys(space).join(", ")}`
    );
  return checked;
}

/** The values of a hyperparameter in words: "0.01 to 0.3, on a logarithmic scale". */
export function rangeText(parameter: Parameter): string {
  if (parameter.kind === "categorical") return `one of ${parameter.choices.join(", ")}`;
  const {low, high, log = false, step} = parameter;
  return `${low} to ${high}${log ? ", on a logarithmic scale" : ""}${step === undefined ? "" : `, in steps of ${step}`}`;
}
