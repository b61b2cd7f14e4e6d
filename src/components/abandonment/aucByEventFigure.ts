import * as Plot from "@observablehq/plot";
import {POSTERIOR, sharesByNumber} from "../../lib/reports/abandonment.js";
import type {EventNumberAuc} from "../../lib/sequence/aucByEventNumber.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {estimateText} from "./estimateText.js";
import {titleOf, type ShownReport} from "./shownReport.js";
import {targetLabels} from "./targetLabels.js";

/** How well each model tells sessions apart after each event: the page's own, one beside it, and the others in grey. */
export function aucByEventFigure(shown: ShownReport, against: string): readonly [FigureOptions, Draw] {
  const {report, models, log, generated} = shown;
  const {areas} = report;
  const own = models[0].id;
  const of = (id: string) => areas.filter(({model}) => model === id);
  const known = models.some(({id}) => id === POSTERIOR);
  const others = models.filter(({id}) => ![own, against, POSTERIOR].includes(id));
  const shares = sharesByNumber(report);
  const last = shares[shares.length - 1];
  const middle = shares[Math.floor(shares.length / 2)];
  const area = (id: string, number: number) => of(id).find((row) => row.number === number)!;
  const pair = (number: number) =>
    `after event ${number}, ${estimateText(area(own, number))} against ${estimateText(area(against, number))}${known && against !== POSTERIOR ? ` (best possible ${estimateText(area(POSTERIOR, number))})` : ""}`;
  const lowest = Math.min(0.45, ...areas.filter(({model}) => model === own || model === against).map(({low}) => low));
  const colour = (id: string) =>
    id === own
      ? COLOURS.recomputed
      : id === POSTERIOR
        ? COLOURS.truth
        : id === against
          ? COLOURS.chosen
          : COLOURS.muted;
  const drawn = (id: string, marks: {readonly width: number; readonly dash?: string; readonly band: boolean}) => [
    ...(marks.band
      ? [Plot.areaY(of(id), {x: "number", y1: "low", y2: "high", fill: colour(id), fillOpacity: 0.18})]
      : []),
    Plot.lineY(of(id), {
      x: "number",
      y: "value",
      stroke: colour(id),
      strokeWidth: marks.width,
      strokeDasharray: marks.dash ?? "none"
    })
  ];
  return [
    {
      name: "abandonment-areas",
      title: `AUC after each event: which session ${targetLabels(report.target).comes}`,
      description: "A line for each model over the number of the event; two have bands, and one half is dashed.",
      caption: `${titleOf(shown, own)} against ${titleOf(shown, against)}: ${pair(shares[0].number)}; ${pair(middle.number)}. Intervals are 95 %, clustered by user, for one model at a time. Chance is 0.5.`,
      n: `Of ${log}: ${count(shares[0].n)} test sessions at event ${shares[0].number}, ${count(shares[0].positives)} of them positive; ${count(last.n)} and ${count(last.positives)} at event ${last.number}.`,
      generated,
      height: 320,
      legend: [
        {label: titleOf(shown, own), colour: colour(own), shape: "line"},
        ...(against === own || against === POSTERIOR
          ? []
          : [{label: titleOf(shown, against), colour: colour(against), shape: "line" as const}]),
        ...(known ? [{label: titleOf(shown, POSTERIOR), colour: COLOURS.truth, shape: "dash" as const}] : []),
        ...(others.length === 0
          ? []
          : [{label: others.map(({title}) => title).join(", "), colour: COLOURS.muted, shape: "line" as const}]),
        {label: "chance", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "abandonment-areas",
        columns: {
          event: areas.map(({number}) => number),
          model: areas.map(({model}) => titleOf(shown, model)),
          auc: areas.map(({value}) => value),
          low: areas.map(({low}) => low),
          high: areas.map(({high}) => high),
          n: areas.map(({n}) => n),
          positives: areas.map(({positives}) => positives),
          share: areas.map(({n, positives}) => positives / n)
        },
        header: {auc: "AUC", low: "95 % from", high: "to", share: "share positive"},
        format: Object.fromEntries(["auc", "low", "high", "share"].map((name) => [name, fixedCell(3)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 16,
        x: {label: "number of the event in its session →", domain: [1, Math.max(2, last.number)]},
        y: {label: "↑ AUC", domain: [Math.max(0, lowest), 1], grid: true, ticks: 6, clamp: true},
        marks: [
          Plot.ruleY([0.5], {stroke: COLOURS.baseline, strokeDasharray: "2,4", strokeWidth: 1.5}),
          ...others.flatMap(({id}) => drawn(id, {width: 1.1, band: false})),
          ...(known ? drawn(POSTERIOR, {width: 1.75, dash: "7,4", band: against === POSTERIOR}) : []),
          ...(against === own || against === POSTERIOR ? [] : drawn(against, {width: 1.75, band: true})),
          ...drawn(own, {width: 2.5, band: true}),
          Plot.tip(
            areas,
            Plot.pointer({
              x: "number",
              y: "value",
              title: (row: EventNumberAuc) =>
                `${titleOf(shown, row.model)}, after event ${row.number}\nAUC ${fixed(row.value, 3)} [${fixed(row.low, 3)}, ${fixed(row.high, 3)}]\n${count(row.positives)} of ${count(row.n)} sessions positive`
            })
          )
        ]
      })
  ];
}
