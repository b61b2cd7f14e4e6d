import type {Censoring} from "./censoring.js";
import type {GapCurve} from "./gapCurve.js";
import type {SplitSummary} from "./splitSummary.js";

/** What the Sessions page is given; made by `loaders/pages/sessions.ts`. Always of a generated shop: only there the truth is known. */
export interface SessionsPage {
  readonly profile: string;
  readonly seed: number;
  readonly users: number;
  readonly events: number;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Minutes. */
  readonly usualGap: number;
  readonly curve: GapCurve;
  /** True visits that are exactly one session when nothing is cut at all. */
  readonly uncut: number;
  /** By kind of split. */
  readonly splits: Readonly<Record<string, {readonly name: string; readonly summary: SplitSummary}>>;
  readonly censoring: Censoring;
}
