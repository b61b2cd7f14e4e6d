import * as Plot from "@observablehq/plot";
import type {StudyResult} from "../../lib/core/result.js";
import {MARKED_TRIALS} from "../../lib/reports/tuning.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";

/** The best AUC by trials where labels are shuffled, beside what is computed. */
export function shuffledBestFigure({tables: {curves}, figures}: StudyResult): readonly [FigureOptions, Draw] {
  const rows = curves.trials.map((trials, row) => {
    const at = (name: string) => Number(curves[name][row]);
    return {
      trials: Number(trials),
      random: at("random"),
      randomLow: at("randomLow"),
      randomHigh: at("randomHigh"),
      tpe: at("tpe"),
      computed: at("computed"),
      normal: at("normal")
    };
  });
  type Row = (typeof rows)[number];
  const columns = ["trials", "random", "randomLow", "randomHigh", "tpe", "computed", "normal"] as const;
  return [
    {
      name: "tuning-shuffled",
      title: "With nothing to find, the best AUC grows with trials as computed",
      description:
        "Lines over the number of trials: the best validation AUC of random search with a band, of TPE, and what is computed.",
      caption: `${MARKED_TRIALS.map((trials) => `After ${trials} trials the random search reports ${interval(figures[`random-reported-${trials}`], 3)}; ${fixed(figures[`computed-${trials}`].value, 3)} is computed.`).join(" ")} On fresh rows its choice reaches ${interval(figures["random-fresh-100"], 3)}. The band is the 95 % interval of the mean over draws.`,
      n: `n = ${count(figures["random-reported-25"].n)} draws.`,
      generated: true,
      height: 300,
      legend: [
        {label: "random search", colour: COLOURS.validation, shape: "line"},
        {label: "TPE", colour: COLOURS.recomputed, shape: "line"},
        {label: "computed: other deals of the labels", colour: COLOURS.truth, shape: "dash"},
        {label: "0.5", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "tuning-shuffled",
        columns: Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])])),
        header: {
          randomLow: "random, from",
          randomHigh: "to",
          tpe: "TPE",
          normal: "computed by order statistics"
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 16,
        x: {label: "trials →", domain: [1, rows.at(-1)!.trials], ticks: width < 500 ? 4 : 8},
        y: {
          label: "↑ best validation AUC",
          domain: [0.48, Math.max(...rows.map((row) => row.randomHigh), ...rows.map((row) => row.tpe))],
          grid: true,
          ticks: 6
        },
        marks: [
          Plot.ruleX(MARKED_TRIALS, {stroke: COLOURS.muted, strokeDasharray: "2,3"}),
          Plot.ruleY([0.5], {stroke: COLOURS.baseline, strokeDasharray: "6,3", strokeWidth: 1.5}),
          Plot.areaY(rows, {
            x: "trials",
            y1: "randomLow",
            y2: "randomHigh",
            fill: COLOURS.validation,
            fillOpacity: 0.15
          }),
          Plot.lineY(rows, {x: "trials", y: "computed", stroke: COLOURS.truth, strokeDasharray: "6,3", strokeWidth: 2}),
          Plot.lineY(rows, {x: "trials", y: "tpe", stroke: COLOURS.recomputed, strokeWidth: 2}),
          Plot.lineY(rows, {x: "trials", y: "random", stroke: COLOURS.validation, strokeWidth: 2.25, marker: "dot"}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "trials",
              y: "random",
              title: ({trials, random, tpe, computed, normal}: Row) =>
                `${trials} trials\nrandom search ${fixed(random, 3)}\nTPE ${fixed(tpe, 3)}\ncomputed ${fixed(computed, 3)}\nby order statistics ${fixed(normal, 3)}`
            })
          )
        ]
      })
  ];
}
