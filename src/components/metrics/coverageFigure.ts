import * as Plot from "@observablehq/plot";
import {table} from "arquero";
import type {StudyResult} from "../../lib/core/result.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";

export const COVERED_METRICS = [
  "AUC",
  "average precision",
  "precision",
  "recall",
  "Brier score",
  "log loss",
  "calibration slope",
  "calibration in the large"
] as const;
export type CoveredMetric = (typeof COVERED_METRICS)[number];

/** Whose rows: each on its own, or several correlated ones to a user. */
export type Sharing = "rows" | "users";

/** How far from .95 a coverage may lie and still count as kept. */
const TOLERANCE = 0.01;

/** How the methods are called, ours first. */
const METHODS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AUC: {
    logit: "logit scale, used here",
    wald: "DeLong as in textbooks",
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

export interface CoverageRow {
  readonly metric: string;
  readonly method: string;
  readonly users: string;
  readonly auc: number;
  readonly positives: number;
  /** Positives, or users who hold any. */
  readonly independent: number;
  readonly repeats: number;
  readonly coverage: number;
  readonly low: number;
  readonly high: number;
}

/** The study's table by row. */
export function coverageRows(result: StudyResult): CoverageRow[] {
  return table(result.tables.coverage).objects() as unknown as CoverageRow[];
}

/** The method of a metric that reports use. */
function usedMethod(metric: string): string | undefined {
  return METHODS[metric] === undefined ? undefined : Object.keys(METHODS[metric])[0];
}

/**
 * The smallest number of independent positives on the grid from which on a method's intervals cover 95 ± 1 % at every true AUC, as far as the
 * number of repeats can tell; with `atLeast` those that cover more count as well. Null where none on the grid does.
 */
export function holdsFrom(
  rows: readonly CoverageRow[],
  metric: string,
  users: Sharing,
  {method = usedMethod(metric), atLeast = false}: {method?: string; atLeast?: boolean} = {}
): number | null {
  const own = rows.filter(
    (r) => r.metric === metric && r.users === users && (method === undefined || r.method === method)
  );
  const grid = [...new Set(own.map((r) => r.independent))].sort((a, b) => b - a);
  let from: number | null = null;
  for (const independent of grid) {
    const kept = own
      .filter((r) => r.independent === independent)
      .every((r) => r.high >= 0.95 - TOLERANCE && (atLeast || r.low <= 0.95 + TOLERANCE));
    if (!kept) break;
    from = independent;
  }
  return from;
}

/** Where a method's intervals held the truth most seldom, from `least` positives on. */
export function worstFrom(
  rows: readonly CoverageRow[],
  metric: CoveredMetric,
  method: string,
  {users = "rows" as Sharing, least = 0} = {}
): CoverageRow {
  return rows
    .filter((r) => r.metric === metric && r.method === method && r.users === users && r.positives >= least)
    .reduce((a, b) => (b.coverage < a.coverage ? b : a));
}

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
  const worst = (method: string) =>
    shown
      .filter((r) => r.method === method)
      .reduce((a, b) => (Math.abs(b.coverage - 0.95) > Math.abs(a.coverage - 0.95) ? b : a));
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
      title: `How often a 95 % interval of ${metric} holds the truth`,
      description:
        "For each true AUC, a line for each method over the number of positives, beside a band from 94 to 96 %.",
      caption: `${
        from === null
          ? `The interval used here keeps 95 ± 1 % nowhere on this grid`
          : `The interval used here keeps 95 ± 1 % from ${from} ${whom} on`
      }; farthest from it are ${of(worst(methods[0]))}.${others.length === 0 ? "" : ` Beside it, ${others.join("; ")}.`} Bars: 95 % Wilson over repeats.`,
      n: `${fewest === most ? count(most) : `${count(fewest)} to ${count(most)}`} samples a point, ${count(options.negatives)} negatives${users === "rows" ? "" : ", 5 rows a user"}.`,
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
                `${names[r.method]}\n${r.positives} positives, true AUC ${r.auc}\nholds the truth in ${percent(r.coverage)} [${percent(r.low)}, ${percent(r.high)}] of ${count(r.repeats)} samples`
            })
          )
        ]
      });
    }
  ];
}
