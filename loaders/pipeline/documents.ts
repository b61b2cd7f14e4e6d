import type {Table} from "../../src/lib/core/table.js";
import type {PairedDifference, PairedMetric} from "../../src/lib/metrics/comparisons.js";
import type {Metric} from "../../src/lib/metrics/evaluate.js";
import type {Measure} from "../../src/lib/metrics/measure.js";
import type {FiledCard, ModelCard} from "../../src/lib/models/modelCard.js";
import type {PARTS} from "../../src/lib/pipeline/split.js";
import type {PartialRun, StageRun} from "../../src/lib/pipeline/stages.js";
import type {Engine} from "../../src/lib/sql/engine.js";

/** What is trained, the baseline first. */
export const PIPELINE_MODELS = ["logistic", "boosting"] as const;
export type PipelineModel = (typeof PIPELINE_MODELS)[number];

export interface PipelineProgress {
  readonly stage: string;
  /** 0 to 1 of this stage where it is known. */
  readonly share?: number;
  /** Once the stage is done. */
  readonly run?: StageRun;
  readonly note?: string;
}

/** What `next` gets of a run whose stages are done. */
export interface ReadyOutputs {
  readonly document: PartialRun;
  /** The folder of the outputs. */
  readonly place: string;
  /** Hash of everything that the stages up to the split, and the attributes of items, depend on. */
  readonly key: string;
  /** An engine with the tables of the stages up to the split and `item_attributes`, for as long as `work` takes. */
  withTables<T>(work: (engine: Engine) => Promise<T>): Promise<T>;
}

/** One model as the document of a run has it. */
export interface TrainedModel {
  readonly id: PipelineModel;
  readonly title: string;
  readonly setting: string;
  readonly file: FiledCard["file"];
  /** Of the test rows, as on its card. */
  readonly metrics: FiledCard["metrics"];
  readonly metricsWithCensored?: FiledCard["metricsWithCensored"];
}

/** All metrics of the test rows, and what sets the models apart; what `evaluation.json` holds. */
export interface ModelEvaluation {
  readonly target: ModelCard["target"];
  /** Rows of both parts, how many are positive, of how many users. */
  readonly data: ModelCard["data"];
  /** Share of positives among the test rows whose label is known. */
  readonly baseRate: number;
  readonly models: Readonly<Record<string, Readonly<Record<Metric, Measure>>>>;
  /** The same with the test's censored rows, counted as negatives unless positive by the end of the part; null where there are none. */
  readonly withCensored: Readonly<Record<string, Readonly<Record<Metric, Measure>>>> | null;
  /** Boosting less the baseline on the same rows, by user where rows have users; null where only one was trained. */
  readonly difference: Readonly<Record<PairedMetric, PairedDifference | {readonly none: string}>> | null;
}

/** What the stages after the targets made. */
export interface ModelsRun {
  readonly stages: readonly StageRun[];
  readonly models: {
    readonly target: ModelCard["target"];
    readonly trained: readonly TrainedModel[];
    /** Why a model was not trained; null where both were. */
    readonly why: string | null;
    /** Null where the run stops before it, or nothing was trained. */
    readonly evaluation: ModelEvaluation | null;
  };
}

/** What `next` gets of a run whose stages are done. */
export interface ReadySessions {
  readonly document: SessionTableRun;
  readonly place: string;
  /** Hash of the sessions and of the split. */
  readonly key: string;
  /** All clean sessions, with the code of their part in fold 1 as `part`. */
  sessions(): Promise<Table>;
}

/** What a run on a table of sessions made: as for a log of events, with null where such a table has nothing to say. */
export interface SessionTableRun {
  readonly source: string;
  readonly generated: boolean;
  readonly profile: string;
  readonly seed: null;
  readonly engine: string;
  readonly options: {
    readonly gapMs: null;
    readonly sessions: "own";
    readonly split: string;
    readonly duplicates: string;
  };
  readonly inputSha256: string | null;
  readonly stages: readonly StageRun[];
  readonly totals: {
    readonly users: null;
    readonly items: null;
    readonly events: null;
    readonly byType: null;
    readonly sessions: number;
    readonly singleEventSessions: null;
    readonly buyingSessions: number;
    readonly cartingSessions: null;
    readonly sessionConversion: number;
  };
  readonly input: {
    readonly rows: number;
    readonly users: null;
    readonly items: null;
    readonly events: null;
    readonly byType: null;
  };
  readonly quarantine: readonly {readonly reason: string; readonly rows: number; readonly firstLine: number | null}[];
  readonly counts: {readonly exactDuplicates: number};
  readonly models?: ModelsRun["models"];
  readonly parts: readonly {
    readonly fold: number;
    readonly part: (typeof PARTS)[number];
    readonly sessions: number;
    readonly buyingSessions: number;
    /** 1 to 12: all that is known of time. */
    readonly firstMonth: number;
    readonly lastMonth: number;
  }[];
}
