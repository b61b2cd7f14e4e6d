import * as Plot from "@observablehq/plot";
import {remediesByEffect} from "../../lib/reports/sparsity.js";
import type {RemedyGain, SparsityPage} from "../../lib/reports/sparsityPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {METRIC_LABELS, REMEDY_TITLES, type SparsityMetric} from "./sparsityLabels.js";

const ROW = 34;

/** What every remedy adds to the base, with the interval of the difference. */
export function remedyFigure(
  page: SparsityPage,
  model: string,
  metric: SparsityMetric
): readonly [FigureOptions, Draw] {
  const words = METRIC_LABELS[metric];
  const order = Object.keys(REMEDY_TITLES);
  const rows = page.remedies
    .filter((one) => one.model === model)
    .sort((a, b) => order.indexOf(a.remedy) - order.indexOf(b.remedy))
    .map((one, i) => ({...one, y: i * ROW}));
  const {title} = page.models.find(({id}) => id === model)!;
  const {helps, harms} = remediesByEffect(rows, metric);
  const named = (list: readonly RemedyGain[]) => list.map(({remedy}) => `“${REMEDY_TITLES[remedy]}”`).join(", ");
  const shown = rows.flatMap((one) => [one[metric].low, one[metric].high]);
  const [low, high] = [Math.min(0, ...shown), Math.max(0, ...shown)];
  const {base} = page;
  return [
    {
      name: "sparsity-remedies",
      title: `${helps.length === 0 ? "No remedy clearly helps" : `${helps.length} of ${rows.length} remedies clearly ${helps.length === 1 ? "helps" : "help"}`} (${words.title}, ${title})`,
      description:
        "One line per remedy: a dot at the difference from the base and a bar for its 95 % interval, about a line at no difference.",
      caption: `${helps.length === 0 ? "No remedy has its whole interval above zero" : `Better than the base: ${named(helps)}`}${harms.length === 0 ? "." : `. Worse: ${named(harms)}.`} The base is ${title.toLowerCase()} on ${fixed(base.positives, 0)} positives on average${metric === "auc" ? `; its AUC is ${interval(rows[0].baseAuc)}` : ` and the ${base.features} features`}. Among ${rows.length} intervals, about 5 % miss the truth by chance.`,
      n: `Tested on ${fixed(base.testPositives, 0)} positives of held-out users per shop (mean), in ${base.shops} shops of ${count(base.users)} users. Intervals are 95 % intervals of the mean difference (Student's t). Hollow: the target or the shop is another one, so only the shops are paired.`,
      generated: true,
      height: rows.length * ROW + 44,
      legend: [
        {label: "same examples", colour: COLOURS.recomputed, shape: "dot"},
        {label: "other labels or another shop", colour: COLOURS.recomputed, shape: "ring"},
        {label: "no difference", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "sparsity-remedies",
        columns: {
          remedy: rows.map(({remedy}) => REMEDY_TITLES[remedy]),
          same_examples: rows.map(({paired}) => (paired ? "yes" : "no")),
          positives: rows.map(({positives}) => positives),
          difference: rows.map((one) => one[metric].value),
          low: rows.map((one) => one[metric].low),
          high: rows.map((one) => one[metric].high),
          tested: rows.map(({testPositives}) => testPositives)
        },
        header: {
          same_examples: "same examples",
          positives: "training positives",
          low: "95 % from",
          high: "to",
          tested: "test positives"
        },
        format: Object.fromEntries(["difference", "low", "high"].map((name) => [name, fixedCell(3)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 8,
        marginRight: 14,
        marginTop: 2,
        marginBottom: 40,
        x: {domain: [low * 1.05, high * 1.05], grid: true, label: `difference in ${words.title} →`},
        y: {axis: null, domain: [0, rows.length * ROW], range: [2, height - 40]},
        marks: [
          Plot.ruleX([0], {stroke: COLOURS.baseline, strokeDasharray: "5,4", strokeWidth: 1.5}),
          Plot.text(rows, {
            frameAnchor: "left",
            y: ({y}: (typeof rows)[number]) => y + 9,
            textAnchor: "start",
            text: ({remedy}: RemedyGain) => REMEDY_TITLES[remedy],
            fill: COLOURS.ink,
            stroke: "var(--theme-background)",
            strokeWidth: 4,
            fontSize: width < 560 ? 11 : 12.5
          }),
          Plot.ruleY(rows, {
            x1: (one: RemedyGain) => one[metric].low,
            x2: (one: RemedyGain) => one[metric].high,
            y: ({y}: (typeof rows)[number]) => y + 24,
            stroke: COLOURS.recomputed,
            strokeWidth: 2
          }),
          Plot.dot(rows, {
            x: (one: RemedyGain) => one[metric].value,
            y: ({y}: (typeof rows)[number]) => y + 24,
            r: 4.5,
            stroke: COLOURS.recomputed,
            strokeWidth: 1.5,
            fill: ({paired}: RemedyGain) => (paired ? COLOURS.recomputed : "var(--theme-background)")
          })
        ]
      })
  ];
}
