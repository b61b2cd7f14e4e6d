import {columnsByName} from "../../lib/datasets/columnsByName.js";
import {explainBlackBox, type BlackBoxExplanation} from "../../lib/explain/explainBlackBox.js";
import type {Matrix} from "../../lib/models/matrix.js";
import {attributionFigure} from "../explain/attributionFigure.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import type {VisitorField} from "./visitorFields.js";
import type {Visitor} from "./visitorForm.js";

/** What a visitor is compared with: rows of training where some are open, or the visitor that the form begins with. */
export type Compared = "rows" | "visitor";

/** Rows of training that a visitor is compared with at most. An ensemble of many networks takes long for more. */
export const MOST_BACKGROUND = 8;
/** Rows that are scored between two looks at whether the reader wants something else. */
const BATCH = 512;

/** A score taken apart by what the form asks. */
export interface ExplainedVisitor extends BlackBoxExplanation {
  readonly fields: readonly VisitorField[];
  readonly visitor: Visitor;
  /** Rows of training that the visitor was compared with; null where it was the default visitor. */
  readonly background: number | null;
}

/**
 * Explains the score of a visitor by Kernel SHAP over the fields of the form: what became several columns of a model, such
 * as the codes of a month, is known or unknown together. Throws the signal's reason once it is aborted, what `score`
 * throws, and `UserError` for a column that the fields do not make.
 */
export async function explainVisitor({
  fields,
  visitor,
  columns,
  compared,
  background,
  score,
  signal
}: {
  readonly fields: readonly VisitorField[];
  readonly visitor: Visitor;
  /** Of the model. */
  readonly columns: readonly string[];
  readonly compared: Compared;
  readonly background: (columns: readonly string[]) => Promise<Matrix | null>;
  readonly score: (rows: Matrix) => Promise<Float64Array>;
  readonly signal: AbortSignal;
}): Promise<ExplainedVisitor> {
  const names = fields.map(({name}) => name);
  const one = (of: (field: VisitorField) => number): Matrix => ({
    rows: 1,
    columns: names,
    x: Float64Array.from(fields, of)
  });
  const open = compared === "rows" ? await background(names) : null;
  signal.throwIfAborted();
  const found = await explainBlackBox(
    async ({rows, x}) => {
      const place = new Map(names.map((name, f) => [name, f]));
      const matrix = columnsByName(columns, rows, (name) => {
        const f = place.get(name);
        return f === undefined ? undefined : Float64Array.from({length: rows}, (_, row) => x[row * names.length + f]);
      });
      const scores = await score(matrix);
      signal.throwIfAborted();
      return scores;
    },
    one(({name}) => visitor[name]),
    open ?? one(({value}) => value),
    {batch: BATCH}
  );
  return {...found, fields, visitor, background: open?.rows ?? null};
}

/** A value as the form has it, with its decimals. */
const exactly = (value: number) => value.toLocaleString("en-US", {maximumFractionDigits: 20});

/** The explanation of a visitor's score, or what is said before there is one. */
export function visitorExplanationFigure(of: ExplainedVisitor | null, compared: Compared): [FigureOptions, Draw] {
  const said = {
    name: "intent-explained",
    title: "What moved this visitor’s score",
    caption: "",
    empty: `This is drawn once a visitor is scored. The score will be explained against ${compared === "rows" ? "training rows, or, where none are open, the default visitor" : "the default visitor"}.`
  };
  if (of === null) return attributionFigure(null, said);
  const {fields, visitor, background, base, values, standardErrors, predicted, coalitions, exact, differing} = of;
  if (differing === 0)
    return attributionFigure(null, {
      ...said,
      empty: `This is the visitor that it is compared with, so nothing moved the score of ${percent(predicted)}. Change a value above, or open rows and explain the score against them.`
    });
  const sum = values.reduce((total, value) => total + value, base);
  const error = standardErrors.reduce((most, value) => Math.max(most, value), 0);
  return attributionFigure(
    {
      scale: "probability of a purchase",
      digits: 3,
      columns: fields.map(({label}) => label),
      texts: fields.map(({name, choices}) => {
        const value = visitor[name];
        return choices?.find((choice) => choice.value === value)?.label ?? exactly(value);
      }),
      base,
      values,
      standardErrors: exact ? null : standardErrors,
      predicted
    },
    {
      ...said,
      caption: `The base is ${background === null ? "the score of the default visitor" : `the mean score of ${count(background)} training rows, evenly spread`}. Base and contributions sum to ${fixed(sum, 3)}, the model’s probability. ${
        exact
          ? `The values are exact: all ${count(coalitions)} coalitions of the ${count(differing)} fields that differ were tried.`
          : `Kernel SHAP with ${count(coalitions)} coalitions of ${count(differing)} fields; the largest standard error of sampling is ${fixed(error, 4)}.`
      }`
    }
  );
}
