import {UserError} from "../core/errors.js";

/** Where an offer is in its life. The last three are final. */
export const OFFER_STATES = ["shown", "email-given", "revealed", "redeemed", "expired", "declined"] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/** One offer of one visitor. */
export interface Offer {
  readonly id: string;
  readonly state: OfferState;
  /** Identity of the cart that it was made for, see `cartKey`. */
  readonly cartKey: string;
  /** Value of that cart. */
  readonly cartCents: number;
  readonly percent: number;
  /** What it saves on that cart. */
  readonly discountCents: number;
  /** The score that it was made at, and the policy's threshold then. */
  readonly score: number;
  readonly threshold: number;
  /** UTC milliseconds. */
  readonly shownMs: number;
  readonly expiresMs: number;
  /** Of the latest change: an offer's time never runs backwards, whatever the clock does. */
  readonly changedMs: number;
  /** All that is kept of the e-mail address: that a valid one was given. */
  readonly emailGiven: boolean;
  /** From the state `revealed` on. */
  readonly code: string | null;
  /** The order that it was redeemed with. */
  readonly orderId: string | null;
}

/** What can happen to an offer. */
export type OfferAction =
  /** The address is looked at and forgotten. */
  | {readonly type: "give-email"; readonly email: string}
  /** `code` is a fresh one, which no other offer has. */
  | {readonly type: "reveal"; readonly code: string}
  | {readonly type: "redeem"; readonly code: string; readonly cartKey: string; readonly orderId: string}
  | {readonly type: "decline"}
  /** Time passes. */
  | {readonly type: "expire"};

/** Why an action is refused, with what it tells a visitor. */
export const OFFER_REFUSALS = {
  "email-invalid": "This is not an e-mail address. Write it as name@example.org.",
  "email-missing": "The code is shown after an e-mail address was given.",
  "code-wrong": "This is not the code of your offer.",
  "cart-changed":
    "The cart is not the one that the offer was made for. Put it back as it was, or order without the code.",
  "code-used": "The code has been used already.",
  "offer-expired": "The offer has expired.",
  "offer-declined": "The offer was declined.",
  "not-yet": "The code has not been shown yet.",
  "already-done": "This has been done already."
} as const;
export type OfferRefusal = keyof typeof OFFER_REFUSALS;

/** What an action comes to: the offer after it, and why it was refused if it was. An offer that has expired meanwhile says so in both. */
export interface OfferStep {
  readonly offer: Offer;
  readonly refusal: OfferRefusal | null;
}

/** Whether an offer is in one of its three final states. */
export const isFinal = ({state}: Offer): boolean => state === "redeemed" || state === "expired" || state === "declined";

/**
 * What is wrong with an e-mail address; null where nothing is. It must have one `@` with something on either side, a dot
 * in its domain, no space, and at most 254 characters (RFC 5321). Whether anybody reads it, only a letter could tell.
 *
 * @example
 * ```ts
 * emailProblem("ada@example.org") // → null
 * emailProblem("ada@example") // → "email-invalid"
 * ```
 */
export function emailProblem(email: string): OfferRefusal | null {
  const text = email.trim();
  return text.length <= 254 && /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text) ? null : "email-invalid";
}

/** Letters and digits that are not taken for each other when they are read aloud (Crockford's base 32). */
const CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Bytes of chance that a code is made of. */
export const CODE_BYTES = 10;

/**
 * A code of ten letters and digits from ten random bytes: one of 32¹⁰.
 *
 * @throws {RangeError} for fewer bytes
 *
 * @example
 * ```ts
 * codeFrom(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 31)) // → "01234-5678Z"
 * ```
 */
export function codeFrom(bytes: ArrayLike<number>): string {
  if (bytes.length < CODE_BYTES) throw new RangeError(`a code takes ${CODE_BYTES} bytes, there are ${bytes.length}`);
  const letters = Array.from({length: CODE_BYTES}, (_, k) => CODE_LETTERS[bytes[k] % CODE_LETTERS.length]).join("");
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** A code as a visitor may type it: small letters, spaces, no hyphen, O for 0, I or L for 1. */
export function readCode(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** What an offer starts from. */
export type NewOffer = Pick<
  Offer,
  "id" | "cartKey" | "cartCents" | "percent" | "discountCents" | "score" | "threshold" | "shownMs"
>;

/**
 * Shows an offer.
 *
 * @throws {UserError} unless it is valid for a positive time
 */
export function showOffer(terms: NewOffer, validMs: number): Offer {
  if (!(validMs > 0 && Number.isFinite(validMs)))
    throw new UserError(`the offer is valid for ${validMs} ms`, "give a positive time");
  return {
    ...terms,
    state: "shown",
    expiresMs: terms.shownMs + validMs,
    changedMs: terms.shownMs,
    emailGiven: false,
    code: null,
    orderId: null
  };
}

/**
 * An offer's life: `shown → email-given → revealed → redeemed`, and from each of the first three to `expired` or `declined`.
 * An offer expires by itself `expiresMs` after it was shown; an action that comes later, to the millisecond, finds it expired. A clock
 * that was set back does not lengthen its life beyond the latest time that the offer has seen.
 *
 * It is redeemed only with its own code, and only for the cart that it was made for: the same items, as often, at the same
 * prices. What was redeemed with an order is redeemed with that order for ever: to redeem it again with the same order
 * changes nothing, with another one is refused.
 *
 * @example
 * ```ts
 * const terms = {id: "a", cartKey: "7x1@20000", cartCents: 20_000, percent: 16, discountCents: 3_200, score: 0.7, threshold: 0.6, shownMs: 0};
 * const shown = showOffer(terms, 900_000);
 * const given = stepOffer(shown, {type: "give-email", email: "ada@example.org"}, 1_000).offer;
 * const revealed = stepOffer(given, {type: "reveal", code: "01234-5678Z"}, 2_000).offer;
 * const redeem = {type: "redeem", code: "01234-5678Z", cartKey: "7x1@20000", orderId: "o1"} as const;
 * stepOffer(revealed, redeem, 3_000).offer.state // → "redeemed"
 * stepOffer(revealed, {...redeem, cartKey: "7x2@20000"}, 3_000).refusal // → "cart-changed"
 * stepOffer(revealed, redeem, 900_000).refusal // → "offer-expired"
 * ```
 */
export function stepOffer(offer: Offer, action: OfferAction, atMs: number): OfferStep {
  // NaN is no time: the offer stays at its own
  const nowMs = atMs > offer.changedMs ? atMs : offer.changedMs;
  const refuse = (refusal: OfferRefusal): OfferStep => ({offer, refusal});
  const to = (state: OfferState, changes: Partial<Offer> = {}): OfferStep => ({
    offer: {...offer, ...changes, state, changedMs: nowMs},
    refusal: null
  });
  if (offer.state === "redeemed")
    return action.type === "redeem" && action.orderId === offer.orderId ? {offer, refusal: null} : refuse("code-used");
  if (offer.state === "declined") return action.type === "decline" ? {offer, refusal: null} : refuse("offer-declined");
  const late = offer.state === "expired" || nowMs >= offer.expiresMs;
  if (late) {
    const {offer: expired} = offer.state === "expired" ? {offer} : to("expired");
    return {offer: expired, refusal: action.type === "expire" ? null : "offer-expired"};
  }
  switch (action.type) {
    case "expire":
      return {offer, refusal: null};
    case "decline":
      return to("declined");
    case "give-email":
      if (offer.state !== "shown") return refuse("already-done");
      return emailProblem(action.email) === null ? to("email-given", {emailGiven: true}) : refuse("email-invalid");
    case "reveal":
      if (offer.state === "shown") return refuse("email-missing");
      return offer.state === "revealed" ? refuse("already-done") : to("revealed", {code: action.code});
    case "redeem":
      if (offer.state !== "revealed") return refuse("not-yet");
      if (readCode(action.code) !== offer.code) return refuse("code-wrong");
      return action.cartKey === offer.cartKey ? to("redeemed", {orderId: action.orderId}) : refuse("cart-changed");
  }
}
