import type {Need} from "../features/feature.js";
import type {Timeline} from "../features/timeline.js";
import type {UnivariateAucs} from "./univariateAucs.js";

/** What one log says of the features; made by `loaders/pages/features.ts`, and in the tab for a log of the reader's own. */
export interface FeaturesOfLog {
  readonly examples: number;
  readonly sessions: number;
  readonly users: number;
  /** Needs of features that the log cannot meet. */
  readonly lacks: readonly Need[];
  /** By feature: how many examples have its fill value. */
  readonly filled: Readonly<Record<string, number>>;
  /** Cells without a value, over all features. */
  readonly missing: number;
  /** Of the table of features, in the order of the examples; null where it was not asked for. */
  readonly sha256: string | null;
  /** By the id of a target, of examples whose user comes back. */
  readonly featureAucs: Readonly<Record<string, UnivariateAucs>>;
}

/** What the page on features shows before a control is touched. */
export interface FeaturesPage extends FeaturesOfLog {
  readonly generated: boolean;
  readonly profile: string;
  readonly seed: number;
  readonly events: number;
  /** Timelines of a handful of users, the first of which is shown first. */
  readonly timelines: readonly Timeline[];
}
