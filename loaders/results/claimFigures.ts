import type {Claim} from "../../src/lib/claims/claim.js";
import {figuresOf} from "../../src/lib/claims/judge.js";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {readResult} from "./results.js";
import {ResultError} from "./verifyResult.js";

/** The result that only whoever has RetailRocket's files can count. */
const NOT_COMMITTED = "retailrocket";

/** The claims that a faulty figure decides, or that any figure of a faulty file does. */
export function claimsOn({study, figure}: ResultError, claims: readonly Claim[] = CLAIMS): Claim[] {
  const hit = (reference: string) => {
    const [of, name] = reference.split("#");
    return of === study && (figure === null || name === figure);
  };
  return claims.filter((claim) => figuresOf(claim).some(hit));
}

/**
 * The results that claims look at, each checked to be the one that was written and to have every figure that a claim names.
 * Throws `ResultError` naming file, figure and claims.
 */
export function readClaimResults(claims: readonly Claim[] = CLAIMS, folder?: string): Record<string, StudyResult> {
  const results: Record<string, StudyResult> = {};
  const references = new Set(claims.flatMap(figuresOf));
  for (const reference of references) {
    const [study, name] = reference.split("#");
    if (study === NOT_COMMITTED) continue;
    try {
      const result = (results[study] ??= readResult(study, folder) ?? missing(study));
      if (result.figures[name] === undefined) throw new ResultError(study, name, `has no figure ${name}`);
    } catch (error) {
      if (!(error instanceof ResultError)) throw error;
      const ids = claimsOn(error, claims).map(({id}) => id);
      throw new ResultError(
        error.study,
        error.figure,
        error.message.replace(`data/results/${error.study}.json `, ""),
        `it decides ${ids.length === 1 ? "the claim" : "the claims"} ${ids.join(", ")}`
      );
    }
  }
  return results;
}

function missing(study: string): never {
  throw new ResultError(study, null, "is not there");
}
