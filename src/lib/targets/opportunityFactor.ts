import type {Horizon} from "./target.js";

/** A shop, as far as the number of positives hangs on it. */
export interface ShopSize {
  readonly users: number;
  readonly sessions: number;
  /** Share of sessions that buy. */
  readonly conversion: number;
  /** Distinct items a session has on average. */
  readonly itemsPerSession: number;
  /** Days that the log covers. */
  readonly days: number;
}

/**
 * How many later sessions of its user a session has within a horizon, on average, if users differ in nothing: sessions a user follow a geometric law with
 * mean `sessions / users`, so that a later session follows with q = 1 − users / sessions each time, and lie evenly over the days. One for the session itself.
 */
export function opportunityFactor({users, sessions, days}: ShopSize, horizon: Horizon): number {
  const q = Math.max(0, 1 - users / sessions);
  switch (horizon.by) {
    case "session":
      return 1;
    case "sessions": {
      let sum = 0;
      for (let k = 1, power = q; k <= horizon.sessions; k++, power *= q) sum += power;
      return sum;
    }
    case "days": {
      // Σ qᵏ later sessions in all; of two evenly spread times, the share within the horizon of each other
      const share = Math.min(1, horizon.days / days);
      return (q / (1 - q)) * (2 * share - share * share);
    }
  }
}
