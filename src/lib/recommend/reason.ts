/**
 * One of the things that add up to an item's score. Items are those of the catalogue; places in a session count from 1.
 */
export type Reason = {
  /** What it adds to the score. */
  readonly contribution: number;
} & (
  | {
      /** The item's clicks in training, whatever the session. */
      readonly kind: "popularity";
      readonly clicks: number;
    }
  | {
      /** The item was clicked in the session under way. */
      readonly kind: "seen";
      readonly places: readonly number[];
    }
  | {
      /** In training sessions the item was clicked before or after the session's last one, `from`. */
      readonly kind: "pairs";
      readonly from: number;
      /** Whether the item comes after `from` or before it. */
      readonly order: "after" | "before";
      /** How many clicks later; null where pairs at every distance count alike. */
      readonly distance: number | null;
      readonly pairs: number;
    }
  | {
      /** Training sessions have both the item and the session's last one, `from`. */
      readonly kind: "together";
      readonly from: number;
      readonly sessions: number;
      /** How often `from` was clicked in these. */
      readonly clicks: number;
    }
  | {
      /** A training session that is like the one under way has the item. */
      readonly kind: "neighbour";
      /** Its number among the sequences that taught. */
      readonly session: number;
      readonly similarity: number;
      /** The items that it shares with the session under way, in the order in which these were first clicked. */
      readonly shared: readonly number[];
    }
);

/**
 * The largest contribution first, those that add nothing left out.
 *
 * @example
 * ```ts
 * rankedReasons([
 *   {kind: "popularity", clicks: 0, contribution: 0},
 *   {kind: "popularity", clicks: 1, contribution: 0.5},
 *   {kind: "seen", places: [2], contribution: 1}
 * ]) // → [{kind: "seen", places: [2], contribution: 1}, {kind: "popularity", clicks: 1, contribution: 0.5}]
 * ```
 */
export function rankedReasons(reasons: readonly Reason[]): Reason[] {
  return reasons.filter(({contribution}) => contribution !== 0).sort((a, b) => b.contribution - a.contribution);
}
