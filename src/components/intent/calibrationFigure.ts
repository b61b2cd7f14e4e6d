import type {IntentPage, IntentVariant} from "../../lib/reports/intentPage.js";
import {COLOURS} from "../colours.js";
import type {DataTableOptions} from "../dataTable.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {calibrationPlot, holdingBins} from "../metrics/calibrationPlot.js";
import {shortInterval} from "../models/modelMetrics.js";
import {lineCell} from "../targets/tableCells.js";
import {VARIANTS} from "./modelsFigure.js";

const LOOKS = [
  {colour: COLOURS.recomputed, symbol: "circle", shape: "dot"},
  {colour: COLOURS.chosen, symbol: "square", shape: "square"}
] as const;

/** What two models said against what came true, all folds' test rows together. */
export function calibrationFigure(
  page: IntentPage,
  variant: IntentVariant,
  chosen: readonly [string, string]
): readonly [FigureOptions, Draw] {
  const lines = chosen.map((id, i) => ({
    ...LOOKS[i],
    title: page.models.find((model) => model.id === id)!.title,
    bins: page.calibration.filter((bin) => bin.variant === variant && bin.model === id)
  }));
  const rows = lines.flatMap(({title, bins}) => bins.map((bin) => ({title, ...bin})));
  return [
    {
      name: "intent-calibration",
      title: `Does a score of 30 % mean that 30 % buy? Calibration, ${VARIANTS[variant]}`,
      description: "Points with error bars about the diagonal, on which calibrated probabilities lie.",
      caption: `${lines.map(({title, bins}) => `${title}: in ${holdingBins(bins)} of ${bins.length} bins the interval includes the mean prediction`).join("; ")}. Intervals are 95 % (Wilson).`,
      n: `n = ${count(lines[0].bins.reduce((sum, {n}) => sum + n, 0))} test rows of ${page.folds.used} folds.`,
      height: 300,
      legend: [
        ...lines.map(({title, colour, shape}) => ({label: title, colour, shape})),
        {label: "calibrated", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "intent-calibration",
        columns: {
          model: rows.map(({title}) => title),
          mean_probability: rows.map(({x}) => x),
          share_that_bought: rows.map(({y}) => y),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          n: rows.map(({n}) => n)
        }
      }
    },
    (width, height) => calibrationPlot(width, height, lines)
  ];
}

/** The one in twenty sessions with the highest scores, and how true the chances are. */
export function topTable(page: IntentPage, variant: IntentVariant): DataTableOptions {
  const rows = page.top.filter((row) => row.variant === variant);
  const measured = (of: "lift" | "precision" | "slope") => (_: unknown, row: number) =>
    lineCell(shortInterval(rows[row][of]));
  return {
    name: "intent-top",
    caption: `The 5 % of sessions with the highest scores, ${VARIANTS[variant]}, ${page.folds.used} folds together (95 %)`,
    columns: {
      model: rows.map(({model}) => page.models.find(({id}) => id === model)!.title),
      precision: rows.map(({precision}) => precision.value),
      lift: rows.map(({lift}) => lift.value),
      slope: rows.map(({slope}) => slope.value),
      baseline: rows.map(({precision}) => precision.baseline),
      n: rows.map(({precision}) => precision.n)
    },
    header: {
      precision: "share that bought",
      lift: "lift (chance 1)",
      slope: "calibration slope (ideal 1)",
      baseline: "share of all that bought",
      n: "sessions"
    },
    format: {
      model: lineCell,
      precision: measured("precision"),
      lift: measured("lift"),
      slope: measured("slope"),
      baseline: (value) => Number(value).toFixed(3)
    },
    rows: rows.length
  };
}
