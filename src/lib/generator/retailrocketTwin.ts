import type {ShopOptions} from "./options.js";

/**
 * A twin of RetailRocket's log (May to September 2015): the generated shop's model with other rates, chosen so that users, items, events by type
 * and sessions come near the published totals (`twin-retailrocket` compares them). Hours, weekdays and pauses inside a visit follow a public sample of the
 * log in outline. Everything else, prices, discounts, departments and all that is hidden, is the generated shop's own invention.
 */
export const RETAILROCKET_TWIN = {
  users: 1_407_580,
  // Not every item on the shelves is ever looked at: the log names fewer.
  items: 266_000,
  days: 138,
  startMs: Date.UTC(2015, 4, 3),
  categoriesPerDepartment: 208,
  popularityShift: 100,

  // A log without seasons: no sale weeks, the same visitors every week.
  weekdayWeights: [16, 16, 15, 15, 13, 12, 11],
  weekWeights: [1],
  hourWeights: [50, 50, 50, 50, 48, 38, 22, 15, 9, 6, 8, 10, 12, 19, 32, 45, 54, 60, 60, 60, 60, 60, 58, 52],
  weekendHourWeights: [50, 50, 50, 50, 48, 38, 22, 15, 9, 6, 8, 10, 12, 19, 32, 45, 54, 60, 60, 60, 60, 60, 58, 52],
  saleWeeks: [],

  // Most come once; those with something in mind come back.
  personaShares: [0.8, 0.16, 0.04],
  returnProbability: [0.09, 0.349, 0.72],
  returnWeights: [
    [0.5, 0.15, 0.12, 0.1, 0.1, 0.03],
    [0.45, 0.18, 0.13, 0.12, 0.09, 0.03],
    [0.45, 0.2, 0.13, 0.12, 0.07, 0.03]
  ],

  // Most visits are a single look. Carts outlive visits: some sessions buy what an earlier one put in.
  intentWeights: [
    [0.91, 0.087, 0.003],
    [0.62, 0.35, 0.03],
    [0.4, 0.3, 0.3]
  ],
  endProbability: [
    [0.905, 0.876, 0.876],
    [0.371, 0.341, 0.341],
    [0.196, 0.166, 0.146]
  ],
  endAfterPurchase: 0.8,
  cartLasts: true,
  waitingCartLift: 4,
  addFirst: [
    [0.0024, 0.0059, 0.058],
    [0.0117, 0.0234, 0.138],
    [0.058, 0.116, 0.443]
  ],
  addMore: [
    [0.003, 0.0094, 0.06],
    [0.031, 0.046, 0.116],
    [0.163, 0.198, 0.234]
  ],
  // The log has no such event.
  remove: [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0]
  ],
  purchase: [
    [0, 0.0014, 0.0137],
    [0.0027, 0.0103, 0.056],
    [0.028, 0.057, 0.246]
  ],
  resume: [0.1, 0.2, 0.3],
  dwellWeights: [
    [0.05, 0.12, 0.28, 0.28, 0.15, 0.12],
    [0.05, 0.13, 0.28, 0.28, 0.15, 0.11],
    [0.06, 0.14, 0.28, 0.28, 0.14, 0.1]
  ],
  repeatedRows: 0.000167
} satisfies Partial<ShopOptions>;
