import * as Plot from "@observablehq/plot";
import {bestOf, LESS_IS_BETTER} from "../../lib/reports/models.js";
import type {NamedModel, TaskCard, TaskFigures} from "../../lib/reports/modelsPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {MODEL_METRICS, shortInterval, shortNumber} from "./modelMetrics.js";
import {narrowTitle} from "./narrowTitle.js";
import {taskName, taskSize} from "./taskText.js";

/** One metric of every model on one task, with intervals, and what a rule that knows nothing reaches. */
export function metricFigure(
  metric: string,
  task: TaskCard,
  {measures, unfitted}: TaskFigures,
  models: readonly NamedModel[],
  chosen: readonly [number, number]
): readonly [FigureOptions, Draw] {
  const name = MODEL_METRICS[metric];
  const rows = models.map(({title}, model) => {
    const found = measures.find((measure) => measure.metric === metric && measure.model === model);
    const why = unfitted.find((one) => one.model === model)?.why ?? found?.note ?? "";
    return {
      title,
      model,
      value: found?.value ?? null,
      low: found?.low ?? null,
      high: found?.high ?? null,
      baseline: found?.baseline ?? null,
      baselineOf: found?.baselineOf ?? "",
      n: found?.n ?? null,
      note: why
    };
  });
  const said = rows.filter((row): row is (typeof rows)[number] & {value: number} => row.value !== null);
  const best = bestOf(metric, said);
  const ideal = metric === "calibrationSlope" || metric === "calibrationInTheLarge";
  const unsure = said.filter(({note}) => note !== "").length;
  const caption =
    best === null
      ? `No model has a ${name}: ${rows.find(({note}) => note !== "")?.note ?? "nothing was fitted"}.`
      : `${ideal ? "" : `${LESS_IS_BETTER.includes(metric) ? "Lowest" : "Highest"}: ${best.title}, ${shortInterval(best)}. `}${best.baselineOf[0].toUpperCase()}${best.baselineOf.slice(1)}: ${shortNumber(best.baseline)}.${unsure === 0 ? "" : ` The table has a caution for ${unsure} of ${said.length} intervals.`}${
          said.length < rows.length
            ? ` Without a value: ${rows
                .filter(({value}) => value === null)
                .map(({title}) => title)
                .join(", ")}.`
            : ""
        } Intervals are 95 %, for one model at a time; the comparison below tests whether two models differ.`;
  return [
    {
      name: `models-${task.id}-${metric}`,
      title: `${name[0].toUpperCase()}${name.slice(1)} of every model. ${taskName(task)}`,
      description: "A row for each model with a dot at its value, its interval, and a tick at the baseline.",
      caption,
      n: taskSize(task),
      generated: task.generated,
      height: 46 + 22 * rows.length,
      legend: [
        {label: "a model and its interval", colour: COLOURS.recomputed, shape: "dot"},
        {label: "the two models compared", colour: COLOURS.chosen, shape: "dot"},
        {label: "baseline", colour: COLOURS.baseline, shape: "line"}
      ],
      table: {
        name: `models-${task.id}-${metric}`,
        columns: {
          model: rows.map(({title}) => title),
          value: rows.map(({value}) => value),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          baseline: rows.map(({baseline}) => baseline),
          baseline_of: rows.map(({baselineOf}) => baselineOf),
          n: rows.map(({n}) => n),
          note: rows.map(({note}) => note)
        },
        header: {low: "95 % from", high: "to", baseline_of: "that of"},
        format: Object.fromEntries(["value", "low", "high", "baseline"].map((column) => [column, shortNumber]))
      }
    },
    (width, height) => {
      const narrow = width < 520;
      const colour = ({model}: {model: number}) => (chosen.includes(model) ? COLOURS.chosen : COLOURS.recomputed);
      const ends = said.flatMap(({value, low, high, baseline}) => [
        value,
        low ?? value,
        high ?? value,
        baseline ?? value
      ]);
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 148 : 224,
        marginRight: 14,
        marginBottom: 36,
        x: {
          label: name,
          grid: true,
          nice: true,
          ticks: narrow ? 3 : 6,
          domain: ends.length === 0 ? [0, 1] : [Math.min(...ends), Math.max(...ends)]
        },
        y: {
          domain: rows.map(({title}) => title),
          label: null,
          tickSize: 0,
          tickFormat: (title: string) => (narrow ? narrowTitle(title) : title)
        },
        style: narrow ? {fontSize: "9.5px"} : {},
        marks: [
          Plot.tickX(said, {y: "title", x: "baseline", stroke: COLOURS.baseline, strokeWidth: 2, inset: 3}),
          Plot.ruleY(said, {y: "title", x1: "low", x2: "high", stroke: colour, strokeWidth: 1.75}),
          Plot.dot(said, {y: "title", x: "value", r: 4, fill: colour}),
          Plot.tip(
            said,
            Plot.pointerY({
              x: "value",
              y: "title",
              title: (d: (typeof said)[number]) =>
                [d.title, shortInterval(d), `${d.baselineOf} ${shortNumber(d.baseline)}`, d.note]
                  .filter((line) => line !== "")
                  .join("\n")
            })
          )
        ]
      });
    }
  ];
}
