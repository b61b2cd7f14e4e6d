import type {ModelsPage} from "../../lib/reports/modelsPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {lineCell, wordsCell} from "../targets/tableCells.js";
import {shortInterval} from "./modelMetrics.js";

/**
 * Every task: what there is to learn from, what logistic regression and the best model reach, and how many differ
 * surely.
 */
export function summaryTable({tasks, summaries, models}: ModelsPage): DataTableOptions {
  const of = (id: string) => summaries.find(({task}) => task === id) ?? null;
  const found = tasks.map(({id}) => of(id));
  return {
    name: "models-tasks",
    caption: "Every task: ROC-AUC of logistic regression and of the best model (baseline 0.5, 95 % intervals)",
    columns: {
      data: tasks.map(({dataTitle, generated}) => `${dataTitle}${generated ? " (generated data)" : ""}`),
      target: tasks.map(({target}) => target),
      positives: tasks.map(({trainPositives}) => trainPositives),
      test: tasks.map(({testPositives}) => testPositives),
      logistic: found.map((one) => one?.logistic.value ?? null),
      best: found.map((one) => one?.auc.value ?? null),
      model: found.map((one) => (one === null ? "none could be tested" : models[one.best].title)),
      better: found.map((one) => one?.better ?? null),
      worse: found.map((one) => one?.worse ?? null),
      tests: found.map((one) => one?.tests ?? null),
      n: tasks.map(({test}) => test)
    },
    header: {
      positives: "training positives",
      test: "test positives",
      logistic: "logistic regression",
      best: "AUC of the best model",
      model: "best model",
      better: "models significantly better than logistic",
      worse: "significantly worse",
      tests: "models tested",
      n: "test rows"
    },
    format: {
      data: wordsCell,
      target: wordsCell,
      logistic: (_, row) => lineCell(found[row] === null ? "–" : shortInterval(found[row].logistic)),
      best: (_, row) => lineCell(found[row] === null ? "–" : shortInterval(found[row].auc)),
      model: wordsCell
    },
    rows: tasks.length
  };
}
