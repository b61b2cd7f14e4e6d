import * as Plot from "@observablehq/plot";
import type {StudyResult} from "../../lib/core/result.js";
import {
  coverageRows,
  farthest,
  holdsFrom,
  type CoveredMetric,
  type CoverageRow,
  type Sharing
} from "../../lib/reports/metrics.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";

/** How the methods are called, ours first. */
const METHODS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AUC: {
    logit: "logit scale, used here",
    wald: "textbook (DeLong)",
    score: "Hanley and McNeil, users ignored"
  },
  "average precision": {
    linearised: "linearised, used here",
    bootstrap: "percentile bootstrap",
    binomial: "binomial, users ignored"
  }
};
const LOOKS = [
  {colour: COLOURS.recomputed, dash: "none", symbol: "circle"},
  {colour: COLOURS.baseline, dash: "6,3", symbol: "square"},
  {colour: COLOURS.flaw, dash: "2,3", symbol: "triangle"}
] as const;

/** How often 95 % intervals of a metric held the truth, by positives, method and true AUC. */
export function coverageFigure(
  result: StudyResult,
  metric: CoveredMetric,
  users: Sharing
): readonly [FigureOptions, Draw] {
  const all = coverageRows(result);
  const own = all.filter((r) => r.metric === metric && r.users === users);
  const names = METHODS[metric] ?? {[own[0].method]: "used here"};
  const methods = Object.keys(names).filter((m) => own.some((r) => r.method === m));
  const shown = own
    .map((r) => ({...r, look: LOOKS[methods.indexOf(r.method)], facet: `true AUC ${r.auc}`}))
    .filter((r) => r.look !== undefined);
  const worst = (method: string) => farthest(shown.filter((r) => r.method === method));
  const from = holdsFrom(all, metric, users, {method: methods[0]});
  const whom = users === "rows" ? "positives" : "users with a positive";
  const of = (r: CoverageRow) => `${percent(r.coverage)} (${r.positives} positives, true AUC ${r.auc})`;
  const others = methods.slice(1).map((m) => `${names[m]} ${of(worst(m))}`);
  const least = Math.min(0.8, ...shown.map((r) => r.low));
  const repeats = shown.map((r) => r.repeats);
  const [fewest, most] = [Math.min(...repeats), Math.max(...repeats)];
  const options = result.options as {negatives: number};
  return [
    {
      name: `coverage-${metric.replaceAll(" ", "-").toLowerCase()}-${users}`,
      title: `How often does a 95 % interval of ${metric} include the truth?`,
      description:
        "For each true AUC, a line for each method over the number of positives, and a band from 94 to 96 %.",
      caption: `${
        from === null
          ? `The interval used here keeps 95 ± 1 % at no number of ${whom} tried`
          : `The interval used here keeps 95 ± 1 % from ${from} ${whom} on`
      }. Its largest miss: the truth is included in ${of(worst(methods[0]))} of samples.${others.length === 0 ? "" : ` The largest misses of the others: ${others.join("; ")}.`} Bars are 95 % Wilson intervals over the samples.`,
      n: `${fewest === most ? count(most) : `${count(fewest)} to ${count(most)}`} samples per point, each with ${count(options.negatives)} negatives${users === "rows" ? "" : " and 5 rows per user"}.`,
      generated: true,
      height: 380,
      legend: [
        ...methods.map((m, i) => ({
          label: names[m],
          colour: LOOKS[i].colour,
          shape: i === 0 ? ("line" as const) : ("dash" as const)
        })),
        {label: "95 ± 1 %", colour: COLOURS.truth, shape: "square" as const}
      ],
      table: {
        name: `coverage-${metric.replaceAll(" ", "-").toLowerCase()}-${users}`,
        columns: {
          method: shown.map((r) => names[r.method]),
          auc: shown.map((r) => r.auc),
          positives: shown.map((r) => r.positives),
          independent: shown.map((r) => r.independent),
          coverage: shown.map((r) => r.coverage),
          low: shown.map((r) => r.low),
          high: shown.map((r) => r.high),
          samples: shown.map((r) => r.repeats)
        },
        header: {independent: users === "rows" ? "independent positives" : "users with a positive"}
      }
    },
    (width, height) => {
      const beside = width >= 620;
      const facet = beside ? {fx: "facet"} : {fy: "facet"};
      return Plot.plot({
        width,
        height,
        marginLeft: 46,
        marginRight: beside ? 16 : 84,
        marginBottom: 36,
        x: {type: "log", label: null},
        y: {
          domain: [100 * least, 100],
          percent: true,
          label: null,
          grid: true,
          ticks: beside ? 8 : 4,
          tickFormat: (d: number) => `${d} %`
        },
        fx: {label: null, padding: 0.06},
        fy: {label: null, padding: 0.12},
        marks: [
          Plot.rectY([0], {y1: 0.94, y2: 0.96, fill: COLOURS.truth, fillOpacity: 0.22}),
          Plot.axisX(beside ? [3, 10, 30, 100, 300] : [3, 10, 30, 100, 300, 1000], {
            text: String,
            label: "positives, logarithmic →"
          }),
          ...methods.flatMap((method, i) => {
            const rows = shown.filter((r) => r.method === method);
            const {colour, dash, symbol} = LOOKS[i];
            return [
              Plot.ruleX(rows, {...facet, x: "positives", y1: "low", y2: "high", stroke: colour}),
              Plot.lineY(rows, {
                ...facet,
                x: "positives",
                y: "coverage",
                stroke: colour,
                strokeDasharray: dash,
                strokeWidth: 2
              }),
              Plot.dot(rows, {...facet, x: "positives", y: "coverage", fill: colour, symbol, r: 3.5})
            ];
          }),
          Plot.tip(
            shown,
            Plot.pointer({
              ...facet,
              x: "positives",
              y: "coverage",
              title: (r: (typeof shown)[number]) =>
                `${names[r.method]}\n${r.positives} positives, true AUC ${r.auc}\nincludes the truth in ${percent(r.coverage)} [${percent(r.low)}, ${percent(r.high)}] of ${count(r.repeats)} samples`
            })
          )
        ]
      });
    }
  ];
}
