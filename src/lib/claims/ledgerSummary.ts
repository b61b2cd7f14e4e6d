import {PRINTED_NUMBERS, SYSTEMS, type ClaimRow, type System} from "./claim.js";
import {GRADES, type Grade} from "./grades.js";
import {OUTCOMES, type Outcome} from "./outcomes.js";

export interface Ledger {
  readonly claims: readonly ClaimRow[];
}

type ByOutcome = Readonly<Record<Outcome, number>>;

export interface LedgerSummary {
  /** Rows; a printed number that says several things has one for each. */
  readonly claims: number;
  /** Numbers printed in the reports. */
  readonly numbers: number;
  /** Claims that the reports make in words alone. */
  readonly inWords: number;
  readonly byOutcome: ByOutcome;
  /** Null where there is no evidence: what is not tested, and remarks. */
  readonly byGrade: Readonly<Record<Grade, number>>;
  readonly byOutcomeAndGrade: Readonly<Record<Outcome, Readonly<Record<Grade | "none", number>>>>;
  readonly bySystem: Readonly<Record<System, ByOutcome>>;
}

/** Counts by outcome, by grade of evidence and by system, zeros included. */
export function summarise({claims}: Ledger): LedgerSummary {
  const zeros = <K extends string>(names: readonly K[]) =>
    Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
  const byOutcome = zeros(OUTCOMES);
  const byGrade = zeros(GRADES);
  const byOutcomeAndGrade = Object.fromEntries(
    OUTCOMES.map((name) => [name, zeros([...GRADES, "none" as const])])
  ) as Record<Outcome, Record<Grade | "none", number>>;
  const bySystem = Object.fromEntries(SYSTEMS.map((name) => [name, zeros(OUTCOMES)])) as Record<
    System,
    Record<Outcome, number>
  >;
  for (const {outcome, grade, system} of claims) {
    ++byOutcome[outcome];
    ++byOutcomeAndGrade[outcome][grade ?? "none"];
    ++bySystem[system][outcome];
    if (grade !== null) ++byGrade[grade];
  }
  return {
    claims: claims.length,
    numbers: new Set(claims.map(({n}) => n).filter((n) => n <= PRINTED_NUMBERS)).size,
    inWords: new Set(claims.map(({n}) => n).filter((n) => n > PRINTED_NUMBERS)).size,
    byOutcome,
    byGrade,
    byOutcomeAndGrade,
    bySystem
  };
}
