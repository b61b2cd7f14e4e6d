import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import {attributionFigure} from "./attributionFigure.js";
import {BACKGROUND_ROWS, type ExplainedModel, type ExplainedRow} from "./explainedModel.js";

/** From the base to one prediction of a page's own model, a bar for each feature. */
export function waterfallFigure(
  {columns, of}: Pick<ExplainedModel, "columns" | "of">,
  {scale, x, base, values, predicted, probability}: ExplainedRow,
  {name, title, row, target}: {name: string; title: string; row: number; target: string}
): [FigureOptions, Draw] {
  const digits = scale === "log-odds" ? 2 : 3;
  const sum = values.reduce((total, value) => total + value, base);
  return attributionFigure(
    {scale, digits, columns, texts: Array.from(x, count), base, values, standardErrors: null, predicted},
    {
      name,
      title,
      caption:
        scale === "log-odds"
          ? `The base is the mean of the training rows, by the covers of the trees’ nodes. Base and contributions sum to ${fixed(sum, digits)}; the model’s score is ${fixed(predicted, digits)}, a probability of ${percent(probability)}.`
          : `The base is the mean prediction of ${count(BACKGROUND_ROWS)} training rows. Base and contributions sum to ${fixed(sum, digits)}; the model’s probability is ${fixed(predicted, digits)}.`,
      n: `Row ${count(of.numbers[row])} of the test part; label ${of.y[row] === 1 ? "yes" : "no"}: ${target}. Contributions are exact, so they have no interval.`,
      generated: true
    }
  );
}
