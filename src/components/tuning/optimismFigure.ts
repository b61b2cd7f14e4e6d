import * as Plot from "@observablehq/plot";
import type {StudyResult} from "../../lib/core/result.js";
import {
  MARKED_TRIALS,
  optimismCurve,
  tuningTaskCounts,
  type TuningSampler,
  type TuningTask
} from "../../lib/reports/tuning.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";
import {SAMPLER_NAMES, TASK_TITLES} from "./tuningLabels.js";

/** The best validation AUC by number of trials beside the AUC of the same configuration on fresh data, with bands. */
export function optimismFigure(
  study: StudyResult,
  task: TuningTask,
  sampler: TuningSampler
): readonly [FigureOptions, Draw] {
  const points = optimismCurve(study, task, sampler);
  const counts = tuningTaskCounts(study, task);
  const defaults = study.figures[`${task}-defaults`];
  const at = (trials: number) => points.find((point) => point.trials === trials)!;
  const lines = [
    {name: "validation" as const, colour: COLOURS.validation, label: "best on the validation rows, as reported"},
    {name: "fresh" as const, colour: COLOURS.test, label: "the same model on fresh data"}
  ];
  const ends = points.flatMap(({validation, fresh}) => [validation.low, validation.high, fresh.low, fresh.high]);
  const domain = [Math.min(0.5, ...ends), Math.max(...ends)];
  const column = (of: (point: (typeof points)[number]) => number) => points.map(of);
  return [
    {
      name: "tuning-optimism",
      title: `What a search reports, and what its choice is worth: ${TASK_TITLES[task]}, ${SAMPLER_NAMES[sampler]}`,
      description:
        "Two lines with bands over the number of trials: the best validation AUC, and the AUC of the same model on fresh data.",
      caption: `${MARKED_TRIALS.map((trials) => `After ${trials} trials the reported AUC is ${fixed(at(trials).validation.value, 3)} and that on fresh data ${fixed(at(trials).fresh.value, 3)}; the difference is ${interval(at(trials).optimism, 3)}.`).join(" ")} The defaults, not tuned, reach ${fixed(defaults.value, 3)}. Bands are 95 % intervals of the mean over draws.`,
      n: `n = ${count(defaults.n)} draws, each with ${count(counts.trainPositives)} positives of ${count(counts.trainRows)} training rows, ${count(counts.validationPositives)} of ${count(counts.validationRows)} validation rows and ${count(counts.freshPositives)} of ${count(counts.freshRows)} fresh rows. Target: ${counts.title}.`,
      generated: true,
      height: 340,
      legend: [
        ...lines.map(({label, colour}) => ({label, colour, shape: "line" as const})),
        {label: "the defaults on fresh data", colour: COLOURS.baseline, shape: "dash" as const}
      ],
      table: {
        name: `tuning-optimism-${task}-${sampler}`,
        columns: {
          trials: column(({trials}) => trials),
          ...Object.fromEntries(
            (["validation", "fresh", "optimism"] as const).flatMap((name) => [
              [name, column((point) => point[name].value)],
              [`${name}_low`, column((point) => point[name].low)],
              [`${name}_high`, column((point) => point[name].high)]
            ])
          )
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 16,
        marginTop: 24,
        x: {label: "trials →", domain: [1, points.at(-1)!.trials], ticks: width < 500 ? 4 : 8},
        y: {label: "↑ AUC", domain, grid: true, ticks: 6},
        marks: [
          ...lines.map(({name, colour}) =>
            Plot.areaY(points, {
              x: "trials",
              y1: (point: (typeof points)[number]) => point[name].low,
              y2: (point: (typeof points)[number]) => point[name].high,
              fill: colour,
              fillOpacity: 0.15
            })
          ),
          Plot.ruleX(MARKED_TRIALS, {stroke: COLOURS.muted, strokeDasharray: "2,3"}),
          Plot.text(MARKED_TRIALS, {
            x: (trials: number) => trials,
            frameAnchor: "top",
            dy: -12,
            text: (trials: number) => `${trials} trials`,
            fill: COLOURS.muted
          }),
          Plot.ruleY([defaults.value], {stroke: COLOURS.baseline, strokeDasharray: "6,3", strokeWidth: 1.5}),
          ...lines.map(({name, colour}) =>
            Plot.lineY(points, {
              x: "trials",
              y: (point: (typeof points)[number]) => point[name].value,
              stroke: colour,
              strokeWidth: 2.25,
              marker: "dot"
            })
          ),
          Plot.tip(
            points,
            Plot.pointerX({
              x: "trials",
              y: (point: (typeof points)[number]) => point.validation.value,
              title: ({trials, validation, fresh, optimism}: (typeof points)[number]) =>
                `${trials} ${trials === 1 ? "trial" : "trials"}\nreported ${fixed(validation.value, 3)}\nfresh ${fixed(fresh.value, 3)}\ndifference ${interval(optimism, 3)}`
            })
          )
        ]
      })
  ];
}
