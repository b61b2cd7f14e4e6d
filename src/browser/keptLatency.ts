import type {LatencyRun} from "./latency.js";

const KEY = "clickproof-latency";

/** A measurement that this browser keeps, and when it was made. */
export interface KeptLatency {
  /** UTC milliseconds. */
  readonly madeMs: number;
  readonly reply: LatencyRun;
}

/** The last measurement that was made in this browser; null where there is none, or it is of another set of models. */
export function keptLatency(models: readonly {readonly id: string}[]): KeptLatency | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as KeptLatency | null;
    const measured = new Set(kept?.reply.openings.map(({model}) => model));
    return kept !== null && models.every(({id}) => measured.has(id)) ? kept : null;
  } catch {
    // no storage, or what is in it is of an older page
    return null;
  }
}

/** Keeps a measurement in place of the last; where there is no room, it is kept until the page is left. */
export function keepLatency(kept: KeptLatency): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    forgetLatency();
  }
}

/** Forgets the measurement that is kept. */
export function forgetLatency(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // without a storage there is nothing to forget
  }
}
