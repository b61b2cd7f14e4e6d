import * as Plot from "@observablehq/plot";
import {differencesTold, leastShare} from "../../lib/reports/abandonment.js";
import type {AbandonmentPage} from "../../lib/reports/abandonmentPage.js";
import type {DifferenceRow, CeilingShareRow} from "../../lib/sequence/areaRows.js";
import {SESSION_TARGETS, type SessionTarget} from "../../lib/sequence/sessionTargets.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {estimateText, shareText} from "./estimateText.js";
import {targetLabels} from "./targetLabels.js";

/** The share of the way that is asked for. */
const ASKED = 0.9;

interface WayChoice {
  readonly ask: SessionTarget["ask"];
  /** The id of the model beside the page's own. */
  readonly against: string;
}

type Page = Pick<AbandonmentPage, "ways" | "differences" | "models" | "leastWay">;

const titleOf = ({models}: Page, id: string) => models.find((model) => model.id === id)!.title;
const wordsOf = (ask: SessionTarget["ask"]) => targetLabels(SESSION_TARGETS.find((target) => target.ask === ask)!);

/** How far models come from a random order to what can be known at all, by the number of the event. */
export function ceilingShareFigure(page: Page, {ask, against}: WayChoice): readonly [FigureOptions, Draw] {
  const own = page.models[0].id;
  const of = (id: string) => page.ways.filter((row) => row.target === ask && row.model === id);
  const lines = [of(own), of(against)].filter((rows, i) => rows.length > 0 && (i === 0 || against !== own));
  const colour = (id: string) => (id === own ? COLOURS.recomputed : COLOURS.chosen);
  const rows = lines.flat();
  const said = ({share, shareLow, shareHigh}: CeilingShareRow) =>
    shareText({value: share, low: shareLow, high: shareHigh});
  const [mine = []] = lines;
  const least = leastShare(mine);
  const ends = rows.flatMap(({shareLow, shareHigh}) => [shareLow, shareHigh]);
  return [
    {
      name: "abandonment-way",
      title: "How close is each model to the best possible?",
      description: `Lines with bands over the number of the event, with dashes at ${percent(ASKED, 0)} and at the whole way.`,
      caption:
        least === null
          ? `The best possible is computed for purchases only, so it is not known for which session ${wordsOf(ask).comes}.`
          : `0 % is the AUC of chance, 100 % that of the exact probability, on the same sessions. From event 3 on, ${titleOf(page, own)} is farthest from the best possible at event ${least.number}, where it has covered ${said(least)} of the way.`,
      n:
        mine.length === 0
          ? undefined
          : `n = ${count(mine[0].n)} test sessions at event ${mine[0].number}, ${count(mine[mine.length - 1].n)} at event ${mine[mine.length - 1].number}; bands are 95 %, clustered by user, one event at a time.`,
      generated: true,
      height: 260,
      legend: [
        ...lines.map(([{model}]) => ({label: titleOf(page, model), colour: colour(model), shape: "line" as const})),
        {label: `${percent(ASKED, 0)} of the way`, colour: COLOURS.baseline, shape: "dash"},
        {label: "best possible", colour: COLOURS.truth, shape: "dash"}
      ],
      table: {
        name: "abandonment-way",
        columns: {
          event: rows.map(({number}) => number),
          model: rows.map(({model}) => titleOf(page, model)),
          share: rows.map(({share}) => share),
          low: rows.map(({shareLow}) => shareLow),
          high: rows.map(({shareHigh}) => shareHigh),
          n: rows.map(({n}) => n),
          positives: rows.map(({positives}) => positives)
        },
        header: {share: "share of the way", low: "95 % from", high: "to"},
        format: Object.fromEntries(["share", "low", "high"].map((name) => [name, fixedCell(3)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 14,
        x: {label: "number of the event →", domain: [1, Math.max(2, ...rows.map(({number}) => number))]},
        y: {
          label: null,
          domain: [Math.max(-0.1, Math.min(0.7, ...ends)), Math.min(1.3, Math.max(1.02, ...ends))],
          grid: true,
          ticks: 5,
          tickFormat: (share: number) => percent(share, 0)
        },
        marks: [
          Plot.ruleY([ASKED], {stroke: COLOURS.baseline, strokeDasharray: "2,4", strokeWidth: 1.5}),
          Plot.ruleY([1], {stroke: COLOURS.truth, strokeDasharray: "7,4", strokeWidth: 1.5}),
          ...[...lines].reverse().flatMap((line) => [
            Plot.areaY(line, {
              x: "number",
              y1: "shareLow",
              y2: "shareHigh",
              fill: colour(line[0].model),
              fillOpacity: 0.16,
              clip: true
            }),
            Plot.lineY(line, {x: "number", y: "share", stroke: colour(line[0].model), strokeWidth: 2.25, clip: true})
          ]),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "number",
              y: "share",
              title: (row: CeilingShareRow) =>
                `${titleOf(page, row.model)}, after event ${row.number}\n${said(row)} of the way\nn = ${count(row.n)}`
            })
          )
        ]
      })
  ];
}

/** What the page's own model gains on another, paired, by the number of the event. */
export function differenceFigure(page: Page, {ask, against}: WayChoice): readonly [FigureOptions, Draw] {
  const own = titleOf(page, page.models[0].id);
  const rows = page.differences.filter((row) => row.target === ask && row.against === against);
  const {above, below} = differencesTold(rows);
  const said = ({difference, differenceLow, differenceHigh}: DifferenceRow) =>
    estimateText({value: difference, low: differenceLow, high: differenceHigh}, 3);
  const ends = rows.flatMap(({differenceLow, differenceHigh}) => [differenceLow, differenceHigh]);
  return [
    {
      name: "abandonment-difference",
      title: `The network compared with ${titleOf(page, against)}`,
      description: "A line with a band over the number of the event, with a line at no difference.",
      caption:
        rows.length === 0
          ? `${own} is not compared with it.`
          : `AUC of ${own} minus that of ${titleOf(page, against)} on the same sessions. Of ${count(rows.length)} intervals, ${count(above)} are above zero and ${count(below)} below; about 5 % miss the truth by chance. After event ${rows[0].number} the difference is ${said(rows[0])}.`,
      n:
        rows.length === 0
          ? undefined
          : `n = ${count(rows[0].n)} test sessions at event ${rows[0].number}; intervals are 95 %, paired, clustered by user.`,
      generated: true,
      height: 260,
      legend: [
        {label: "difference, with its interval", colour: COLOURS.recomputed, shape: "line"},
        {label: "no difference", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "abandonment-difference",
        columns: {
          event: rows.map(({number}) => number),
          difference: rows.map(({difference}) => difference),
          low: rows.map(({differenceLow}) => differenceLow),
          high: rows.map(({differenceHigh}) => differenceHigh),
          n: rows.map(({n}) => n),
          positives: rows.map(({positives}) => positives)
        },
        header: {difference: "difference of AUC", low: "95 % from", high: "to"},
        format: Object.fromEntries(["difference", "low", "high"].map((name) => [name, fixedCell(4)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 52,
        marginRight: 14,
        x: {label: "number of the event →", domain: [1, Math.max(2, ...rows.map(({number}) => number))]},
        y: {
          label: "↑ difference of AUC",
          domain: [Math.min(-0.01, ...ends), Math.max(0.01, ...ends)],
          grid: true,
          ticks: 5
        },
        marks: [
          Plot.ruleY([0], {stroke: COLOURS.baseline, strokeDasharray: "2,4", strokeWidth: 1.5}),
          Plot.areaY(rows, {
            x: "number",
            y1: "differenceLow",
            y2: "differenceHigh",
            fill: COLOURS.recomputed,
            fillOpacity: 0.18
          }),
          Plot.lineY(rows, {x: "number", y: "difference", stroke: COLOURS.recomputed, strokeWidth: 2.25}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "number",
              y: "difference",
              title: (row: DifferenceRow) => `after event ${row.number}: ${said(row)}\nn = ${count(row.n)}`
            })
          )
        ]
      })
  ];
}
