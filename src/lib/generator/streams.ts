/**
 * The second number of every generator's path after the seed: each part of the shop, and each of its options, draws from a stream of its own, so
 * that an option that is switched on leaves the draws of all others alone.
 */
export const STREAMS = {
  catalogue: 1,
  users: 2,
  ceiling: 3,
  /** Which items a visit views, where an option changes that; then by user and visit. */
  items: 4,
  coviews: 5,
  trends: 6,
  /** Who is offered something, and how much; after the offer's own seed, by user. */
  offers: 7,
  /** How users respond to offers; by user. */
  responses: 8,
  newItems: 9,
  /** Visitors of a new traffic source; by visitor. */
  traffic: 10,
  bots: 11,
  cartLoss: 12,
  /** Which visits change their intent in a season; by user and visit. */
  season: 13
} as const;
