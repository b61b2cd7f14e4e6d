import type {TaskCard} from "../../lib/reports/modelsPage.js";
import {count} from "../format.js";

/** A task as a menu names it. */
export function taskName({dataTitle, target}: Pick<TaskCard, "dataTitle" | "target">): string {
  return `${dataTitle[0].toUpperCase()}${dataTitle.slice(1)}: ${target}`;
}

/** What a task has to teach and to judge by, for below a figure. */
export function taskSize({train, trainPositives, test, testPositives, columns, split}: TaskCard): string {
  return `Training ${count(train)} rows with ${count(trainPositives)} positives in ${columns} columns; n = ${count(test)} test rows with ${count(testPositives)} positives. Split ${split}.`;
}
