import {UserError} from "../core/errors.js";
import {METRIC_KINDS, type MetricKind, type MetricSpec} from "./metricTable.js";

const OPTIONS = ["denominator", "covariate", "q", "better", "margin"];

/** A metric as a person writes it; its kind may be left to the values. */
export type ParsedMetric = Omit<MetricSpec, "kind"> & {readonly kind: MetricKind | null};

/**
 * Reads `column`, `column:kind` or `column:kind:option=value:…`; `revenue/sessions` is a ratio. Options are `covariate=COLUMN`,
 * `denominator=COLUMN`, `q=0.9`, `better=lower` and `margin=0.01`. Throws `UserError` that says what was wrong.
 *
 * @example
 * ```ts
 * parseMetric("bought") // → {name: "bought", column: "bought", kind: null}
 * parseMetric("revenue/sessions").kind // → "ratio"
 * parseMetric("load_ms:quantile:q=0.9:better=lower").quantile // → 0.9
 * parseMetric("bought:median") // → throws UserError: "bought:median" has the kind "median"
 * ```
 */
export function parseMetric(text: string): ParsedMetric {
  const [name, ...rest] = text.split(":");
  const kindGiven = rest.length > 0 && !rest[0].includes("=") ? rest.shift()! : undefined;
  if (name === "") throw new UserError(`${JSON.stringify(text)} names no column`, "write COLUMN or COLUMN:KIND");
  if (kindGiven !== undefined && !(METRIC_KINDS as readonly string[]).includes(kindGiven))
    throw new UserError(
      `${JSON.stringify(text)} has the kind ${JSON.stringify(kindGiven)}`,
      `there are ${METRIC_KINDS.join(", ")}`
    );
  const [column, below] = name.split("/");
  const given = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf("=");
    const option = part.slice(0, at);
    if (at < 1 || !OPTIONS.includes(option) || part.length === at + 1)
      throw new UserError(
        `${JSON.stringify(text)} has the option ${JSON.stringify(part)}`,
        `write ${OPTIONS.map((one) => `${one}=…`).join(", ")}`
      );
    given.set(option, part.slice(at + 1));
  }
  const number = (option: string, most: number) => {
    const value = Number(given.get(option));
    if (!(value > 0 && value < most))
      throw new UserError(
        `${option} is ${JSON.stringify(given.get(option))} in ${JSON.stringify(text)}`,
        `give a number between 0 and ${most}`
      );
    return value;
  };
  const better = given.get("better");
  if (better !== undefined && better !== "higher" && better !== "lower")
    throw new UserError(`better is ${JSON.stringify(better)} in ${JSON.stringify(text)}`, "give higher or lower");
  const denominator = below ?? given.get("denominator");
  const kind =
    (kindGiven as MetricKind | undefined) ?? (denominator !== undefined ? "ratio" : given.has("q") ? "quantile" : null);
  const of = (option: string, kinds: readonly (MetricKind | null)[], has: boolean) => {
    if (has && !kinds.includes(kind))
      throw new UserError(
        `${JSON.stringify(text)} has ${option}`,
        `${option} is of ${kinds.filter(Boolean).join(" and ")}`
      );
  };
  of("denominator", ["ratio"], denominator !== undefined);
  of("covariate", ["proportion", "mean", null], given.has("covariate"));
  of("q", ["quantile"], given.has("q"));
  return {
    name,
    column,
    kind,
    ...(denominator === undefined ? {} : {denominator}),
    ...(given.has("covariate") ? {covariate: given.get("covariate")} : {}),
    ...(given.has("q") ? {quantile: number("q", 1)} : {}),
    ...(better === undefined ? {} : {better}),
    ...(given.has("margin") ? {margin: number("margin", 1)} : {})
  };
}
