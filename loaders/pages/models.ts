import {modelsReport, taskFigures} from "../../src/lib/reports/models.js";
import type {ModelsPage, TaskFigures} from "../../src/lib/reports/modelsPage.js";
import {requireResult} from "../results/results.js";

/** What the page on models shows first, from three committed studies. */
export function modelsPage(): ModelsPage {
  return modelsReport(requireResult("models"), requireResult("shoppers-models"), requireResult("retailrocket-prefix"));
}

/** One task's figures. Throws `UserError` for a task that there is not. */
export function modelsTask(task: string, result = requireResult("models")): TaskFigures {
  return taskFigures(task, result);
}
