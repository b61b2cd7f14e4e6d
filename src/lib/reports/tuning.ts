import type {Figure, StudyResult} from "../core/result.js";
import {standing, type Standing} from "./standing.js";

/** A question with few positives, and one with many. */
export const TUNING_TASKS = ["few", "many"] as const;
export type TuningTask = (typeof TUNING_TASKS)[number];

export const TUNING_SAMPLERS = ["tpe", "random"] as const;
export type TuningSampler = (typeof TUNING_SAMPLERS)[number];

/** Trials of the two published searches. */
export const MARKED_TRIALS = [25, 50] as const;

/** Rows of training and of validation of a search in the tab; all others are fresh. */
export const SEARCH_ROWS = 1500;

/** The parts of a study that summaries read. */
type Read = Pick<StudyResult, "figures" | "tables">;

/** What the page on tuning answers with. */
export interface TuningHeadline {
  readonly trials: number;
  /** By how much the best validation AUC lies above that on fresh data, where positives are few and where they are many. */
  readonly optimism: Readonly<Record<TuningTask, Figure>>;
  readonly told: Readonly<Record<TuningTask, Standing>>;
  /** What the search gained over the defaults: as its validation scores have it, and on fresh data. */
  readonly reportedGain: Readonly<Record<TuningTask, Figure>>;
  readonly gain: Readonly<Record<TuningTask, Figure>>;
  readonly gainTold: Readonly<Record<TuningTask, Standing>>;
}

/** The numbers of the page's answer, from the study `tuning-optimism`. Throws `RangeError` where it has no such trials. */
export function tuningHeadline(study: Read, {trials = 50, sampler = "tpe" as TuningSampler} = {}): TuningHeadline {
  const of = (name: (task: TuningTask) => string) =>
    Object.fromEntries(
      TUNING_TASKS.map((task) => {
        const found = study.figures[name(task)];
        if (found === undefined) throw new RangeError(`the study has no figure ${name(task)}`);
        return [task, found];
      })
    ) as Record<TuningTask, Figure>;
  const optimism = of((task) => `${task}-${sampler}-optimism-${trials}`);
  const gain = of((task) => `${task}-gain-${trials}`);
  return {
    trials,
    optimism,
    told: toldOf(optimism),
    reportedGain: of((task) => `${task}-reported-gain-${trials}`),
    gain,
    gainTold: toldOf(gain)
  };
}

/** How figures with intervals stand to zero. */
function toldOf(figures: Readonly<Record<TuningTask, Figure>>): Record<TuningTask, Standing> {
  return Object.fromEntries(
    TUNING_TASKS.map((task) => {
      const {low, high} = figures[task];
      if (low === null || high === null) throw new RangeError("the figure has no interval");
      return [task, standing({low, high}, 0)];
    })
  ) as Record<TuningTask, Standing>;
}

/** A value with its interval after so many trials. */
export interface CurveValue {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The best validation score after so many trials, and what that configuration is worth on fresh data. */
export interface OptimismPoint {
  readonly trials: number;
  readonly validation: CurveValue;
  readonly fresh: CurveValue;
  readonly optimism: CurveValue;
}

/** The curve of one search by trials, from the study `tuning-optimism`. */
export function optimismCurve({tables: {curves}}: Read, task: TuningTask, sampler: TuningSampler): OptimismPoint[] {
  return curves.trials.flatMap((trials, row) => {
    if (curves.task[row] !== task || curves.sampler[row] !== sampler) return [];
    const at = (name: string): CurveValue => ({
      value: Number(curves[name][row]),
      low: Number(curves[`${name}Low`][row]),
      high: Number(curves[`${name}High`][row])
    });
    return [{trials: Number(trials), validation: at("validation"), fresh: at("fresh"), optimism: at("optimism")}];
  });
}

/** What a task was made of. */
export interface TuningTaskCounts {
  readonly title: string;
  readonly trainPositives: number;
  readonly trainRows: number;
  readonly validationPositives: number;
  readonly validationRows: number;
  readonly freshPositives: number;
  readonly freshRows: number;
}

/** Rows and positives of a task, from the study `tuning-optimism`. */
export function tuningTaskCounts({tables: {tasks}}: Read, task: TuningTask): TuningTaskCounts {
  const row = tasks.task.indexOf(task);
  const at = (name: string) => Number(tasks[name][row]);
  return {
    title: String(tasks.title[row]),
    trainPositives: at("trainPositives"),
    trainRows: at("trainRows"),
    validationPositives: at("validationPositives"),
    validationRows: at("validationRows"),
    freshPositives: at("freshPositives"),
    freshRows: at("freshRows")
  };
}

/** A trial as the page shows it. */
export interface ShownTrial {
  readonly number: number;
  readonly parameters: Readonly<Record<string, number>>;
  /** On the validation rows. */
  readonly auc: number;
  /** On rows that no trial was chosen by; null where it was not scored there. */
  readonly fresh: number | null;
  /** Nodes of all trees: what the model costs in memory and, nearly, in time. */
  readonly nodes: number;
  /** When it began and ended, in milliseconds since the search began, and where; null of a search whose times were not kept. */
  readonly ran: {readonly worker: number; readonly fromMs: number; readonly untilMs: number} | null;
}

/** The search that comes with the page, from the study `tuning-optimism`. */
export function committedTrials({tables: {trials}}: Read): ShownTrial[] {
  const names = Object.keys(trials).filter((name) => !["trial", "auc", "best", "bestFresh", "nodes"].includes(name));
  return trials.trial.map((number, row) => ({
    number: Number(number) - 1,
    parameters: Object.fromEntries(names.map((name) => [name, Number(trials[name][row])])),
    auc: Number(trials.auc[row]),
    // the fresh score is that of the best so far, known where this trial was the best
    fresh: trials.auc[row] === trials.best[row] ? Number(trials.bestFresh[row]) : null,
    nodes: Number(trials.nodes[row]),
    ran: null
  }));
}

/** The best trial so far after each one, the first of several; in the order of numbers. */
export function bestSoFar(trials: readonly ShownTrial[]): ShownTrial[] {
  let best: ShownTrial | undefined;
  return trials.map((trial) => (best = best === undefined || trial.auc > best.auc ? trial : best));
}

/** Trials of which no other one has both as large an AUC and as few nodes, and one of them better; fewest nodes first. */
export function frontOf(trials: readonly ShownTrial[]): ShownTrial[] {
  return trials
    .filter(
      (one) =>
        !trials.some(({auc, nodes}) => auc >= one.auc && nodes <= one.nodes && (auc > one.auc || nodes < one.nodes))
    )
    .sort((a, b) => a.nodes - b.nodes || a.number - b.number);
}
