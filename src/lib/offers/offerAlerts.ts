import type {ShopLog} from "./offerAnalytics.js";

/** Something that somebody should look at, by a stated rule. */
export interface OfferAlert {
  readonly rule: string;
  /** What was found, in words. */
  readonly found: string;
}

/** Decisions or offers that a rule wants before it says anything. */
const LEAST = 20;
const UNANSWERED = 0.1;
const ALWAYS = 0.5;
const GIVEN = 0.2;

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** The rules, as a page states them. */
export const ALERT_RULES: readonly string[] = [
  `The models gave no score at more than ${percent(UNANSWERED)} of at least ${LEAST} decisions.`,
  `More than ${percent(ALWAYS)} of at least ${LEAST} decisions were offers: the guards hold nothing back.`,
  `Discounts were more than ${percent(GIVEN)} of what at least ${LEAST} orders would have cost.`,
  "A record could not be read."
];

/**
 * What the rules find in a log.
 *
 * @example
 * ```ts
 * offerAlerts({decisions: [], offers: [], orders: [], damaged: 1}).map(({found}) => found) // → ["1 record"]
 * ```
 */
export function offerAlerts({decisions, offers, orders, damaged}: ShopLog): OfferAlert[] {
  const {length} = decisions;
  const unanswered = decisions.filter(({refusal}) => refusal === "no-score").length;
  const cents = orders.reduce((sum, order) => sum + order.cents, 0);
  const given = orders.reduce((sum, order) => sum + order.discountCents, 0);
  const found = [
    length >= LEAST && unanswered > UNANSWERED * length ? `${unanswered} of ${length} decisions` : null,
    length >= LEAST && offers.length > ALWAYS * length ? `${offers.length} of ${length} decisions` : null,
    orders.length >= LEAST && given > GIVEN * cents ? `${percent(given / cents)} of what they would have cost` : null,
    damaged > 0 ? `${damaged} ${damaged === 1 ? "record" : "records"}` : null
  ];
  return found.flatMap((text, k) => (text === null ? [] : [{rule: ALERT_RULES[k], found: text}]));
}
