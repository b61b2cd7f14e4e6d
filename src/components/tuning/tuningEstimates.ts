import type {StudyResult} from "../../lib/core/result.js";
import {TUNING_TASKS} from "../../lib/reports/tuning.js";
import {COLOURS} from "../colours.js";
import {estimates} from "../estimates.js";
import {count, fixed, percent} from "../format.js";
import {TASK_TITLES} from "./tuningLabels.js";

/** What the search seems to gain over the defaults, and what it gains on fresh data. */
export function gainFigure({figures}: StudyResult) {
  const rows = TUNING_TASKS.flatMap((task) => [
    {label: `${TASK_TITLES[task]}, as reported`, ...figures[`${task}-reported-gain-50`], colour: COLOURS.validation},
    {label: `${TASK_TITLES[task]}, on fresh data`, ...figures[`${task}-gain-50`], colour: COLOURS.test}
  ]);
  return estimates({
    name: "tuning-gain",
    title: "What 50 trials gain over the defaults",
    caption: `On fresh data, tuning changes the AUC by ${fixed(figures["few-gain-percent-50"].value, 1)} % with few positives and by ${fixed(figures["many-gain-percent-50"].value, 1)} % with many. Bars are 95 % intervals of the mean over draws.`,
    n: `n = ${count(figures["few-gain-50"].n)} draws each; TPE.`,
    generated: true,
    rows,
    row: "gain",
    axis: "AUC gained",
    digits: 3,
    references: [{label: "no gain", value: 0}]
  });
}

/** How far each way of stating the score lies from fresh data. */
export function errorFigure({figures}: StudyResult) {
  const rows = TUNING_TASKS.flatMap((task) => [
    {
      label: `${TASK_TITLES[task]}: best of 50, random`,
      ...figures[`${task}-random-optimism-50`],
      colour: COLOURS.validation
    },
    {
      label: `${TASK_TITLES[task]}: best of 50, TPE`,
      ...figures[`${task}-tpe-optimism-50`],
      colour: COLOURS.validation
    },
    {
      label: `${TASK_TITLES[task]}: added by early stopping`,
      ...figures[`${task}-early-added-50`],
      colour: COLOURS.flaw
    },
    {
      label: `${TASK_TITLES[task]}: bootstrap corrected`,
      ...figures[`${task}-bootstrap-error`],
      colour: COLOURS.recomputed
    },
    {label: `${TASK_TITLES[task]}: nested`, ...figures[`${task}-nested-error`], colour: COLOURS.recomputed}
  ]);
  return estimates({
    name: "tuning-errors",
    title: "How far each statement of the score is from fresh data",
    caption:
      "Zero is right. “Nested” is nested cross-validation; “bootstrap corrected” takes the winner's luck out of the same validation scores; “added by early stopping” is what stopping each model on the validation rows adds to the difference. Bars are 95 % intervals of the mean over draws.",
    n: `n = ${count(figures["few-nested-error"].n)} draws each.`,
    generated: true,
    rows,
    row: "statement",
    axis: "AUC stated less AUC on fresh data",
    digits: 3,
    references: [{label: "right", value: 0}]
  });
}

const COVERAGES = {
  reported: "best validation score, DeLong",
  plain: "nested, folds as if independent",
  byRow: "nested, spread of rows",
  corrected: "nested, corrected for shared rows"
} as const;

/** How often intervals hold the score on fresh data. */
export function coverageFigure({figures}: StudyResult) {
  const rows = Object.entries(COVERAGES).map(([name, label]) => ({label, ...figures[`${name}-coverage`]}));
  return estimates({
    name: "tuning-coverage",
    title: "How often a 95 % interval holds the score on fresh data",
    caption: `The interval around the best validation score holds the score on fresh data in ${percent(figures["reported-coverage"].value)} of studies, the corrected interval of nested cross-validation in ${percent(figures["corrected-coverage"].value)}. Bars are 95 % Clopper–Pearson intervals.`,
    n: `n = ${count(figures["corrected-coverage"].n)} studies.`,
    generated: true,
    rows,
    row: "interval",
    axis: "studies whose interval holds it",
    unit: "share",
    references: [{label: "promised", value: 0.95}]
  });
}

const RIVALS = {
  "boosting-symmetric": "its first model alone",
  forest: "its forest alone",
  equal: "equal weights",
  learned: "learned weights"
} as const;

/** The vote with the published weights less what it could be compared with. */
export function ensembleFigure({figures}: StudyResult) {
  const of = (name: keyof typeof RIVALS) => figures[`with-given-less-${name}`];
  return estimates({
    name: "tuning-ensemble",
    title: "The vote with weights .4, .3, .2 and .1, less other models",
    caption: `The vote reaches an AUC of ${fixed(figures["with-given"].value, 3)}. Bars are 95 % intervals of paired differences (DeLong).`,
    n: `n = ${count(figures["with-given"].n)} test sessions of Online Shoppers, November and December.`,
    rows: (Object.keys(RIVALS) as (keyof typeof RIVALS)[]).map((name) => ({
      label: `less ${RIVALS[name]}`,
      ...of(name)
    })),
    row: "compared with",
    axis: "difference of AUC",
    digits: 3,
    references: [{label: "no difference", value: 0}]
  });
}
