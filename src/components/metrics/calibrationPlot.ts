import * as Plot from "@observablehq/plot";
import {COLOURS} from "../colours.js";

/** A bin's mean probability, and the share that came true with its interval. */
export interface CalibrationBin {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** Bins of one model, and how they are marked. */
export interface CalibrationSeries {
  readonly bins: readonly CalibrationBin[];
  readonly colour: string;
  readonly symbol: "circle" | "square";
}

/** How many bins hold their own mean probability: of calibrated ones nearly all. */
export const holdingBins = (bins: readonly CalibrationBin[]): number =>
  bins.filter(({x, low, high}) => low <= x && x <= high).length;

/** What was said against what came true, about the diagonal; both axes end just after the last bin. */
export function calibrationPlot(
  width: number,
  height: number,
  series: readonly CalibrationSeries[]
): SVGElement | HTMLElement {
  const ends = series.flatMap(({bins}) => bins.flatMap(({x, high}) => [x, high]));
  const end = Math.min(1, 1.05 * Math.max(1e-6, ...ends));
  return Plot.plot({
    width,
    height,
    marginLeft: 50,
    x: {domain: [0, end], ticks: width < 320 ? 3 : 5, grid: true, label: "mean probability →"},
    y: {domain: [0, end], ticks: 5, grid: true, label: "↑ share that came true"},
    marks: [
      Plot.line(
        [
          [0, 0],
          [end, end]
        ],
        {stroke: COLOURS.baseline, strokeDasharray: "4,3"}
      ),
      ...series.flatMap(({bins, colour, symbol}) => [
        Plot.ruleX(bins, {x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5}),
        Plot.dot(bins, {x: "x", y: "y", r: 3.5, fill: colour, symbol})
      ])
    ]
  });
}
