import {percent, fixed} from "../format.js";
import type {VisitorField} from "../intent/visitorFields.js";
import type {Visitor} from "../intent/visitorForm.js";
import {bySize, explainRow, type ExplainedModel, type ExplainedRow} from "./explainedModel.js";

/** Features that the form asks for. */
const ASKED = 8;
const HIGHEST = 1_000_000;

/** The features that say most of a row, as a form asks for them. */
export function whatIfFields({columns, units}: ExplainedModel, {x, values}: ExplainedRow): VisitorField[] {
  return bySize(values)
    .slice(0, ASKED)
    .map((f) => ({
      name: columns[f],
      label: columns[f].replaceAll("_", " "),
      unit: columns[f].includes(units[f]) ? "" : units[f],
      low: Math.min(0, x[f]),
      high: HIGHEST,
      whole: true,
      value: x[f],
      choices: null
    }));
}

/** A row with some values of its own; what is not a number or no column of the model stays as it was. */
function changedRow({columns}: Pick<ExplainedModel, "columns">, x: Float64Array, changes: Visitor): Float64Array {
  const changed = Float64Array.from(x);
  for (const [name, value] of Object.entries(changes)) {
    const f = columns.indexOf(name);
    if (f >= 0 && Number.isFinite(value)) changed[f] = value;
  }
  return changed;
}

/** What the changes do to the prediction, as a sentence. */
export function whatIfText(before: ExplainedRow, after: ExplainedRow, changes: string): string {
  const same = before.x.every((value, f) => value === after.x[f]);
  if (same) return `Nothing is changed: the probability is ${percent(before.probability)}. Change a value.`;
  const by = 100 * (after.probability - before.probability);
  const moved =
    Math.abs(by) < 0.05
      ? "hardly moves"
      : `${by > 0 ? "rises" : "falls"} by ${fixed(Math.abs(by), 1)} percentage points`;
  return `With ${changes}, the probability ${moved}: from ${percent(before.probability)} to ${percent(after.probability)}.`;
}

/** Explains a row before and after changes. */
export function whatIf(
  model: ExplainedModel,
  x: Float64Array,
  changes: Visitor,
  scale: ExplainedRow["scale"]
): {before: ExplainedRow; after: ExplainedRow} {
  return {before: explainRow(model, x, scale), after: explainRow(model, changedRow(model, x, changes), scale)};
}
