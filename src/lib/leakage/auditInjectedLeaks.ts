import type {Engine} from "../sql/engine.js";
import {auditLeakage, type LeakageOptions, type LeakageSettings} from "./auditLeakage.js";
import {featureQuery} from "./featureQuery.js";
import type {LeakKind} from "./leakKind.js";
import type {TracedExample} from "./traceExample.js";
import {INJECTED_LEAKS} from "./injectedLeaks.js";

/** A planted leak and what the audit says of it. */
export interface InjectedLeakOutcome {
  readonly name: string;
  readonly kind: LeakKind;
  /** False where the mistake is none at these examples' moment. */
  readonly expected: boolean;
  /** Whether any value differed. */
  readonly caught: boolean;
  /** The kind that the audit gives; null where it found nothing. */
  readonly namedAs: LeakKind | null;
  /** One example of it. */
  readonly look: TracedExample | null;
}

/** Audits every planted leak on a log: whether the audit sees what it is there to see. Tables and errors as with `auditLeakage`. */
export async function auditInjectedLeaks(
  engine: Engine,
  options: LeakageOptions,
  settings: LeakageSettings = {}
): Promise<InjectedLeakOutcome[]> {
  const outcomes: InjectedLeakOutcome[] = [];
  for (const {name, kind, sql, midSession} of INJECTED_LEAKS) {
    const {leaks, look} = await auditLeakage(engine, featureQuery(sql, name), options, settings);
    outcomes.push({
      name,
      kind,
      expected: !midSession || options.moment !== "end",
      caught: leaks.length > 0,
      namedAs: leaks[0]?.kind ?? null,
      look
    });
  }
  return outcomes;
}
