import {UserError} from "../core/errors.js";
import {exp} from "../core/portableMath.js";
import {pick, random} from "../core/random.js";
import {STREAMS} from "./streams.js";

/** How a user responds to a personal offer: hidden, one draw per user. The order is that of the tables below. */
export const RESPONSES = ["indifferent", "persuadable", "averse"] as const;

/**
 * The four kinds of visitor of the literature on uplift, by whether a visit buys without and with the offer: `bought without + 2 × bought with`.
 * Nobody can see them in a log, as a visit has one arm only; the generator knows both.
 */
export const STRATA = ["lost cause", "sleeping dog", "persuadable", "sure thing"] as const;

/**
 * A personal offer: a discount on the whole order of the visit at hand, shown once to a user, at the first moment that `after` names, if chance
 * puts the user into the treated arm.
 *
 * From then on the log-odds that an event buys the cart, among events that neither add nor remove, grow by
 * `effect[response] × depth / 10 × sensitivityFactor[sensitivity] × cartFactor[class of the cart's value]`, until the visit ends. All else that the user
 * does stays the same, later visits too.
 */
export interface OfferOptions {
  /** Share of eligible users who are shown the offer. */
  readonly treated: number;
  /** Of the assignment: another one deals the same people anew. */
  readonly seed: number;
  /** Right after the user's first event that adds to a cart, or after the event with this number in a visit, of the first visit that has one. */
  readonly after: "cart" | number;
  /** Discounts in whole per cent, and their weights. */
  readonly depths: readonly number[];
  readonly depthWeights: readonly number[];
  /** By sensitivity; columns: responses. */
  readonly responseShares: readonly (readonly number[])[];
  /** By response: growth of the log-odds for ten per cent of discount. */
  readonly effect: readonly number[];
  readonly sensitivityFactor: readonly number[];
  /** Where the classes of a cart's value at the time of the offer end, in cents … */
  readonly cartBoundsCents: readonly number[];
  /** … and the factor of each, one more than there are ends. */
  readonly cartFactor: readonly number[];
}

export const OFFER_DEFAULTS: OfferOptions = {
  treated: 0.5,
  seed: 1,
  after: "cart",
  depths: [10, 20],
  depthWeights: [1, 1],
  responseShares: [
    [0.55, 0.3, 0.15],
    [0.35, 0.55, 0.1]
  ],
  effect: [0, 1, -1],
  sensitivityFactor: [0.7, 1.3],
  cartBoundsCents: [5_000, 20_000],
  cartFactor: [1.2, 1, 0.7]
};

/** Throws `UserError` naming a part of the offer that cannot be, and its value. */
export function checkOffer(offer: OfferOptions, sensitivities: number): void {
  const say = (name: string, value: unknown, remedy: string): never => {
    throw new UserError(`option offer.${name} is ${JSON.stringify(value)}`, remedy);
  };
  const numbers = (
    name: keyof OfferOptions,
    length: number,
    least: number,
    most: number,
    values = offer[name]
  ): void => {
    const list = values as readonly number[];
    if (!Array.isArray(list) || list.length !== length) say(name, list, `give ${length} numbers`);
    for (const value of list)
      if (!(value >= least && value <= most)) say(name, list, `give numbers from ${least} to ${most}`);
  };
  if (!(offer.treated >= 0 && offer.treated <= 1)) say("treated", offer.treated, "give a share from 0 to 1");
  if (!Number.isSafeInteger(offer.seed) || offer.seed < 0) say("seed", offer.seed, "give a whole number from 0");
  if (offer.after !== "cart" && !(Number.isInteger(offer.after) && offer.after >= 1 && offer.after <= 1000))
    say("after", offer.after, "give cart, or the number of an event from 1 to 1000");
  if (!Array.isArray(offer.depths) || offer.depths.length === 0) say("depths", offer.depths, "give one at least");
  numbers("depths", offer.depths.length, 1, 90);
  if (offer.depths.some((depth) => !Number.isInteger(depth))) say("depths", offer.depths, "give whole per cent");
  numbers("depthWeights", offer.depths.length, 0, 1e9);
  if (!(offer.depthWeights.reduce((a, b) => a + b, 0) > 0))
    say("depthWeights", offer.depthWeights, "one must be positive");
  if (offer.responseShares.length !== sensitivities)
    say("responseShares", offer.responseShares, `give ${sensitivities} rows`);
  for (const row of offer.responseShares) {
    numbers("responseShares", RESPONSES.length, 0, 1, row as never);
    if (Math.abs(row.reduce((a, b) => a + b, 0) - 1) > 1e-9)
      say("responseShares", offer.responseShares, "each row must sum to 1");
  }
  numbers("effect", RESPONSES.length, -10, 10);
  numbers("sensitivityFactor", sensitivities, 0, 10);
  numbers("cartBoundsCents", offer.cartBoundsCents.length, 0, 1e12);
  if (offer.cartBoundsCents.some((bound, k) => k > 0 && bound <= offer.cartBoundsCents[k - 1]))
    say("cartBoundsCents", offer.cartBoundsCents, "give rising numbers");
  numbers("cartFactor", offer.cartBoundsCents.length + 1, 0, 10);
}

/** What chance has in store for a user who becomes eligible: the shop knows it, as it deals the arms. */
export interface Assignment {
  readonly treated: boolean;
  readonly depthPercent: number;
}

/** Deals a user's arm and depth. `user` counts from 0. */
export function assignOffer(offer: OfferOptions, user: number): Assignment {
  const source = random(offer.seed, STREAMS.offers, user);
  const treated = source.uniform() < offer.treated;
  return {treated, depthPercent: offer.depths[pick(offer.depthWeights, source)]};
}

/** Draws how a user of a shop with this seed responds, an index of `RESPONSES`: the same for every assignment. `user` counts from 0. */
export function drawResponse(offer: OfferOptions, seed: number, user: number, sensitivity: number): number {
  return pick(offer.responseShares[sensitivity], random(seed, STREAMS.responses, user));
}

/** The factor on the odds of buying that the offer brings. */
export function offerOdds(
  offer: OfferOptions,
  response: number,
  sensitivity: number,
  depthPercent: number,
  cartCents: number
): number {
  let value = 0;
  while (value < offer.cartBoundsCents.length && cartCents >= offer.cartBoundsCents[value]) value++;
  return exp(
    offer.effect[response] * (depthPercent / 10) * offer.sensitivityFactor[sensitivity] * offer.cartFactor[value]
  );
}

/**
 * Probability that the next event buys, where it was `purchase` before its odds against the events other than adding and removing
 * grew by a factor: `rest` is the probability of these and of buying together.
 */
export function purchaseAtOdds(purchase: number, rest: number, odds: number): number {
  return odds === 1 || purchase === 0 ? purchase : (rest * purchase * odds) / (rest - purchase + purchase * odds);
}
