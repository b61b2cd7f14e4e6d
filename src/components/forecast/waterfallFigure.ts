import type {StudyResult} from "../../lib/core/result.js";
import {estimates} from "../estimates.js";
import type {Draw, FigureOptions} from "../figure.js";

export interface WaterfallFigureOptions {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly generated: boolean;
  /** What a report claims, to be seen beside. */
  readonly claimed: {readonly label: string; readonly value: number};
}

/** The weighted error of a forecast after one error more, step by step, on a scale of shares. */
export function waterfallFigure(
  {figures, tables: {steps}}: Pick<StudyResult, "figures" | "tables">,
  {claimed, ...options}: WaterfallFigureOptions
): [FigureOptions, Draw] {
  return estimates({
    ...options,
    row: "errors",
    axis: "weighted error (wMAPE)",
    unit: "share",
    n: `n = ${steps.rows.map(Number).join(", ")} days of items tested. 95 % bootstrap over items.`,
    references: [claimed],
    rows: steps.title.map((title, k) => {
      const {value, low, high, n} = figures[`step-${k}-wmape`];
      return {label: String(title), value, low, high, n};
    })
  });
}
