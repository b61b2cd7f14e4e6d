import {SYSTEMS, type ClaimRow, type System} from "./claim.js";
import {VERDICTS, type Verdict} from "./verdictNames.js";

export interface Ledger {
  readonly claims: readonly ClaimRow[];
}

export interface LedgerSummary {
  readonly claims: number;
  readonly byVerdict: Readonly<Record<Verdict, number>>;
  readonly bySystem: Readonly<Record<System, Readonly<Record<Verdict, number>>>>;
  /** Claims about real data that are judged on generated data only. */
  readonly onTwin: number;
}

/** Counts by verdict, over all claims and by system, zeros included. */
export function summarise({claims}: Ledger): LedgerSummary {
  const none = () => Object.fromEntries(VERDICTS.map((name) => [name, 0])) as Record<Verdict, number>;
  const byVerdict = none();
  const bySystem = Object.fromEntries(SYSTEMS.map((name) => [name, none()])) as Record<System, Record<Verdict, number>>;
  let onTwin = 0;
  for (const claim of claims) {
    ++byVerdict[claim.verdict];
    ++bySystem[claim.system][claim.verdict];
    if (claim.onTwin) ++onTwin;
  }
  return {claims: claims.length, byVerdict, bySystem, onTwin};
}
