import type {Censoring} from "../pipeline/censoring.js";
import type {DataSet} from "../pipeline/dataSet.js";
import type {GapCurve} from "../pipeline/gapCurve.js";
import type {SplitSummary} from "../pipeline/splitSummary.js";

/** What the Sessions page is given; made by `loaders/pages/sessions.ts`, and in the tab for a log of the reader's own. */
export interface SessionsPage {
  readonly generated: boolean;
  /** Of the generated shop; null for any other log. */
  readonly profile: string | null;
  readonly seed: number | null;
  readonly users: number;
  readonly events: number;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Minutes. */
  readonly usualGap: number;
  /** With true visits where the log is generated: only there they are known. */
  readonly curve: GapCurve;
  /** True visits that are exactly one session when nothing is cut at all; null where they are not known. */
  readonly uncut: number | null;
  /** Whether the log's own sessions are split and counted below, not those of the usual gap. */
  readonly ownSessions: boolean;
  /** What the log does not hold. */
  readonly lacks: DataSet["lacks"];
  /** By kind of split; a log of the reader's own has one kind to begin with. */
  readonly splits: Readonly<Record<string, {readonly name: string; readonly summary: SplitSummary}>>;
  readonly censoring: Censoring;
}
