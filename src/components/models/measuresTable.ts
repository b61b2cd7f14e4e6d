import type {NamedModel, TaskCard, TaskFigures} from "../../lib/reports/modelsPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {lineCell, sentenceCell} from "../targets/tableCells.js";
import {METRICS_WITH_CENSORED, MODEL_METRICS, shortInterval} from "./modelMetrics.js";
import {taskName} from "./taskText.js";

/** Every model on one task: its metrics with their intervals, and below them what knowing nothing reaches. */
export function measuresTable(
  task: TaskCard,
  {measures, unfitted}: TaskFigures,
  models: readonly NamedModel[]
): DataTableOptions {
  const names = {...MODEL_METRICS, ...METRICS_WITH_CENSORED};
  const metrics = Object.keys(names).filter(
    (metric) =>
      metric !== "brierSkill" && (metric in MODEL_METRICS || measures.some((measure) => measure.metric === metric))
  );
  const of = (metric: string, model: number) =>
    measures.find((measure) => measure.metric === metric && measure.model === model);
  const baseline = (metric: string) =>
    measures.find((measure) => measure.metric === metric && measure.baseline !== null)?.baseline ?? null;
  const column = (metric: string) => [...models.map((_, m) => of(metric, m)?.value ?? null), baseline(metric)];
  return {
    name: `models-${task.id}`,
    caption: `${taskName(task)}: every model (95 % intervals)`,
    columns: {
      model: [...models.map(({title}) => title), "baseline"],
      ...Object.fromEntries(metrics.map((metric) => [metric, column(metric)])),
      n: [...models.map((_, m) => of("auc", m)?.n ?? null), task.test],
      set: [...models.map(({setting}, m) => unfitted.find(({model}) => model === m)?.why ?? setting), "no model"]
    },
    header: {...names, set: "settings, or why it has no value"},
    format: {
      model: lineCell,
      set: sentenceCell,
      ...Object.fromEntries(
        metrics.map((metric) => [
          metric,
          (value: number | string | null, row: number) =>
            lineCell(
              row < models.length
                ? shortInterval(of(metric, row) ?? {value: null, low: null, high: null})
                : shortInterval({value: value as number | null, low: null, high: null}).replace(", no interval", "")
            )
        ])
      )
    },
    rows: models.length + 1
  };
}
