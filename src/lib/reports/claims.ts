import {PRINTED_NUMBERS, type ClaimRow} from "../claims/claim.js";
import {GRADES, type Grade} from "../claims/grades.js";
import type {Outcome} from "../claims/outcomes.js";

/** What the answers on claims say in numbers. Rows are counted; remarks assert nothing, and what is not tested is not judged. */
export interface ClaimsHeadline {
  /** Numbers printed in the reports. */
  readonly numbers: number;
  /** Claims that the reports make in words alone. */
  readonly inWords: number;
  /** Rows that assert something that could fail. */
  readonly asserted: number;
  /** Asserted, and judged so far. */
  readonly judged: number;
  /** Judged claims that hold by a measurement of ours on real data: reproduced, or better. */
  readonly confirmedOnReal: number;
  /** The same on generated data. */
  readonly confirmedOnGenerated: number;
  /** Judged claims that fail: refuted, not reproduced, or only with a flaw. */
  readonly failed: number;
  /** Of those, the ones that contradict the report's own numbers or a published fact. */
  readonly refuted: number;
  readonly uninformative: number;
  /** Judged claims by what the outcome rests on. */
  readonly byGrade: Readonly<Record<Grade, number>>;
  readonly notTested: number;
  readonly remarks: number;
}

/** The numbers of the answers of the page on claims and of the first page. */
export function claimsHeadline(rows: readonly Pick<ClaimRow, "n" | "outcome" | "grade">[]): ClaimsHeadline {
  const count = (outcomes: readonly Outcome[], grade?: Grade) =>
    rows.filter((row) => outcomes.includes(row.outcome) && (grade === undefined || row.grade === grade)).length;
  const remarks = count(["remark"]);
  const notTested = count(["not tested here"]);
  return {
    numbers: new Set(rows.map(({n}) => n).filter((n) => n <= PRINTED_NUMBERS)).size,
    inWords: new Set(rows.map(({n}) => n).filter((n) => n > PRINTED_NUMBERS)).size,
    asserted: rows.length - remarks,
    judged: rows.length - remarks - notTested,
    confirmedOnReal: count(CONFIRMED, "real data"),
    confirmedOnGenerated: count(CONFIRMED, "generated twin"),
    failed: count(FAILED),
    refuted: count(["refuted"]),
    uninformative: count(["uninformative"]),
    byGrade: Object.fromEntries(
      GRADES.map((grade) => [grade, rows.filter((row) => row.grade === grade).length])
    ) as Record<Grade, number>,
    notTested,
    remarks
  };
}

const CONFIRMED: readonly Outcome[] = ["reproduced", "better than claimed"];
const FAILED: readonly Outcome[] = ["refuted", "not reproduced", "only with a flaw"];
