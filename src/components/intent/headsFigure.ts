import * as Plot from "@observablehq/plot";
import {cutTo, fewestHeads} from "../../lib/reports/intent.js";
import type {IntentHeads, IntentPage, IntentVariant} from "../../lib/reports/intentPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {shortInterval, shortNumber} from "../models/modelMetrics.js";
import {differenceText} from "./differenceText.js";
import {onScale, VARIANTS} from "./modelsFigure.js";

const WAYS: Readonly<Record<IntentHeads["way"], string>> = {
  cut: "cut after training, heads chosen one by one",
  trained: "trained with so many",
  mean: "one head of mean weights"
};

/** The area by how many heads are kept, with one number of heads marked. */
export function headsFigure(page: IntentPage, variant: IntentVariant, heads: number): readonly [FigureOptions, Draw] {
  const all = page.heads.filter((one) => one.variant === variant);
  const cut = all.filter(({way}) => way === "cut").toSorted((a, b) => a.heads - b.heads);
  const chosen = cutTo(page, variant, heads);
  const {drawn, off, domain} = onScale(all, []);
  const whole = cut[cut.length - 1];
  const within = fewestHeads(page, variant, 0.001);
  return [
    {
      name: "intent-heads",
      title: `${headsText(within.heads)} ${within.heads === 1 ? "does" : "do"} almost as well as all ${count(whole.heads)}: ROC-AUC by heads kept, ${VARIANTS[variant]}`,
      description:
        "A line with a band over the number of heads kept, dots for models that were trained with so many, and an arrow with its value for one that lies far below.",
      caption: `With ${headsText(heads)} ${shortInterval(chosen)}, a difference of ${differenceText(chosen.difference!)} from the whole ensemble of ${count(whole.heads)}, fold by fold. From ${headsText(within.heads)} on, less than 0.001 is lost on average. Chance is 0.5.`,
      n: `n = ${count(chosen.n)} sessions, ${page.folds.used} of ${page.folds.of} folds. Heads are chosen on held-out training rows.`,
      height: 260,
      legend: [
        {label: `${WAYS.cut}, with its interval`, colour: COLOURS.recomputed, shape: "line"},
        {label: WAYS.trained, colour: COLOURS.train, shape: "dot"},
        {label: WAYS.mean, colour: COLOURS.baseline, shape: "square"},
        {label: "chosen", colour: COLOURS.chosen, shape: "dash"}
      ],
      table: {
        name: "intent-heads",
        columns: {
          heads: all.map((one) => one.heads),
          way: all.map(({way}) => WAYS[way]),
          auc: all.map(({value}) => value),
          low: all.map(({low}) => low),
          high: all.map(({high}) => high),
          less_whole: all.map(({difference}) => difference?.value ?? null),
          less_low: all.map(({difference}) => difference?.low ?? null),
          less_high: all.map(({difference}) => difference?.high ?? null),
          n: all.map(({n}) => n)
        },
        header: {
          low: "95 % from",
          high: "to",
          less_whole: "difference from the whole",
          less_low: "95 % from",
          less_high: "to"
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 56,
        marginRight: 18,
        x: {
          type: "log",
          base: 2,
          label: "heads →",
          ticks: [1, 2, 4, 8, 16, 32],
          tickFormat: String,
          domain: [0.92, whole.heads * 1.08]
        },
        y: {label: null, grid: true, ticks: 5, nice: true, domain},
        marks: [
          Plot.areaY(cut, {x: "heads", y1: "low", y2: "high", fill: COLOURS.recomputed, fillOpacity: 0.15}),
          Plot.ruleX([heads], {stroke: COLOURS.chosen, strokeDasharray: "4,3", strokeWidth: 1.5}),
          Plot.lineY(cut, {x: "heads", y: "value", stroke: COLOURS.recomputed, strokeWidth: 2}),
          Plot.text(off, {
            x: "heads",
            y: domain[0],
            text: ({value}: IntentHeads) => `↓ ${shortNumber(value)}`,
            textAnchor: "start",
            dx: 6,
            dy: -6,
            fill: COLOURS.baseline
          }),
          Plot.dot(
            drawn.filter(({way}) => way !== "cut"),
            {
              x: "heads",
              y: "value",
              r: 4.5,
              fill: ({way}: IntentHeads) => (way === "trained" ? COLOURS.train : COLOURS.baseline),
              symbol: ({way}: IntentHeads) => (way === "trained" ? "circle" : "square")
            }
          ),
          Plot.dot([chosen], {x: "heads", y: "value", r: 5, fill: COLOURS.chosen}),
          Plot.tip(
            drawn,
            Plot.pointer({
              x: "heads",
              y: "value",
              title: (one: IntentHeads) => `${headsText(one.heads)}, ${WAYS[one.way]}\n${shortInterval(one)}`
            })
          )
        ],
        symbol: {type: "identity"}
      } as Plot.PlotOptions)
  ];
}

const headsText = (heads: number) => `${count(heads)} ${heads === 1 ? "head" : "heads"}`;
