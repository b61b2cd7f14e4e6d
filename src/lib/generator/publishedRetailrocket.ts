/**
 * Totals of RetailRocket's log (Kaggle, retailrocket/ecommerce-dataset) as published and as counted from it by others: what its twin is held against. Sessions end
 * at pauses of more than half an hour; shares are of sessions.
 */
export const PUBLISHED_RETAILROCKET = {
  visitors: 1_407_580,
  items: 235_061,
  events: 2_756_101,
  views: 2_664_312,
  carts: 69_332,
  removes: 0,
  transactions: 22_457,
  duplicates: 460,
  sessions: 1_761_675,
  singleEventSessions: 1_378_895,
  sessionsOfSeveral: 382_780,
  buyingSessions: 14_297,
  cartingSessions: 43_924,
  /** Without 35 visitors taken for machines, as is the share below; they had 7 carting sessions. */
  cartingSessionsThatBuy: 11_932,
  singleEventShare: 1_378_895 / 1_761_675,
  cartConversion: 11_932 / 43_917
} as const;
