import type {Figure, StudyResult} from "../core/result.js";
import {outcomeOf} from "./arithmetic.js";
import {
  type ArithmeticRow,
  type Claim,
  type ClaimRow,
  type Demonstration,
  type Measured,
  type WithFlaw
} from "./claim.js";
import {enhanced} from "./ledger/enhanced.js";
import {itemIntent} from "./ledger/itemIntent.js";
import {opEcom} from "./ledger/opEcom.js";
import {predAnalytics} from "./ledger/predAnalytics.js";
import {smartrocket} from "./ledger/smartrocket.js";
import {show, showIn} from "./show.js";
import type {Ledger} from "./ledgerSummary.js";
import {verdict, type VerdictOptions} from "./verdict.js";

/** All claims, in the order of the documents. */
export const CLAIMS: readonly Claim[] = [...opEcom, ...enhanced, ...itemIntent, ...smartrocket, ...predAnalytics];

type Results = Readonly<Record<string, StudyResult>>;

/**
 * The ledger: each claim with our numbers from the result store, its arithmetic worked out, and the verdict that follows. A figure
 * that the store does not have leaves its claim without our number, so that it says which study is missing instead of failing.
 *
 * Throws `RangeError` for claims that are calculated from each other in a circle.
 */
export function buildLedger(results: Results, claims: readonly Claim[] = CLAIMS, options: VerdictOptions = {}): Ledger {
  const byNumber = new Map(claims.map((claim) => [claim.n, claim]));
  const rows = new Map<number, ClaimRow>();
  const open = new Set<number>();
  const rowOf = (claim: Claim): ClaimRow => {
    const known = rows.get(claim.n);
    if (known !== undefined) return known;
    if (open.has(claim.n)) throw new RangeError(`claim ${claim.id} is calculated from itself`);
    open.add(claim.n);
    const premises = (claim.arithmetic?.restsOn ?? []).map((n) => {
      const premise = byNumber.get(n);
      if (premise === undefined)
        throw new RangeError(`claim ${claim.id} rests on claim ${n}, which is not in the ledger`);
      return rowOf(premise);
    });
    const row = judge(claim, results, premises, options);
    rows.set(claim.n, row);
    return row;
  };
  return {claims: claims.map(rowOf)};
}

function judge(claim: Claim, results: Results, premises: readonly ClaimRow[], options: VerdictOptions): ClaimRow {
  const {missing = ""} = claim;
  const demonstration = speaking(claim.demonstration, results);
  const arithmetic: ArithmeticRow | null = claim.arithmetic
    ? {...outcomeOf(claim.arithmetic), restsOn: premises.map((premise) => premise.id)}
    : null;
  const found = demonstration && lookUp(results, demonstration.honest);
  const honest = found && measured(found, claim, demonstration!);
  const onTwin = honest !== undefined && demonstration!.onTwin;
  const flawed = demonstration?.flawed && lookUp(results, demonstration.flawed);
  const withFlaw = flawed ? flawOf(flawed, claim, demonstration!) : null;
  const study = demonstration?.honest.split("#")[0];
  const {
    verdict: result,
    reason,
    byNumber
  } = verdict(
    {
      kind: claim.kind,
      // of a condition, what should come true is what ours is held against
      claimed:
        claim.condition === true && claim.claimed.value !== null
          ? {...claim.claimed, printed: showIn(claim.claimed.value, claim.unit)}
          : claim.claimed,
      unit: claim.unit,
      exactness: claim.exactness,
      arithmetic,
      premises,
      honest: honest ?? null,
      withFlaw,
      onTwin,
      calibratedWithin: demonstration?.within ?? null,
      remark: claim.remark ?? "",
      missing:
        study === undefined ? missing : `${missing === "" ? "our own number" : missing} (npm run study -- ${study})`
    },
    options
  );
  return {
    id: claim.id,
    n: claim.n,
    system: claim.system,
    alsoIn: claim.alsoIn ?? null,
    lines: claim.lines,
    kind: claim.kind,
    statement: claim.statement,
    claimed: claim.claimed,
    unit: claim.unit,
    honest: honest ?? null,
    withFlaw,
    arithmetic,
    verdict: result,
    exactness: claim.exactness,
    // A verdict that arithmetic gives is about the claim itself, whatever our number beside it is made on.
    onTwin: onTwin && byNumber,
    reason,
    command:
      honest && study && (claim.command === undefined || demonstration !== claim.demonstration)
        ? `npm run study -- ${study}`
        : (claim.command ?? `npm run claims -- --id ${claim.id}`),
    page: claim.page ?? `claims?claim=${claim.id}`,
    code: claim.code ?? null
  };
}

/** The demonstration whose figure the store has; where it has none, the last that could be. */
function speaking(demonstration: Demonstration | undefined, results: Results): Demonstration | undefined {
  if (demonstration?.standIn === undefined || lookUp(results, demonstration.honest) !== undefined) return demonstration;
  return speaking(demonstration.standIn, results);
}

function lookUp(results: Results, reference: string): Figure | undefined {
  const [study, name] = reference.split("#");
  return results[study]?.figures[name];
}

/** From the figure's unit to the claim's: shares to per cent, milliseconds to seconds; counts of different things as they are. */
function factor(figure: Figure, {unit}: Claim, {times}: Demonstration): number {
  if (times !== undefined) return times;
  if (unit === "%" && figure.unit.startsWith("share")) return 100;
  if (unit === "s" && figure.unit === "ms") return 1 / 1000;
  return 1;
}

function measured(figure: Figure, claim: Claim, demonstration: Demonstration): Measured {
  const times = factor(figure, claim, demonstration);
  return {
    ...scaled(figure, times),
    n: figure.n,
    dataset: figure.dataset,
    protocol:
      demonstration.times === undefined
        ? figure.protocol
        : `${figure.protocol}; multiplied by ${show(times)} to the claim's unit`,
    baseline: figure.baseline ? {name: figure.baseline.name, value: figure.baseline.value * times} : null
  };
}

function flawOf(figure: Figure, claim: Claim, demonstration: Demonstration): WithFlaw {
  return {...scaled(figure, factor(figure, claim, demonstration)), flaws: demonstration.flaws ?? []};
}

function scaled({value, low, high}: Figure, times: number): {value: number; low: number | null; high: number | null} {
  return {value: value * times, low: low === null ? null : low * times, high: high === null ? null : high * times};
}
