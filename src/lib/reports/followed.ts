import {figuresOf, type Results} from "../claims/judge.js";
import {CLAIMS, rejudge, type Rejudged} from "../claims/ledger.js";
import type {RecomputedFigure} from "./recomputedFigures.js";

/** What becomes of the ledger when figures are made anew under other assumptions. */
export interface Followed {
  readonly figures: readonly RecomputedFigure[];
  /** Claims that hang on one of the figures and whose outcome or grade changes. */
  readonly flipped: readonly Rejudged[];
  /** Claims that hang on one of them and keep theirs. */
  readonly kept: readonly Rejudged[];
  /**
   * Studies whose figures were not made anew, with the number of claims that hang on them and on none of these, the most first. What else the other studies
   * have are settings of the shop, which no run changes.
   */
  readonly notComputed: readonly {readonly study: string; readonly claims: number}[];
}

/** Judges the claims that hang on figures made anew; a figure of a study that no claim looks at decides none. Throws what `rejudge` throws. */
export function judgeFollowed(results: Results, figures: readonly RecomputedFigure[]): Followed {
  const known = figures.filter(({reference}) => results[reference.split("#")[0]] !== undefined);
  const pairs = rejudge(results, Object.fromEntries(known.map(({reference, here}) => [reference, here])));
  const judged = new Set(pairs.map(({after}) => after.id));
  const made = new Set(figures.map(({reference}) => reference.split("#")[0]));
  const left = new Map<string, number>();
  for (const claim of CLAIMS) {
    if (judged.has(claim.id)) continue;
    const studies = new Set(figuresOf(claim).map((reference) => reference.split("#")[0]));
    for (const study of studies)
      if (results[study] !== undefined && !made.has(study)) left.set(study, (left.get(study) ?? 0) + 1);
  }
  return {
    figures,
    flipped: pairs.filter(({flipped}) => flipped),
    kept: pairs.filter(({flipped}) => !flipped),
    notComputed: [...left]
      .map(([study, claims]) => ({study, claims}))
      .sort((a, b) => b.claims - a.claims || a.study.localeCompare(b.study, "en"))
  };
}
