import type {ClaimsHeadline} from "../lib/reports/claims.js";
import {count} from "./format.js";

/** The answer of the page on claims: one number, and what follows. */
export function claimsAnswer({confirmedOnReal, failed}: ClaimsHeadline): string {
  const holds =
    confirmedOnReal === 0
      ? "None of the claims"
      : confirmedOnReal === 1
        ? "Only one of the claims"
        : `Only ${words(confirmedOnReal)} of the claims`;
  return `${holds} could be reproduced on data from real visitors, and ${failed === 0 ? "none" : count(failed)} failed. Most of the others rest on generated data, follow from other numbers in the same report, or say no more than a coin would.`;
}

/** The answer of the first page. */
export function indexAnswer(headline: ClaimsHeadline): string {
  return claimsAnswer(headline);
}

/** Small numbers as a person would say them. */
function words(n: number): string {
  const names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  return names[n] ?? count(n);
}
