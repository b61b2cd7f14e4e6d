import type {ShopOptions} from "./options.js";

/**
 * The shop of `paper` with moves from item to item as on real logs: visitors look again at the same page, and go on to what is viewed together
 * with it, and less often back to what they have seen before. Who visits when, and what of every type they do, is that of `paper`, event by event, and so
 * are the totals. The shares of views that repeat the last item, or one seen before, are those of RetailRocket's public sample within 2 points (the study
 * `shop-sessions` measures both).
 */
export const PAPER_2 = {
  users: 10_000,
  items: 1_000,
  days: 90,
  repeat: [0.26, 0.28, 0.28],
  coview: [0.3, 0.34, 0.34],
  revisit: [0.22, 0.22, 0.22],
  trendShare: 0.05,
  trendLift: 4
} satisfies Partial<ShopOptions>;

/** Moves like those of the log of e-shop clothing 2008, to be put over `paper-2`: few repeats, and most next items are new ones. */
export const ESHOP_MOVES = {
  repeat: [0.045, 0.045, 0.045],
  coview: [0.45, 0.45, 0.45],
  coviewPlaces: 20,
  coviewExponent: 0.7,
  revisit: [0, 0, 0]
} satisfies Partial<ShopOptions>;
