import {EVENT_TYPES} from "../sources/events.js";
import {cartProblem, type CartLine} from "./cart.js";
import {OFFER_STATES, type Offer} from "./offer.js";
import {REFUSALS, type Refusal} from "./policy.js";

/** What is in the cart, and the order that it becomes when it is bought: however often that is asked, it is this one. */
export interface CartRecord {
  readonly lines: readonly CartLine[];
  readonly orderId: string;
}

/** The visitor's events in the schema of the log, one entry an event, in order of time; lists and searches have no item. */
export interface VisitorRecord {
  readonly ts_ms: readonly number[];
  /** Codes of `EVENT_TYPES`. */
  readonly event: readonly number[];
  /** `MISSING` where the event has none. */
  readonly item_id: readonly number[];
  readonly price_cents: readonly number[];
  /** Events that are no longer kept, as there were more before them. */
  readonly dropped: number;
}

/** The offer that is open, if one is, and when the last one was shown. */
export interface OpenRecord {
  readonly offerId: string | null;
  readonly lastOfferMs: number | null;
}

/** A purchase. `offerId` is that of the offer that was redeemed with it: the purchase is then a conversion. */
export interface OrderRecord {
  readonly orderId: string;
  readonly ms: number;
  readonly lines: readonly CartLine[];
  /** Before the discount. */
  readonly cents: number;
  readonly discountCents: number;
  readonly offerId: string | null;
}

/** One decision of the policy, with what it was made of. */
export interface DecisionRecord {
  readonly ms: number;
  /** A code of `EVENT_TYPES`: the event after which it was made. */
  readonly event: number;
  readonly purchase: number | null;
  readonly abandonment: number | null;
  readonly threshold: number;
  readonly cartCents: number;
  /** Null where an offer was made. */
  readonly refusal: Refusal | null;
  readonly offerId: string | null;
  /** Why the score is what it is, in sentences. */
  readonly factors: readonly string[];
  readonly visitor: string;
}

/** The reader, among visitors; others are played, each under an id of its own. */
export const YOU = "you";

/** The keys of records. */
export const KEYS = {
  cart: (visitor: string) => `cart/${visitor}`,
  visitor: (visitor: string) => `visitor/${visitor}`,
  open: (visitor: string) => `open/${visitor}`,
  offer: (id: string) => `offer/${id}`,
  code: (code: string) => `code/${code}`,
  order: (id: string) => `order/${id}`,
  /** In the order of time. */
  decision: (ms: number, id: string) => `decision/${String(ms).padStart(15, "0")}-${id}`
} as const;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(isNumber);
const orNull = (value: unknown, is: (value: unknown) => boolean) => value === null || is(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isLines = (value: unknown): value is CartLine[] =>
  Array.isArray(value) && value.every(isObject) && cartProblem(value as unknown as CartLine[]) === null;

/** The cart of a record; null where it is none or damaged. */
export function readCart(value: unknown): CartRecord | null {
  return isObject(value) && isLines(value.lines) && isText(value.orderId) ? (value as unknown as CartRecord) : null;
}

/** The visitor of a record; null where it is none or damaged. */
export function readVisitor(value: unknown): VisitorRecord | null {
  if (!isObject(value) || !isNumber(value.dropped)) return null;
  const {ts_ms, event, item_id, price_cents} = value;
  if (![ts_ms, event, item_id, price_cents].every((column) => isNumbers(column))) return null;
  const columns = [ts_ms, event, item_id, price_cents] as number[][];
  if (columns.some(({length}) => length !== columns[0].length)) return null;
  if (!columns[1].every((code) => EVENT_TYPES[code] !== undefined)) return null;
  if (!columns[0].every((ms, k) => k === 0 || ms >= columns[0][k - 1])) return null;
  return value as unknown as VisitorRecord;
}

/** What is open, of a record; null where it is none or damaged. */
export function readOpen(value: unknown): OpenRecord | null {
  return isObject(value) && orNull(value.offerId, isText) && orNull(value.lastOfferMs, isNumber)
    ? (value as unknown as OpenRecord)
    : null;
}

/** The offer of a record; null where it is none or damaged. */
export function readOffer(value: unknown): Offer | null {
  const numbers = ["cartCents", "percent", "discountCents", "score", "threshold", "shownMs", "expiresMs", "changedMs"];
  return isObject(value) &&
    numbers.every((name) => isNumber(value[name])) &&
    OFFER_STATES.some((state) => state === value.state) &&
    [value.id, value.cartKey].every(isText) &&
    typeof value.emailGiven === "boolean" &&
    orNull(value.code, isText) &&
    orNull(value.orderId, isText)
    ? (value as unknown as Offer)
    : null;
}

/** The order of a record; null where it is none or damaged. */
export function readOrder(value: unknown): OrderRecord | null {
  return isObject(value) &&
    isText(value.orderId) &&
    isLines(value.lines) &&
    [value.ms, value.cents, value.discountCents].every(isNumber) &&
    orNull(value.offerId, isText)
    ? (value as unknown as OrderRecord)
    : null;
}

/** The decision of a record; null where it is none or damaged. */
export function readDecision(value: unknown): DecisionRecord | null {
  return isObject(value) &&
    [value.ms, value.event, value.threshold, value.cartCents].every(isNumber) &&
    orNull(value.purchase, isNumber) &&
    orNull(value.abandonment, isNumber) &&
    orNull(value.refusal, (name) => isText(name) && name in REFUSALS) &&
    orNull(value.offerId, isText) &&
    Array.isArray(value.factors) &&
    value.factors.every(isText) &&
    isText(value.visitor)
    ? (value as unknown as DecisionRecord)
    : null;
}
