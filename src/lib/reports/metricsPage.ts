import type {SimulatedReport} from "../metrics/binormal.js";

/** A published area under the ROC curve and the classes it was measured on. */
export interface MetricsPreset {
  /** The claim, as the ledger names it. */
  readonly id: string;
  readonly system: string;
  readonly statement: string;
  readonly auc: number;
  readonly positives: number;
  readonly negatives: number;
}

/** What the page on metrics needs for its first paint. */
export interface MetricsPage {
  readonly first: SimulatedReport;
  readonly presets: readonly MetricsPreset[];
}
