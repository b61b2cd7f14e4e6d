import type {CalibrationRow, HitsRow} from "../../lib/reports/recommendBeyond.js";
import {COLOURS} from "../colours.js";
import type {DataTableOptions} from "../dataTable.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {calibrationPlot, holdingBins} from "../metrics/calibrationPlot.js";
import {lineCell} from "../targets/tableCells.js";

const WIDEST = 620;

/** Whether the probability that the next click is among a model's first five comes true. */
export function scoreCalibrationFigure(row: CalibrationRow, clicks: number): [FigureOptions, Draw] {
  const {title, bins, ece, logLoss} = row;
  return [
    {
      name: "recommend-calibration",
      title: `${title}: in ${count(holdingBins(bins))} of ${count(bins.length)} groups, the list hits as often as its probability says`,
      caption: `E-shop clothing: ${count(clicks)} clicks in groups by the probability that the next click is among the first five, and the share that was (95 % intervals over sessions). Dashed: what is said comes true. Mean distance ${interval({...ece, unit: ""}, 3)}; log loss ${interval({...logLoss, unit: ""}, 3)}.`,
      height: 300,
      table: {
        name: "recommend-calibration",
        columns: {
          predicted: bins.map(({x}) => x),
          observed: bins.map(({y}) => y),
          low: bins.map(({low}) => low),
          high: bins.map(({high}) => high)
        },
        header: {predicted: "mean probability", observed: "share of hits", low: "95 % from", high: "to"},
        format: Object.fromEntries(
          ["predicted", "observed", "low", "high"].map((name) => [name, (value: unknown) => percent(Number(value))])
        )
      }
    },
    (width, height) =>
      calibrationPlot(Math.min(width, WIDEST), height, [{bins, colour: COLOURS.recomputed, symbol: "circle"}])
  ];
}

/** Every model's calibration before and after its scale is fitted. */
export function scoreCalibrationTable(rows: readonly CalibrationRow[]): DataTableOptions {
  const sorted = [...rows].sort((a, b) => a.logLoss.value - b.logLoss.value);
  const of = (name: "ece" | "plain" | "logLoss") => (_: unknown, row: number) =>
    lineCell(interval({...sorted[row][name], unit: ""}, 3));
  return {
    name: "recommend-calibration-models",
    caption:
      "E-shop clothing: calibration error of the first five items with scores taken as they are and with a fitted scale, and log loss of the next click (95 % intervals)",
    columns: {
      model: sorted.map(({title}) => title),
      plain: sorted.map(({plain}) => plain.value),
      ece: sorted.map(({ece}) => ece.value),
      logLoss: sorted.map(({logLoss}) => logLoss.value)
    },
    header: {plain: "error, scores as they are", ece: "error, fitted scale", logLoss: "log loss (nats)"},
    format: {model: lineCell, plain: of("plain"), ece: of("ece"), logLoss: of("logLoss")},
    rows: rows.length
  };
}

/** Models with their hits among five and among twenty. */
export function hitsTable(name: string, caption: string, rows: readonly HitsRow[]): DataTableOptions {
  const of = (metric: "hr5" | "hr20") => (_: unknown, row: number) =>
    lineCell(interval({...rows[row][metric], unit: "share"}));
  return {
    name,
    caption,
    columns: {
      model: rows.map(({title}) => title),
      hr5: rows.map(({hr5}) => hr5.value),
      hr20: rows.map(({hr20}) => hr20.value)
    },
    header: {hr5: "HR@5", hr20: "HR@20"},
    format: {model: lineCell, hr5: of("hr5"), hr20: of("hr20")},
    rows: rows.length
  };
}
