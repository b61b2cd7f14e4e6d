import * as Plot from "@observablehq/plot";
import {PEEKING_RULES, type PeekingRule} from "../../lib/experiments/peeking.js";
import type {PeekingRow} from "../../lib/reports/experiments.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";

/** What each rule is called. */
const RULE_TITLES: Readonly<Record<PeekingRule, string>> = {
  peeking: "stop when p < 5 %",
  pocock: "Pocock",
  "obrien-fleming": "O'Brien–Fleming",
  sequence: "confidence sequence",
  once: "one test at the end"
};
const RULE_COLOURS: Readonly<Record<PeekingRule, string>> = {
  peeking: COLOURS.flaw,
  pocock: COLOURS.validation,
  "obrien-fleming": COLOURS.recomputed,
  sequence: COLOURS.truth,
  once: COLOURS.baseline
};

export interface ShownPeeking {
  readonly rows: readonly PeekingRow[];
  readonly kind: "aa" | "ab";
  /** True lift of A/B. */
  readonly lift: number;
  /** Simulated experiments; 0 where curves are computed only. */
  readonly runs: number;
  readonly perArm: number;
  readonly looks: number;
}

/** How many experiments each rule has declared different, by look: lines are computed, dots are simulated. */
export function peekingFigure({rows, kind, lift, runs, perArm, looks}: ShownPeeking): readonly [FigureOptions, Draw] {
  const last = (rule: PeekingRule) => rows.find((row) => row.rule === rule && row.look === looks)!;
  const text = (rule: PeekingRule) => {
    const {computed, share, low, high} = last(rule);
    return `${RULE_TITLES[rule]}: ${percent(computed!)}${share === null ? "" : `, in the simulation ${percent(share)} [${percent(low!)}, ${percent(high!)}]`}`;
  };
  const dots = rows.filter(({share}) => share !== null);
  const lines = rows.filter(({rule}) => rule !== "once");
  const every = Math.max(1, Math.ceil(looks / 10));
  const highest = Math.max(...rows.map(({computed, high}) => Math.max(computed ?? 0, high ?? 0)));
  const columns = ["rule", "look", "computed", "share", "low", "high"] as const;
  return [
    {
      name: `experiments-peeking-${kind}`,
      title:
        kind === "aa"
          ? "Without an effect: false alarms grow with looks, unless the rule allows for them"
          : "With an effect: what each rule finds, and how soon",
      description: `Lines over the looks of an experiment, one for each rule. At the end: ${PEEKING_RULES.map(text).join("; ")}.`,
      caption: `At the last look, declared different: ${PEEKING_RULES.map(text).join("; ")}. ${kind === "aa" ? "A rule that keeps its promise stays at or below 5 %." : `The true lift is ${percent(lift, 0)}.`} Lines are computed${runs === 0 ? "" : ", dots simulated; brackets are 95 % intervals"}.`,
      n: `${runs === 0 ? "" : `n = ${count(runs)} experiments, `}${count(perArm)} visitors in each arm, ${count(looks)} looks.`,
      generated: true,
      height: 320,
      legend: PEEKING_RULES.map((rule) => ({
        label: RULE_TITLES[rule],
        colour: RULE_COLOURS[rule],
        shape: rule === "once" ? ("ring" as const) : ("line" as const)
      })),
      table: {
        name: `experiments-peeking-${kind}`,
        columns: Object.fromEntries(
          columns.map((name) => [name, rows.map((row) => (name === "rule" ? RULE_TITLES[row.rule] : row[name]))])
        ),
        header: {share: "simulated", low: "from", high: "to"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 16,
        x: {label: "look →", domain: [1, Math.max(2, looks)], ticks: width < 500 ? 4 : 10, tickFormat: "d"},
        y: {
          label: "↑ experiments declared different",
          domain: [0, Math.min(1, 1.08 * Math.max(highest, 0.06))],
          tickFormat: "%",
          grid: true,
          ticks: 6
        },
        marks: [
          ...(kind === "aa" ? [Plot.ruleY([0.05], {stroke: COLOURS.muted, strokeDasharray: "4,3"})] : []),
          // a rule that looks at the end only has a point there and no line
          Plot.dotY(
            rows.filter(({rule, look}) => rule === "once" && look === looks),
            {x: "look", y: "computed", r: 5, stroke: RULE_COLOURS.once, strokeWidth: 2}
          ),
          Plot.lineY(lines, {
            x: "look",
            y: "computed",
            z: "rule",
            stroke: ({rule}: PeekingRow) => RULE_COLOURS[rule],
            strokeWidth: 2
          }),
          Plot.dotY(
            dots.filter(({rule, look}) => look === looks || (rule !== "once" && look % every === 0)),
            {x: "look", y: "share", r: 3, fill: ({rule}: PeekingRow) => RULE_COLOURS[rule]}
          ),
          Plot.tip(
            lines,
            Plot.pointer({
              x: "look",
              y: "computed",
              title: ({rule, look, computed, share}: PeekingRow) =>
                `${RULE_TITLES[rule]}, look ${look}\ncomputed ${percent(computed!)}${share === null ? "" : `\nsimulated ${percent(share)}`}`
            })
          )
        ]
      })
  ];
}
