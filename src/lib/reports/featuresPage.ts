import type {Timeline} from "../features/timeline.js";
import type {FeaturesOfLog} from "../targets/featuresOfLog.js";

/** What the page on features shows before a control is touched. */
export interface FeaturesPage extends FeaturesOfLog {
  readonly generated: boolean;
  readonly profile: string;
  readonly seed: number;
  readonly events: number;
  /** Timelines of a handful of users, the first of which is shown first. */
  readonly timelines: readonly Timeline[];
}
