import type {StudyResult} from "../core/result.js";

/** What the page on leakage answers with: sums over the logs of its study, `leakage-replay`. */
export interface LeakageHeadline {
  /** Features that leak; where none does, the answer is no. */
  readonly leaking: number;
  readonly logs: number;
  readonly values: number;
  readonly differences: number;
  readonly examples: number;
  /** Compared with everything deleted from some times on. */
  readonly wideValues: number;
  readonly wideDifferences: number;
  /** The greatest share of the generated shop's moments that can hide a difference, with 95 %, and how many were drawn. */
  readonly hidden: number;
  readonly moments: number;
  readonly planted: number;
  readonly caught: number;
  /** Called by their kind. */
  readonly named: number;
}

/** The sum of a figure over the logs of the study. */
function totalOf({figures}: Pick<StudyResult, "figures">, name: string): number {
  return Object.entries(figures)
    .filter(([key]) => key.endsWith(`-${name}`))
    .reduce((sum, [, {value}]) => sum + value, 0);
}

/** The numbers of the page's answer. */
export function leakageHeadline(study: Pick<StudyResult, "figures" | "tables">): LeakageHeadline {
  const total = (name: string) => totalOf(study, name);
  const {high, n} = study.figures["paper-momentsWithDifference"];
  return {
    leaking: total("leaking"),
    logs: new Set(study.tables.audits.log).size,
    values: total("values"),
    differences: total("differences"),
    examples: total("examples"),
    wideValues: total("wideValues"),
    wideDifferences: total("wideDifferences"),
    hidden: high ?? 0,
    moments: n,
    planted: total("planted"),
    caught: total("caught"),
    named: total("named")
  };
}
