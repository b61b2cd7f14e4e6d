import type {Interval} from "../metrics/intervals.js";
import type {DatasetCounts} from "../datasets/dataset.js";

/** A model as pages name it. */
export interface NamedModel {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
}

/** One question put to one data set, as the page offers it. */
export interface TaskCard extends DatasetCounts {
  readonly id: string;
  /** `shop`, `shoppers` or `retailrocket`. */
  readonly data: string;
  readonly dataTitle: string;
  readonly generated: boolean;
  readonly target: string;
  readonly split: string;
}

/** The best area of a task, and the models told apart from logistic regression by more than chance. */
export interface TaskSummary {
  readonly task: string;
  /** Place in the list of models. */
  readonly best: number;
  readonly auc: Interval & {readonly value: number};
  readonly logistic: Interval & {readonly value: number};
  /**
   * Models better, and worse, than logistic regression in area, p corrected after Holm for as many tests as the task
   * has.
   */
  readonly better: number;
  readonly worse: number;
  readonly tests: number;
}

/** A row of a published table done again: ours, a peer's on the same rows, and what was published. */
export interface ReplicationRow {
  readonly protocol: string;
  readonly model: string;
  readonly metric: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly baseline: number;
  readonly peer: number | null;
  /** Of a second peer where there is one, and as its author published it where somebody did. */
  readonly second: number | null;
  readonly published: number | null;
}

/** A mean difference with its interval. */
export type Gain = Interval & {readonly value: number};

type Columns = Readonly<Record<string, readonly (number | string | null)[]>>;

/** What the page on models shows before a control is touched, one task's own figures apart. */
export interface ModelsPage {
  readonly seed: number;
  /** The generated shop of its tasks. */
  readonly shop: {readonly profile: string; readonly seed: number};
  /** Below which a corrected p is called sure. */
  readonly level: number;
  /** Tasks with fewer positives in the test are not tested. */
  readonly leastPositives: number;
  readonly models: readonly NamedModel[];
  readonly tasks: readonly TaskCard[];
  readonly summaries: readonly TaskSummary[];
  readonly shoppers: {
    readonly rows: readonly ReplicationRow[];
    readonly models: readonly NamedModel[];
    readonly versions: Columns;
    /**
     * Differences in area, fold by fold: of boosting from logistic regression, and of boosting with page values from
     * without.
     */
    readonly gains: {readonly boosting: Gain; readonly pageValues: Gain};
  };
  readonly carts: {
    /** Sessions whose first cart has a time, of all that have a prefix there. */
    readonly sessions: {readonly value: number; readonly n: number};
    readonly rows: readonly ReplicationRow[];
    readonly models: readonly NamedModel[];
    readonly late: Columns;
    readonly sums: Columns;
  };
}

/** One metric of one model on one task. */
export interface TaskMeasure {
  /** Place in the list of models. */
  readonly model: number;
  readonly metric: string;
  /** Null where it cannot be said; `note` then says why. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly baseline: number | null;
  readonly baselineOf: string;
  readonly n: number;
  readonly note: string;
}

/** The difference of two models on the same rows, the first less the second. */
export interface TaskPair {
  readonly first: number;
  readonly second: number;
  readonly metric: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
}

/** A point of a curve with its band. */
export interface CurveRow {
  readonly model: number;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** One task's figures. */
export interface TaskFigures {
  readonly measures: readonly TaskMeasure[];
  readonly roc: readonly CurveRow[];
  readonly precisionRecall: readonly CurveRow[];
  readonly calibration: readonly CurveRow[];
  readonly pairs: readonly TaskPair[];
  readonly unfitted: readonly {readonly model: number; readonly why: string}[];
  /** SHA-256 of the scores, by id of the model. */
  readonly hashes: Readonly<Record<string, string>>;
}
