import type {TaskCard} from "../../lib/reports/modelsPage.js";
import type {DatasetCounts} from "../../lib/datasets/dataset.js";
import {count, percent} from "../format.js";

/** A task as a menu names it. */
export function taskName({dataTitle, target}: Pick<TaskCard, "dataTitle" | "target">): string {
  return `${dataTitle[0].toUpperCase()}${dataTitle.slice(1)}: ${target}`;
}

/** The sizes of a task's training and test parts, for below a figure. */
export function taskSize(task: TaskCard): string {
  const {train, trainPositives, test, testPositives, columns, split} = task;
  return `Training ${count(train)} rows with ${count(trainPositives)} positives in ${columns} columns; n = ${count(test)} test rows with ${count(testPositives)} positives. Split ${split}.${censoredText(task)}`;
}

/** How many rows of either part are left out, as it ends before their label is known; empty where none is. */
export function censoredText({
  train,
  test,
  trainCensored = 0,
  testCensored = 0
}: Pick<DatasetCounts, "train" | "test"> & Partial<Pick<DatasetCounts, "trainCensored" | "testCensored">>): string {
  if (trainCensored + testCensored === 0) return "";
  const of = (censored: number, known: number) =>
    `${count(censored)} of ${count(censored + known)} (${percent(censored / (censored + known))})`;
  return ` Left out because their label is not known when their part ends: ${of(trainCensored, train)} training rows, ${of(testCensored, test)} test rows.`;
}
