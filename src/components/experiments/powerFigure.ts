import * as Plot from "@observablehq/plot";
import {
  detectableLift,
  durationDays,
  type ExperimentPlan,
  type LookPlan,
  planPower,
  unitsNeeded
} from "../../lib/experiments/power.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";

/** How the result is watched, as the reader chooses it. */
export const LOOK_PLANS: Readonly<Record<string, {readonly title: string; readonly plan: LookPlan}>> = {
  fixed: {title: "once, at the end", plan: {kind: "fixed"}},
  "obrien-fleming": {title: "5 looks, O'Brien–Fleming", plan: {kind: "obrien-fleming", looks: 5}},
  pocock: {title: "5 looks, Pocock", plan: {kind: "pocock", looks: 5}},
  sequence: {title: "20 looks of a confidence sequence", plan: {kind: "confidence-sequence", looks: 20}}
};

export interface PowerSettings {
  /** Share of visitors who buy, and the relative lift to be found. */
  readonly rate: number;
  readonly lift: number;
  readonly perDay: number;
  readonly look: string;
}

const WANTED = 0.8;
/** The shop whose experiment the page asks about. */
const SHOP = 10_000;

/** The chance to find the lift by how many visitors there are, with the number that gives 80 %. */
export function powerFigure({rate, lift, perDay, look}: PowerSettings): readonly [FigureOptions, Draw] {
  const plan: ExperimentPlan = {metric: {kind: "proportion", baseline: rate}, look: LOOK_PLANS[look].plan};
  const needed = rate * (1 + lift) < 1 ? unitsNeeded(plan, lift, {power: WANTED}) : null;
  const last = Math.max(2 * SHOP, 2 * (needed ?? SHOP));
  const rows =
    needed === null
      ? []
      : Array.from({length: 61}, (_, i) => {
          const units = 2 * Math.round(100 * (last / 200) ** (i / 60));
          // the last bits differ between browsers
          return {units, power: Number(planPower(plan, lift, units).toFixed(9))};
        });
  const least = needed === null ? null : detectableLift(plan, SHOP, {power: WANTED});
  type Row = (typeof rows)[number];
  return [
    {
      name: "experiments-power",
      title:
        needed === null
          ? "There is no such lift"
          : `${count(needed)} visitors find a lift of ${percent(lift, 0)} in four of five experiments`,
      description: "A line that rises with the number of visitors: the chance that an experiment finds the lift.",
      caption:
        needed === null
          ? "More than all visitors would have to buy."
          : `That takes ${count(durationDays(needed, perDay))} days at ${count(perDay)} new visitors a day, in whole weeks. With ${count(SHOP)} visitors the chance is ${percent(planPower(plan, lift, SHOP), 0)}${least === null ? "" : `, and the least lift found in four of five is ${percent(least, 0)}`}. Read ${LOOK_PLANS[look].title}. Computed, not simulated.`,
      n: `Two arms, ${percent(rate)} of the control buy, two-sided at 5 %.`,
      height: 280,
      empty: "Choose a smaller rate or lift.",
      table: {
        name: "experiments-power",
        columns: {visitors: rows.map(({units}) => units), power: rows.map(({power}) => power)},
        header: {visitors: "visitors of both arms", power: "chance to find it"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 20,
        x: {type: "log", label: "visitors of both arms →", ticks: width < 500 ? 3 : 6, tickFormat: "~s"},
        y: {label: "↑ chance to find the lift", domain: [0, 1], tickFormat: "%", grid: true, ticks: 5},
        marks: [
          Plot.ruleY([WANTED], {stroke: COLOURS.muted, strokeDasharray: "4,3"}),
          Plot.ruleX([SHOP], {stroke: COLOURS.baseline, strokeDasharray: "6,3"}),
          Plot.text([SHOP], {
            x: (x: number) => x,
            y: 0.96,
            text: () => "10,000 users",
            textAnchor: "end",
            dx: -6,
            fill: COLOURS.ink
          }),
          Plot.lineY(rows, {x: "units", y: "power", stroke: COLOURS.recomputed, strokeWidth: 2.25}),
          ...(needed === null
            ? []
            : [Plot.dot([{units: needed, power: WANTED}], {x: "units", y: "power", r: 5, fill: COLOURS.chosen})]),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "units",
              y: "power",
              title: ({units, power}: Row) => `${count(units)} visitors\n${percent(power)}`
            })
          )
        ]
      })
  ];
}
