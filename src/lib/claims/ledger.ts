import type {Figure, StudyResult} from "../core/result.js";
import type {Claim, ClaimRow} from "./claim.js";
import {DERIVED} from "./derivedFigures.js";
import {figuresOf, judge, type Results} from "./judge.js";
import {enhanced} from "./ledger/enhanced.js";
import {inWords} from "./ledger/inWords.js";
import {itemIntent} from "./ledger/itemIntent.js";
import {opEcom} from "./ledger/opEcom.js";
import {predAnalytics} from "./ledger/predAnalytics.js";
import {smartrocket} from "./ledger/smartrocket.js";
import type {Ledger} from "./ledgerSummary.js";
import type {VerdictOptions} from "./verdict.js";

/** All claims: those with a printed number in the order of the documents, then those in words. */
export const CLAIMS: readonly Claim[] = [
  ...opEcom,
  ...enhanced,
  ...itemIntent,
  ...smartrocket,
  ...predAnalytics,
  ...inWords
];

/**
 * The ledger: each claim with our numbers from the result store, its arithmetic worked out, and the verdict that follows.
 *
 * Throws `RangeError` for claims that are calculated from each other in a circle, and what `judge` throws.
 */
export function buildLedger(results: Results, claims: readonly Claim[] = CLAIMS, options: VerdictOptions = {}): Ledger {
  const rowOf = judging(results, claims, options);
  return {claims: claims.map((claim) => rowOf(claim))};
}

/**
 * One claim of the ledger, judged anew with `values` in place of some of the numbers that its arithmetic starts from. The claims it
 * rests on are judged as they stand. Throws `RangeError` for an unknown claim, and what `judge` throws.
 *
 * @example
 * ```ts
 * judgeAgain("smartrocket-timestamp", {}).outcome // → "refuted"
 * judgeAgain("smartrocket-timestamp", {}, {hour: 5, minute: 2, second: 12}).outcome // → "consistent"
 * ```
 */
export function judgeAgain(id: string, results: Results, values: Readonly<Record<string, number>> = {}): ClaimRow {
  const claim = CLAIMS.find((one) => one.id === id);
  if (claim === undefined) throw new RangeError(`unknown claim: ${id}`);
  return judging(results, CLAIMS, {})(claim, values);
}

/** A claim before and after some figures changed. */
export interface Rejudged {
  readonly before: ClaimRow;
  readonly after: ClaimRow;
  /** Whether outcome or grade changed. */
  readonly flipped: boolean;
}

/**
 * What becomes of the ledger when figures change: the claims that hang on one of `changed` (by `study#figure`), directly, through a
 * derived figure or through a claim they are calculated from, each before and after. In the order of the documents.
 *
 * Throws `RangeError` for a figure of a study that `results` does not have, and what `judge` throws.
 */
export function rejudge(
  results: Results,
  changed: Readonly<Record<string, Figure>>,
  claims: readonly Claim[] = CLAIMS
): Rejudged[] {
  const hanging = hangOn(Object.keys(changed), claims);
  const before = judging(results, claims, {});
  const after = judging(withFigures(results, changed), claims, {});
  return claims
    .filter((claim) => hanging.has(claim))
    .map((claim) => {
      const pair = {before: before(claim), after: after(claim)};
      const {outcome, grade} = pair.before;
      return {...pair, flipped: pair.after.outcome !== outcome || pair.after.grade !== grade};
    });
}

/** Results with some figures, by `study#figure`, put in place of others or added. Throws `RangeError` for an unknown study. */
export function withFigures(results: Results, changed: Readonly<Record<string, Figure>>): Results {
  const copy: Record<string, StudyResult> = {...results};
  for (const [reference, figure] of Object.entries(changed)) {
    const [study, name] = reference.split("#");
    const result = copy[study];
    if (result === undefined) throw new RangeError(`no result of ${study}, to which ${reference} belongs`);
    copy[study] = {...result, figures: {...result.figures, [name]: figure}};
  }
  return copy;
}

/** The results cut down to what the ledger looks at: small enough for a page, and `buildLedger` gives the same rows. */
export function ledgerResults(results: Results, claims: readonly Claim[] = CLAIMS): Results {
  const wanted = new Set(claims.flatMap(figuresOf));
  const tables = new Set(Object.values(DERIVED).flatMap(({study, tables}) => tables.map((name) => `${study}#${name}`)));
  const pick = <T>(study: string, of: Readonly<Record<string, T>>, names: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.has(`${study}#${name}`)));
  return Object.fromEntries(
    Object.entries(results)
      .map(([study, {key, inputs, figures, tables: all}]): [string, StudyResult] => [
        study,
        {
          study,
          key,
          inputs,
          options: {},
          code: "",
          figures: pick(study, figures, wanted),
          tables: pick(study, all, tables)
        }
      ])
      .filter(([, {figures}]) => Object.keys(figures).length > 0)
  );
}

/** Claims that one of the figures can change, those calculated from such claims included. */
function hangOn(figures: readonly string[], claims: readonly Claim[]): ReadonlySet<Claim> {
  const hanging = new Set(claims.filter((claim) => figuresOf(claim).some((name) => figures.includes(name))));
  for (let grown = true; grown;) {
    grown = false;
    for (const claim of claims) {
      const rests = claim.arithmetic?.restsOn ?? [];
      if (hanging.has(claim) || !claims.some((other) => rests.includes(other.n) && hanging.has(other))) continue;
      hanging.add(claim);
      grown = true;
    }
  }
  return hanging;
}

/** Judges claims in any order, each with the claims that it rests on, and each of those once. */
function judging(
  results: Results,
  claims: readonly Claim[],
  options: VerdictOptions
): (claim: Claim, values?: Readonly<Record<string, number>>) => ClaimRow {
  // Of a number in several parts, the first is what others are calculated from.
  const byNumber = new Map([...claims].reverse().map((claim) => [claim.n, claim]));
  const rows = new Map<string, ClaimRow>();
  const open = new Set<string>();
  const rowOf = (claim: Claim, values?: Readonly<Record<string, number>>): ClaimRow => {
    const known = values === undefined ? rows.get(claim.id) : undefined;
    if (known !== undefined) return known;
    if (open.has(claim.id)) throw new RangeError(`claim ${claim.id} is calculated from itself`);
    open.add(claim.id);
    const premises = (claim.arithmetic?.restsOn ?? []).map((n) => {
      const premise = byNumber.get(n);
      if (premise === undefined)
        throw new RangeError(`claim ${claim.id} rests on claim ${n}, which is not in the ledger`);
      return rowOf(premise);
    });
    const row = judge(claim, results, {...options, premises, ...(values && {values})});
    open.delete(claim.id);
    if (values === undefined) rows.set(claim.id, row);
    return row;
  };
  return rowOf;
}
