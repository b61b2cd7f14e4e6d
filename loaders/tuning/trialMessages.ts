import type {Parameters} from "../../src/lib/tuning/searchSpace.js";
import type {TrialResult} from "../../src/lib/tuning/study.js";
import type {TaskOptions, TunedModel} from "./openTask.js";

/** What a worker in a process of its own is told. */
export type ToWorker =
  | {readonly open: {readonly model: TunedModel; readonly options: TaskOptions; readonly seed: number}}
  | {readonly run: Parameters}
  | {readonly stop: boolean};

/** What it says: that it is ready for a task of this data; a step of its trial; its trial's end, null where it was stopped; why it cannot work. */
export type FromWorker =
  | {readonly ready: string | number | null}
  | {readonly report: {readonly step: number; readonly value: number}}
  | {readonly result: TrialResult | null}
  | {readonly failed: {readonly message: string; readonly user: boolean}};
