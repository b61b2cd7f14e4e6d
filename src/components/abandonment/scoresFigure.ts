import * as Plot from "@observablehq/plot";
import {scoresParted} from "../../lib/reports/abandonment.js";
import {rowsOf, sharesByNumber} from "../../lib/reports/abandonment.js";
import type {EventNumberScores} from "../../lib/sequence/scoresByEventNumber.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {shareText} from "./estimateText.js";
import {titleOf, type ShownReport} from "./shownReport.js";
import {targetLabels} from "./targetLabels.js";

/** What a model says after each event, on average over sessions of either answer, with the share that is true. */
export function scoresFigure(shown: ShownReport, model: string): readonly [FigureOptions, Draw] {
  const {report, log, generated} = shown;
  const {comes, classes, colours} = targetLabels(report.target);
  const means = rowsOf(report.means, model);
  const shares = sharesByNumber(report);
  const title = titleOf(shown, model);
  const [first, last] = [shares[0], shares[shares.length - 1]];
  const at = (number: number, positive: 0 | 1) =>
    means.find((row) => row.number === number && row.positive === positive)!;
  const said = (number: number) =>
    `${meanText(at(number, 1))} for ${classes[1]} and ${meanText(at(number, 0))} for ${classes[0]}`;
  const highest = Math.max(...means.flatMap(({high, upper}) => [high, upper]), ...shares.map(({share}) => share));
  const most = last.number;
  return [
    {
      name: "abandonment-scores",
      title: `${title}: the predicted probability that a session ${comes}, after each event`,
      description:
        "Two lines with bands over the number of the event, one for each answer, and a dashed line at the true share.",
      caption: `After event ${first.number} the mean prediction is ${said(first.number)}; after event ${last.number}, ${said(last.number)}. In truth, ${percent(first.share)} are ${classes[1]} after event ${first.number}, and ${percent(last.share)} after event ${last.number}. Dark bands are 95 % intervals of the mean, clustered by user; light bands are the middle half of the sessions.`,
      n: `n = ${count(first.n)} test sessions of ${log} after event ${count(first.number)}, ${count(first.positives)} of them ${classes[1]}; ${count(last.n)} and ${count(last.positives)} after event ${count(last.number)}.`,
      generated,
      height: 300,
      legend: [
        {label: classes[1], colour: colours[1], shape: "line"},
        {label: classes[0], colour: colours[0], shape: "line"},
        {label: "true share", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "abandonment-scores",
        columns: {
          event: means.map(({number}) => number),
          sessions_that: means.map(({positive}) => classes[positive]),
          n: means.map(({n}) => n),
          mean: means.map(({mean}) => mean),
          low: means.map(({low}) => low),
          high: means.map(({high}) => high),
          lower_quartile: means.map(({lower}) => lower),
          upper_quartile: means.map(({upper}) => upper)
        },
        header: {
          sessions_that: "of",
          low: "95 % from",
          high: "to",
          lower_quartile: "lower quartile",
          upper_quartile: "upper quartile"
        },
        format: Object.fromEntries(
          ["mean", "low", "high", "lower_quartile", "upper_quartile"].map((name) => [name, fixedCell(3)])
        )
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 16,
        x: {label: "number of the event in its session →", domain: [1, Math.max(2, most)]},
        y: {
          label: null,
          domain: [0, Math.min(1, 1.15 * highest)],
          grid: true,
          ticks: 5,
          tickFormat: (share: number) => percent(share, highest < 0.2 ? 1 : 0)
        },
        marks: [
          ...([0, 1] as const).flatMap((positive) => {
            const own = means.filter((row) => row.positive === positive);
            return [
              Plot.areaY(own, {x: "number", y1: "lower", y2: "upper", fill: colours[positive], fillOpacity: 0.12}),
              Plot.areaY(own, {x: "number", y1: "low", y2: "high", fill: colours[positive], fillOpacity: 0.3}),
              Plot.lineY(own, {x: "number", y: "mean", stroke: colours[positive], strokeWidth: 2.25})
            ];
          }),
          Plot.lineY(shares, {
            x: "number",
            y: "share",
            stroke: COLOURS.baseline,
            strokeWidth: 1.75,
            strokeDasharray: "5,4"
          }),
          Plot.tip(
            means,
            Plot.pointer({
              x: "number",
              y: "mean",
              title: (row: (typeof means)[number]) =>
                `after event ${row.number}, ${count(row.n)} ${classes[row.positive]}\nmean ${percent(row.mean)} [${percent(row.low)}, ${percent(row.high)}]\nmiddle half ${percent(row.lower)} to ${percent(row.upper)}`
            })
          )
        ]
      })
  ];
}

const meanText = ({mean, low, high}: EventNumberScores) => shareText({value: mean, low, high});

/** What the figure shows, in words: whether means differ, and whether single sessions can be told apart. */
export function scoresNotice({report, log}: ShownReport, model: string): string {
  const {classes} = targetLabels(report.target);
  const {events, means, halves} = scoresParted(report, model);
  const after = (n: number) => (n === events ? "after every event" : `after ${count(n)} of ${count(events)} events`);
  const apart =
    halves === 0
      ? "after every event the middle halves of the two groups overlap"
      : `the middle halves of the two groups do not overlap ${after(halves)}`;
  return `On ${log}, the mean score of ${classes[1]} is ${means === 0 ? "never significantly higher than" : "significantly higher than"} that of ${classes[0]}${means === 0 ? "" : ` ${after(means)}`}; ${apart}. ${
    halves === events
      ? "So even the score of a single session tells much."
      : "Means hide the spread: the light bands show how little the score of a single session tells."
  }`;
}
