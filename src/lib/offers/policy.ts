import {UserError} from "../core/errors.js";
import {cartCents, cartProblem, type CartLine} from "./cart.js";

/** By how many per cent an offer lowers the price: rising in a straight line between two values of the cart, level outside. */
export interface DiscountCurve {
  /** Up to `fromCents`, whole per cent. */
  readonly lowestPercent: number;
  /** From `toCents` on, whole per cent. */
  readonly highestPercent: number;
  readonly fromCents: number;
  readonly toCents: number;
}

/** When a visitor is made an offer, and how large it is. All of it is data: it can be edited, sent and logged. */
export interface OfferPolicy {
  /** Pages that the session must have seen: lists, products and the cart. */
  readonly minimumPages: number;
  /** Seconds since the session began. */
  readonly minimumSeconds: number;
  /** The chance of abandonment, from 0 to 1, at or above which an offer is made. */
  readonly threshold: number;
  /** Minutes that must have passed since the visitor's last offer was shown. */
  readonly coolDownMinutes: number;
  /** Minutes from the showing of an offer until it and its code expire. */
  readonly validMinutes: number;
  readonly discount: DiscountCurve;
  /** Items that are never discounted, by their numbers. */
  readonly excludedItems: readonly number[];
}

/** The policy that the report OP-ECOM describes, as far as it does: 10 to 30 % by the cart's value, and two guards. Their bounds are ours. */
export const DEFAULT_POLICY: OfferPolicy = {
  minimumPages: 3,
  minimumSeconds: 30,
  threshold: 0.7,
  coolDownMinutes: 30,
  validMinutes: 15,
  discount: {lowestPercent: 10, highestPercent: 30, fromCents: 5_000, toCents: 50_000},
  excludedItems: []
};

/** A part of the policy that is a number, with its bounds and the step of a control. */
export interface PolicyField {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  of(policy: OfferPolicy): number;
  with(policy: OfferPolicy, value: number): OfferPolicy;
}

type Bounds = readonly [least: number, most: number, step: number];

const field = (
  name: Exclude<keyof OfferPolicy, "discount" | "excludedItems">,
  label: string,
  unit: string,
  [least, most, step]: Bounds
): PolicyField => ({
  ...{name, label, unit, least, most, step},
  of: (policy) => policy[name],
  with: (policy, value) => ({...policy, [name]: value})
});

const curveField = (
  name: keyof DiscountCurve,
  label: string,
  unit: string,
  [least, most, step]: Bounds
): PolicyField => ({
  ...{name, label, unit, least, most, step},
  of: ({discount}) => discount[name],
  with: (policy, value) => ({...policy, discount: {...policy.discount, [name]: value}})
});

/** Every number of the policy, in the order in which it is asked for. */
export const POLICY_FIELDS: readonly PolicyField[] = [
  field("minimumPages", "Pages at least", "pages", [0, 100, 1]),
  field("minimumSeconds", "Seconds at least", "s", [0, 3_600, 1]),
  field("threshold", "Threshold of the score", "", [0, 1, 0.01]),
  field("coolDownMinutes", "Pause between offers", "min", [0, 10_080, 1]),
  field("validMinutes", "An offer is valid for", "min", [1, 1_440, 1]),
  curveField("lowestPercent", "Lowest discount", "%", [1, 90, 1]),
  curveField("highestPercent", "Highest discount", "%", [1, 90, 1]),
  curveField("fromCents", "Rises from a cart of", "cents", [0, 10_000_000, 100]),
  curveField("toCents", "Is highest from a cart of", "cents", [0, 10_000_000, 100])
];

/** The most items that a policy may exclude. */
const MOST_EXCLUDED = 1_000;

/**
 * Holds a policy to its bounds.
 *
 * @throws {UserError} naming the first part that cannot be, and its value
 *
 * @example
 * ```ts
 * checkPolicy(DEFAULT_POLICY) // → undefined
 * ```
 */
export function checkPolicy(policy: OfferPolicy): void {
  for (const {name, least, most, step, of} of POLICY_FIELDS) {
    const value = of(policy);
    if (!(typeof value === "number" && value >= least && value <= most))
      throw new UserError(`${name} of the offer policy is ${value}`, `give a number from ${least} to ${most}`);
    if (step >= 1 && !Number.isInteger(value))
      throw new UserError(`${name} of the offer policy is ${value}`, "give a whole number");
  }
  const {lowestPercent, highestPercent, fromCents, toCents} = policy.discount;
  if (lowestPercent > highestPercent)
    throw new UserError(
      `the lowest discount, ${lowestPercent} %, is above the highest, ${highestPercent} %`,
      "give a lowest discount that is not above the highest"
    );
  if (fromCents > toCents)
    throw new UserError(
      `the discount rises from ${fromCents} to ${toCents} cents`,
      "give a start of the rise that is not above its end"
    );
  if (policy.excludedItems.length > MOST_EXCLUDED || !policy.excludedItems.every((item) => Number.isSafeInteger(item)))
    throw new UserError(
      `the excluded items are ${JSON.stringify(policy.excludedItems).slice(0, 80)}`,
      `give at most ${MOST_EXCLUDED} numbers of items`
    );
}

/**
 * The discount for a cart of this value, whole per cent, rounded down.
 *
 * @example
 * ```ts
 * discountPercent(DEFAULT_POLICY.discount, 5_000) // → 10
 * discountPercent(DEFAULT_POLICY.discount, 27_500) // → 20
 * discountPercent(DEFAULT_POLICY.discount, 1e9) // → 30
 * ```
 */
export function discountPercent(curve: DiscountCurve, cents: number): number {
  const {lowestPercent, highestPercent, fromCents, toCents} = curve;
  if (cents >= toCents) return highestPercent;
  if (cents <= fromCents) return lowestPercent;
  return lowestPercent + Math.floor(((highestPercent - lowestPercent) * (cents - fromCents)) / (toCents - fromCents));
}

/** What a decision looks at of a session. */
export interface OfferSession {
  /** Pages seen so far. */
  readonly pages: number;
  /** UTC milliseconds. */
  readonly startMs: number;
  readonly lastEventMs: number;
  readonly cart: readonly CartLine[];
  /** Whether the visitor has an offer that is neither redeemed nor expired nor declined. */
  readonly openOffer: boolean;
  /** When the visitor was last shown an offer, UTC milliseconds; null for never. */
  readonly lastOfferMs: number | null;
}

/** What the models say; null for one that has not answered, or that has nothing to say yet. */
export interface OfferScores {
  /** The chance that the cart is abandoned, both signals together. */
  readonly abandonment: number | null;
}

/** Every reason for which no offer is made, in the order in which they are looked at, with what it tells a reader. */
export const REFUSALS = {
  "clock-set-back": "The clock is behind the last event",
  "cart-invalid": "The cart cannot be",
  "cart-empty": "Nothing is in the cart",
  "all-excluded": "All that is in the cart is excluded",
  "discount-zero": "The discount would be worth nothing",
  "offer-open": "An offer is open already",
  "cool-down": "The last offer was too short a time ago",
  "too-few-pages": "Too few pages seen",
  "too-soon": "The session is too young",
  "no-score": "The models have not answered",
  "below-threshold": "The score is below the threshold"
} as const;
export type Refusal = keyof typeof REFUSALS;

/** One condition that was looked at. */
export interface PolicyCheck {
  readonly refusal: Refusal;
  readonly passed: boolean;
  /** What was found and what is asked for, in words. */
  readonly found: string;
}

/** The size of an offer. */
export interface OfferTerms {
  readonly percent: number;
  /** Of the part of the cart that is not excluded. */
  readonly discountedCents: number;
  /** What the visitor would save, rounded down to a cent. */
  readonly discountCents: number;
}

/** An offer, or the first reason against it; and all that was looked at, so that it can be shown. */
export type OfferDecision =
  | {readonly kind: "offer"; readonly terms: OfferTerms; readonly checks: readonly PolicyCheck[]}
  | {readonly kind: "none"; readonly refusal: Refusal; readonly checks: readonly PolicyCheck[]};

/**
 * Decides whether a visitor is made an offer now. Nothing else goes into the decision, and nothing is changed by it.
 *
 * @throws {UserError} for a policy out of its bounds
 *
 * @example
 * ```ts
 * const session = {
 *   pages: 4, startMs: 0, lastEventMs: 60_000, openOffer: false, lastOfferMs: null,
 *   cart: [{itemId: 7, quantity: 1, priceCents: 20_000}]
 * };
 * const made = decideOffer(session, {abandonment: 0.8}, DEFAULT_POLICY, 60_000);
 * made.kind === "offer" && made.terms // → {percent: 16, discountedCents: 20000, discountCents: 3200}
 * const refused = decideOffer(session, {abandonment: 0.5}, DEFAULT_POLICY, 60_000);
 * refused.kind === "none" && refused.refusal // → "below-threshold"
 * ```
 */
export function decideOffer(
  session: OfferSession,
  scores: OfferScores,
  policy: OfferPolicy,
  nowMs: number
): OfferDecision {
  checkPolicy(policy);
  const {cart, pages, startMs, lastEventMs, openOffer, lastOfferMs} = session;
  const problem = cartProblem(cart);
  const excluded = new Set(policy.excludedItems);
  const open = cart.filter(({itemId}) => !excluded.has(itemId));
  const discountedCents = problem === null ? cartCents(open) : 0;
  const percent = discountPercent(policy.discount, discountedCents);
  // in two parts, so that no product leaves the whole numbers that a double holds
  const discountCents =
    Math.floor(discountedCents / 100) * percent + Math.floor(((discountedCents % 100) * percent) / 100);
  const seconds = (nowMs - startMs) / 1_000;
  const sinceOffer = lastOfferMs === null ? Infinity : (nowMs - lastOfferMs) / 60_000;
  const {abandonment} = scores;
  const scored = abandonment !== null && abandonment >= 0 && abandonment <= 1;
  const checks: PolicyCheck[] = [];
  const check = (refusal: Refusal, passed: boolean, found: string) => checks.push({refusal, passed, found});
  // NaN passes nothing: each condition is what has to hold
  check(
    "clock-set-back",
    nowMs >= lastEventMs && nowMs >= startMs,
    nowMs >= lastEventMs && nowMs >= startMs ? "runs on" : "set back"
  );
  check("cart-invalid", problem === null, problem ?? "valid");
  check("cart-empty", cart.length > 0, `${cart.length} ${cart.length === 1 ? "kind" : "kinds"} of items`);
  check(
    "all-excluded",
    cart.length === 0 || open.length > 0,
    `${cart.length - open.length} of ${cart.length} excluded`
  );
  check("discount-zero", open.length === 0 || discountCents > 0, `${percent} % of ${euros(discountedCents)}`);
  check("offer-open", !openOffer, openOffer ? "1 open" : "none open");
  check(
    "cool-down",
    sinceOffer >= policy.coolDownMinutes,
    lastOfferMs === null ? "no offer yet" : `${whole(sinceOffer)} of ${policy.coolDownMinutes} min`
  );
  check("too-few-pages", pages >= policy.minimumPages, `${pages} of ${policy.minimumPages} pages`);
  check("too-soon", seconds >= policy.minimumSeconds, `${whole(seconds)} of ${policy.minimumSeconds} s`);
  check("no-score", scored, scored ? "answered" : "no answer");
  check(
    "below-threshold",
    scored && abandonment >= policy.threshold,
    scored ? `${abandonment.toFixed(3)}, threshold ${policy.threshold}` : `threshold ${policy.threshold}`
  );
  const first = checks.find(({passed}) => !passed);
  return first === undefined
    ? {kind: "offer", terms: {percent, discountedCents, discountCents}, checks}
    : {kind: "none", refusal: first.refusal, checks};
}

const whole = (x: number) => (Number.isFinite(x) ? String(Math.floor(x)) : "?");
const euros = (cents: number) => (cents / 100).toFixed(2);

/**
 * A policy as one line for an address: what differs from the default, `threshold=0.8~minimumPages=5~excluded=3.17`.
 *
 * @example
 * ```ts
 * policyToText({...DEFAULT_POLICY, threshold: 0.8, excludedItems: [3, 17]}) // → "threshold=0.8~excluded=3.17"
 * policyToText(DEFAULT_POLICY) // → ""
 * ```
 */
export function policyToText(policy: OfferPolicy): string {
  const parts = POLICY_FIELDS.filter(({of}) => of(policy) !== of(DEFAULT_POLICY)).map(
    ({name, of}) => `${name}=${of(policy)}`
  );
  if (policy.excludedItems.length > 0) parts.push(`excluded=${policy.excludedItems.join(".")}`);
  return parts.join("~");
}

/**
 * The policy that `policyToText` wrote.
 *
 * @throws {UserError} for a part that there is not, and what `checkPolicy` throws
 *
 * @example
 * ```ts
 * policyFromText("threshold=0.8~excluded=3.17").excludedItems // → [3, 17]
 * ```
 */
export function policyFromText(text: string): OfferPolicy {
  let policy = DEFAULT_POLICY;
  for (const part of text === "" ? [] : text.split("~")) {
    const [name, value, more] = part.split("=");
    const known = POLICY_FIELDS.find((one) => one.name === name);
    if (
      value === undefined ||
      value.trim() === "" ||
      more !== undefined ||
      (known === undefined && name !== "excluded")
    )
      throw new UserError(
        `the offer policy has no part “${part}”`,
        `write name=value with one of ${POLICY_FIELDS.map((one) => one.name).join(", ")}, excluded`
      );
    policy =
      known === undefined
        ? {...policy, excludedItems: value.split(".").map((item) => (/^\d+$/.test(item) ? Number(item) : NaN))}
        : known.with(policy, Number(value));
  }
  checkPolicy(policy);
  return policy;
}
