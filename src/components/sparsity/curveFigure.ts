import * as Plot from "@observablehq/plot";
import {largestShop} from "../../lib/reports/sparsity.js";
import type {Ceiling, CurveMark, LargeMark, SparsityPage} from "../../lib/reports/sparsityPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {METRIC_LABELS, MODEL_LOOKS, targetTitle, type SparsityMetric} from "./sparsityLabels.js";

/** A model that the reader has trained. */
export interface LivePoint {
  readonly target: string;
  readonly positives: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A metric against the number of training positives of one target, with bands, ceiling and chance. */
export function curveFigure(
  page: SparsityPage,
  target: string,
  metric: SparsityMetric,
  live: readonly LivePoint[] = []
): readonly [FigureOptions, Draw] {
  const words = METRIC_LABELS[metric];
  const {claimed} = page.reported;
  const own = page.curve.filter((mark) => mark.target === target);
  const largest = largestShop(own);
  const lines = own.filter(({users}) => users === largest);
  const shops = own.filter(({users, whole}) => users < largest && whole);
  const ceiling = page.ceilings.find((one) => one.target === target && one.users === largest)!;
  const mine = metric === "auc" ? live.filter((point) => point.target === target) : [];
  const larger = metric === "auc" ? page.larger.filter((mark) => mark.target === target) : [];
  const most = Math.max(
    ...[...own, ...larger].map(({positives}) => positives),
    ...mine.map(({positives}) => positives)
  );
  const values = [
    ...own.flatMap((mark) => [mark[metric].low, mark[metric].high]),
    ...mine.flatMap(({low, high}) => [low, high]),
    ...larger.flatMap(({auc}) => [auc.low, auc.high])
  ];
  const low = metric === "auc" ? Math.max(0, Math.min(0.4, ...values)) : Math.max(0, Math.min(0.5, ...values));
  const high =
    metric === "auc"
      ? Math.min(1, Math.max(0.7, ceiling.auc.high, ...values))
      : Math.max(ceiling.lift.value * 1.1, ...values);
  const all = [
    ...own.map((mark) => ({...mark, of: mark[metric]})),
    ...larger.map((mark) => ({...mark, of: mark.auc, shops: 1, trainAuc: null}))
  ];
  const tell = (mark: CurveMark | Ceiling) => interval(mark[metric], words.digits);
  const ends = page.models.map(({id, title}) => {
    const curve = lines.filter(({model}) => model === id);
    return `${title}: ${tell(curve[0])} with ${count(curve[0].positives)} positives and ${tell(curve.at(-1)!)} with ${count(curve.at(-1)!.positives)}.`;
  });
  // clear of each other: the intervals of the fewest and of all positives, for every model
  const rises = page.models.every(({id}) => {
    const curve = lines.filter(({model}) => model === id);
    return curve.at(-1)![metric].low > curve[0][metric].high;
  });
  return [
    {
      name: "sparsity-curve",
      title: `${rises ? `More training positives raise the ${words.title}` : `More training positives are not shown to raise the ${words.title}`}: ${targetTitle(target)}`,
      description: `Two lines with bands rise from chance towards a dashed ceiling as positives grow on a logarithmic axis; the report's ${count(claimed)} positives are marked.`,
      caption: `${ends.join(" ")} The best possible, from the shop's own rates, is ${tell(ceiling)}; chance is ${words.chance}. Bands and brackets are 95 % intervals of the mean over ${page.shops} shops (t).`,
      n: `Tested on ${count(ceiling.testPositives)} positives of held-out users per shop, ${fixed(100 * ceiling.prevalence, 3)} % of examples. The lines are shops of ${count(largest)} users and parts of them.`,
      generated: true,
      height: 380,
      legend: [
        ...page.models.map(({id, title}) => ({label: title, colour: MODEL_LOOKS[id].colour, shape: "line" as const})),
        {label: "best possible", colour: COLOURS.truth, shape: "dash"},
        {label: "chance", colour: COLOURS.baseline, shape: "dash"},
        {label: "whole smaller shops", colour: COLOURS.muted, shape: "ring"},
        ...(larger.length === 0
          ? []
          : [{label: "larger shops, one seed, interval by user", colour: COLOURS.muted, shape: "cross" as const}]),
        ...(mine.length === 0 ? [] : [{label: "trained by you", colour: COLOURS.chosen, shape: "dot" as const}])
      ],
      table: {
        name: "sparsity-curve",
        columns: {
          model: all.map(({model}) => page.models.find(({id}) => id === model)!.title),
          users: all.map(({users}) => users),
          positives: all.map(({positives}) => positives),
          value: all.map(({of}) => of.value),
          low: all.map(({of}) => of.low),
          high: all.map(({of}) => of.high),
          tested: all.map(({testPositives}) => testPositives),
          shops: all.map(({shops}) => shops),
          training_auc: all.map(({trainAuc}) => trainAuc)
        },
        header: {
          value: words.title,
          low: "95 % from",
          high: "to",
          tested: "test positives",
          training_auc: "AUC on training"
        },
        format: Object.fromEntries(["value", "low", "high", "training_auc"].map((name) => [name, fixedCell(3)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 14,
        marginTop: 24,
        marginBottom: 42,
        x: {
          type: "log",
          domain: [6, Math.max(30, most * 1.15)],
          label: "positives in training, logarithmic",
          ticks: [10, 30, 100, 300, 1000, 3000, 10_000, 30_000].filter((tick) => tick <= most * 1.1),
          tickFormat: (d: number) => count(d)
        },
        y: {domain: [low, high], grid: true, label: `↑ ${words.axis}`, clamp: true},
        marks: [
          Plot.ruleY([words.chance], {stroke: COLOURS.baseline, strokeDasharray: "2,4", strokeWidth: 1.5}),
          Plot.rectY([ceiling], {
            x1: 6,
            x2: Math.max(30, most * 1.15),
            y1: ({[metric]: one}: typeof ceiling) => one.low,
            y2: ({[metric]: one}: typeof ceiling) => one.high,
            fill: COLOURS.truth,
            fillOpacity: 0.08
          }),
          Plot.ruleY([ceiling[metric].value], {stroke: COLOURS.truth, strokeDasharray: "7,4", strokeWidth: 1.75}),
          Plot.ruleX([claimed], {stroke: COLOURS.ink, strokeOpacity: 0.55}),
          Plot.text([claimed], {
            x: (d: number) => d,
            frameAnchor: "bottom",
            dx: 4,
            dy: -6,
            textAnchor: "start",
            text: () => `the report's ${count(claimed)}`,
            fill: COLOURS.ink
          }),
          ...page.models.flatMap(({id}) => {
            const {colour, symbol} = MODEL_LOOKS[id];
            const curve = lines.filter(({model}) => model === id);
            const smaller = shops.filter(({model}) => model === id);
            return [
              Plot.areaY(curve, {
                x: "positives",
                y1: (mark: CurveMark) => mark[metric].low,
                y2: (mark: CurveMark) => mark[metric].high,
                fill: colour,
                fillOpacity: 0.14
              }),
              Plot.lineY(curve, {
                x: "positives",
                y: (mark: CurveMark) => mark[metric].value,
                stroke: colour,
                strokeWidth: 2
              }),
              Plot.dot(curve, {x: "positives", y: (mark: CurveMark) => mark[metric].value, fill: colour, symbol, r: 4}),
              Plot.ruleX(smaller, {
                x: "positives",
                y1: (mark: CurveMark) => mark[metric].low,
                y2: (mark: CurveMark) => mark[metric].high,
                stroke: colour,
                strokeOpacity: 0.5
              }),
              Plot.dot(smaller, {
                x: "positives",
                y: (mark: CurveMark) => mark[metric].value,
                stroke: colour,
                fill: "var(--theme-background)",
                symbol,
                r: 4.5
              })
            ];
          }),
          Plot.ruleX(larger, {
            x: "positives",
            y1: ({auc}: LargeMark) => auc.low,
            y2: ({auc}: LargeMark) => auc.high,
            stroke: ({model}: LargeMark) => MODEL_LOOKS[model].colour,
            strokeOpacity: 0.6
          }),
          Plot.dot(larger, {
            x: "positives",
            y: ({auc}: LargeMark) => auc.value,
            stroke: ({model}: LargeMark) => MODEL_LOOKS[model].colour,
            strokeWidth: 2,
            symbol: "times",
            r: 5
          }),
          Plot.ruleX(mine, {x: "positives", y1: "low", y2: "high", stroke: COLOURS.chosen, strokeWidth: 2}),
          Plot.dot(mine, {x: "positives", y: "value", fill: COLOURS.chosen, symbol: "diamond", r: 6})
        ]
      })
  ];
}
