import type {Verdict} from "../claims/verdictNames.js";

/** How many claims have each of some verdicts, as the pages add them up; remarks assert nothing. */
export interface ClaimsHeadline {
  readonly printed: number;
  /** All but remarks. */
  readonly asserted: number;
  /** Asserted, and testable so far. */
  readonly judged: number;
  readonly reproduced: number;
  readonly better: number;
  /** Not reached, or with a flaw only. */
  readonly notReached: number;
  readonly refuted: number;
  readonly uninformative: number;
  readonly notTestable: number;
}

/** The numbers of the answers of the page on claims and of the first page. */
export function claimsHeadline(verdicts: readonly Verdict[]): ClaimsHeadline {
  const having = (...names: readonly Verdict[]) => verdicts.filter((verdict) => names.includes(verdict)).length;
  const asserted = verdicts.length - having("remark");
  const notTestable = having("not testable here");
  return {
    printed: verdicts.length,
    asserted,
    judged: asserted - notTestable,
    reproduced: having("reproduced"),
    better: having("better than claimed"),
    notReached: having("not reached", "only with a flaw"),
    refuted: having("refuted by arithmetic"),
    uninformative: having("uninformative"),
    notTestable
  };
}
