import {UserError} from "../core/errors.js";
import {checkDrift, type DriftScenario} from "./drift.js";
import {DEPARTMENTS} from "./names.js";
import {checkOffer, type OfferOptions} from "./offer.js";

/** The finite hidden states. Their order is the order of every table below. */
export const PERSONAS = ["browser", "researcher", "buyer"] as const;
export const SENSITIVITIES = ["price-blind", "price-sensitive"] as const;
export const INTENTS = ["look", "consider", "buy"] as const;
export const STAGES = ["explore", "compare", "decide"] as const;

/** The least and greatest value of one kind of pause or of return, in the unit its name gives. */
export type Range = readonly [from: number, to: number];

/**
 * Every rate of the generated shop. Shares and probabilities are in [0, 1]; weights are relative. Rows of a table follow
 * `PERSONAS`, `INTENTS` or `STAGES`; columns follow what the comment names.
 */
export interface ShopOptions {
  readonly profile: string;
  readonly seed: number;
  readonly users: number;
  readonly items: number;
  /** Visits start on one of this many days from `startMs`. */
  readonly days: number;
  /** First midnight, UTC milliseconds. */
  readonly startMs: number;

  // Hidden, one draw per user.
  readonly personaShares: readonly number[];
  readonly sensitivityShares: readonly number[];
  /** Weight of each department as a user's taste. */
  readonly tasteWeights: readonly number[];

  // When visits start.
  /** Monday first. */
  readonly weekdayWeights: readonly number[];
  /** By week of the period; the last entry holds for all later weeks. */
  readonly weekWeights: readonly number[];
  readonly hourWeights: readonly number[];
  readonly weekendHourWeights: readonly number[];
  /** Weeks of the period (0-based) in which the shop holds a sale. */
  readonly saleWeeks: readonly number[];
  /** Probability that a user comes back after a visit, by persona, before the period's end cuts it off. */
  readonly returnProbability: readonly number[];
  /** How soon: minutes after the last event for the first class … */
  readonly returnSoonMinutes: Range;
  /** … and days after it for the others. */
  readonly returnDays: readonly Range[];
  /** By persona; columns: soon, then `returnDays`. */
  readonly returnWeights: readonly (readonly number[])[];

  // Hidden, one draw per visit.
  /** By persona; columns: intents. */
  readonly intentWeights: readonly (readonly number[])[];
  /** Factor on the weight of intent "buy" in a sale week, by sensitivity. */
  readonly saleLift: readonly number[];
  readonly weekendLift: number;
  readonly eveningLift: number;
  readonly eveningHours: Range;
  /** Factor on the weight of intent "buy" where a visit begins with something in the cart; needs `cartLasts`. */
  readonly waitingCartLift: number;

  // Hidden, one draw per event.
  /** By intent; columns: stages. */
  readonly firstStage: readonly (readonly number[])[];
  /** By intent, by stage; columns: next stage. */
  readonly stageTransitions: readonly (readonly (readonly number[])[])[];

  // What is seen of them.
  /** Probability that the visit ends after an event, by intent and stage. */
  readonly endProbability: readonly (readonly number[])[];
  readonly endAfterPurchase: number;
  /** Probability that the next event puts the page's item into an empty cart, by intent and stage. */
  readonly addFirst: readonly (readonly number[])[];
  /** The same for a cart that holds something. */
  readonly addMore: readonly (readonly number[])[];
  /** Probability that the next event takes something out of the cart, where it holds something. */
  readonly remove: readonly (readonly number[])[];
  /** Probability that the next event buys the whole cart, where it holds something. */
  readonly purchase: readonly (readonly number[])[];
  /** A cart takes no more units than this. */
  readonly cartLimit: number;
  /** Whether what a visit leaves in the cart is still there in the user's next one. */
  readonly cartLasts: boolean;
  /** Probability, by stage, that a viewed item is one the page links to … */
  readonly follow: readonly number[];
  /** … or one seen before in this visit; otherwise it is drawn from the shelves. */
  readonly revisit: readonly number[];
  /** Probability, by intent, that a returning user opens what the last visit left: its cart's last item, else its last page. */
  readonly resume: readonly number[];
  /** Share of draws from the shelves of the user's own department; the rest are from all shelves. */
  readonly tasteShare: number;
  /** Bounds of dwell classes in ms: class k is [k, k + 1). All under the session gap, so a visit is never cut at 30 minutes. */
  readonly dwellBoundsMs: readonly number[];
  /** By stage; columns: dwell classes of a viewed page. */
  readonly dwellWeights: readonly (readonly number[])[];
  /** Dwell classes after any other event. */
  readonly pauseWeights: readonly number[];

  /** Probability that a row of the log is written twice, whatever it is: what collectors do, and no part of behaviour. */
  readonly repeatedRows: number;

  // The catalogue.
  readonly categoriesPerDepartment: number;
  readonly brands: number;
  /** Weight of each place of a page that links to another item; links prefer items that share tags. */
  readonly linkWeights: readonly number[];
  /** Share of links inside the item's own category, and in its department. */
  readonly linkSameCategory: number;
  readonly linkSameDepartment: number;
  /** Zipf's law: weight 1 / (rank + shift). */
  readonly popularityShift: number;
  /** Discount levels in per cent, their weights in ordinary weeks and in sale weeks. */
  readonly discountPercents: readonly number[];
  readonly discountWeights: readonly number[];
  readonly saleDiscountWeights: readonly number[];
  /** Probability that an item is out of stock in a week. */
  readonly outOfStock: number;
  /** By sensitivity: factor on an item's weight per level of discount, and per quartile of price in its department. */
  readonly discountAppeal: readonly (readonly number[])[];
  readonly priceAppeal: readonly (readonly number[])[];
  /** An item's weight grows by this share with each star above four, and falls with each below. */
  readonly ratingAppeal: number;

  // Moves from item to item, as `itemWalk.ts` has them; off while all shares are 0.
  /** Probability, by stage, that a viewed item is the page's own once more … */
  readonly repeat: readonly number[];
  /** … or one of its co-view neighbours; otherwise it is what the options above make it. */
  readonly coview: readonly number[];
  /** Co-view neighbours of an item, in its department; the k-th weighs 1 / k to the power of `coviewExponent`. */
  readonly coviewPlaces: number;
  readonly coviewExponent: number;
  /** Share of items that are in fashion in a week, and the factor on their weight on the shelves. */
  readonly trendShare: number;
  readonly trendLift: number;

  /** A personal offer to users drawn at random, see `offer.ts`; null for none. */
  readonly offer: OfferOptions | null;
  /** What changes on known days, see `drift.ts`; none by default. */
  readonly drift: readonly DriftScenario[];
  /** Shares of personas among the visitors of a new traffic source. */
  readonly trafficPersonas: readonly number[];
  /** By sensitivity: weight on the shelves goes with price to the power of minus this, where a price shock changes prices. */
  readonly priceElasticity: readonly number[];
}

export const SHOP_DEFAULTS: Omit<ShopOptions, "profile" | "users" | "items" | "days"> = {
  seed: 1,
  startMs: Date.UTC(2025, 0, 1),
  personaShares: [0.6, 0.28, 0.12],
  sensitivityShares: [0.6, 0.4],
  tasteWeights: [5, 5, 4, 3, 3, 2, 2, 2],
  weekdayWeights: [10, 10, 10, 10, 11, 13, 14],
  weekWeights: [14, 13, 12, 10, 9, 10, 11, 9, 9, 9, 10, 11, 12],
  hourWeights: [3, 2, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 14, 12, 10, 10, 11, 13, 15, 18, 20, 18, 12, 6],
  weekendHourWeights: [5, 3, 2, 1, 1, 1, 2, 4, 7, 11, 14, 15, 15, 15, 15, 15, 15, 15, 16, 17, 18, 16, 11, 7],
  saleWeeks: [1, 2, 6, 11],
  returnProbability: [0.34, 0.47, 0.46],
  returnSoonMinutes: [31, 360],
  returnDays: [
    [1, 1],
    [2, 3],
    [4, 7],
    [8, 21],
    [22, 45]
  ],
  returnWeights: [
    [0.2, 0.15, 0.15, 0.2, 0.2, 0.1],
    [0.25, 0.25, 0.2, 0.15, 0.1, 0.05],
    [0.2, 0.2, 0.2, 0.2, 0.12, 0.08]
  ],
  intentWeights: [
    [0.86, 0.125, 0.015],
    [0.3, 0.64, 0.06],
    [0.3, 0.4, 0.3]
  ],
  saleLift: [1.2, 1.9],
  weekendLift: 0.9,
  eveningLift: 1.15,
  eveningHours: [18, 22],
  waitingCartLift: 1,
  firstStage: [
    [0.9, 0.1, 0],
    [0.6, 0.38, 0.02],
    [0.45, 0.45, 0.1]
  ],
  stageTransitions: [
    [
      [0.88, 0.115, 0.005],
      [0.3, 0.69, 0.01],
      [0.6, 0.2, 0.2]
    ],
    [
      [0.75, 0.24, 0.01],
      [0.12, 0.86, 0.02],
      [0.25, 0.35, 0.4]
    ],
    [
      [0.68, 0.27, 0.05],
      [0.1, 0.8, 0.1],
      [0.06, 0.14, 0.8]
    ]
  ],
  endProbability: [
    [0.07, 0.0515, 0.062],
    [0.0412, 0.033, 0.036],
    [0.0288, 0.0226, 0.0205]
  ],
  endAfterPurchase: 0.75,
  addFirst: [
    [0.001, 0.003, 0.1],
    [0.001, 0.006, 0.22],
    [0.004, 0.02, 0.4]
  ],
  addMore: [
    [0.001, 0.003, 0.05],
    [0.002, 0.008, 0.1],
    [0.01, 0.02, 0.14]
  ],
  remove: [
    [0.01, 0.015, 0.06],
    [0.008, 0.015, 0.06],
    [0.004, 0.008, 0.03]
  ],
  purchase: [
    [0, 0.001, 0.02],
    [0, 0.002, 0.06],
    [0.002, 0.006, 0.3]
  ],
  cartLimit: 12,
  cartLasts: false,
  follow: [0.16, 0.14, 0.08],
  revisit: [0.55, 0.78, 0.82],
  resume: [0.02, 0.03, 0.03],
  tasteShare: 0.5,
  dwellBoundsMs: [2_000, 8_000, 20_000, 60_000, 180_000, 480_000, 1_740_000],
  dwellWeights: [
    [0.3, 0.34, 0.24, 0.09, 0.02, 0.01],
    [0.12, 0.26, 0.34, 0.2, 0.06, 0.02],
    [0.1, 0.22, 0.36, 0.24, 0.06, 0.02]
  ],
  pauseWeights: [0.4, 0.35, 0.17, 0.06, 0.015, 0.005],
  repeatedRows: 0,
  categoriesPerDepartment: 4,
  brands: 40,
  linkWeights: [35, 25, 15, 10, 10, 5],
  linkSameCategory: 0.6,
  linkSameDepartment: 0.3,
  popularityShift: 50,
  discountPercents: [0, 10, 20, 30],
  discountWeights: [80, 10, 7, 3],
  saleDiscountWeights: [40, 20, 20, 20],
  outOfStock: 0.04,
  discountAppeal: [
    [1, 1.05, 1.1, 1.15],
    [1, 1.6, 2.4, 3.4]
  ],
  priceAppeal: [
    [0.9, 1, 1.05, 1.05],
    [1.6, 1.2, 0.8, 0.4]
  ],
  ratingAppeal: 0.4,
  repeat: [0, 0, 0],
  coview: [0, 0, 0],
  coviewPlaces: 12,
  coviewExponent: 1,
  trendShare: 0,
  trendLift: 1,
  offer: null,
  drift: [],
  trafficPersonas: [0.85, 0.12, 0.03],
  priceElasticity: [0.4, 1.6]
};

/** The same shop with every option off that is off by default: who visits when, and what of every type they do, stays the same. */
export function plainOptions(o: ShopOptions): ShopOptions {
  const {repeat, coview, trendShare, trendLift, offer, drift} = SHOP_DEFAULTS;
  return {...o, repeat, coview, trendShare, trendLift, offer, drift};
}

/** Whether which items are viewed is drawn otherwise than in the plain shop. */
export function changesItems(o: ShopOptions): boolean {
  return (
    o.repeat.some((p) => p > 0) ||
    o.coview.some((p) => p > 0) ||
    (o.trendShare > 0 && o.trendLift !== 1) ||
    o.drift.some(({kind}) => kind === "price-shock" || kind === "new-items" || kind === "taste")
  );
}

/** Throws `UserError` naming an option that cannot be, and its value. */
export function checkOptions(o: ShopOptions): void {
  const integer = (name: keyof ShopOptions, least: number, most: number): void => {
    const value = o[name] as number;
    if (!Number.isInteger(value) || value < least || value > most)
      throw new UserError(`option ${name} is ${value}`, `give a whole number from ${least} to ${most}`);
  };
  integer("seed", 0, Number.MAX_SAFE_INTEGER);
  integer("users", 1, 5_000_000);
  integer("items", DEPARTMENTS.length * o.categoriesPerDepartment, 1_000_000);
  integer("days", 1, 3_650);
  integer("startMs", 0, 8.64e15);
  integer("cartLimit", 1, 100);
  const row = (
    name: string,
    values: readonly number[],
    length: number,
    unit: "shares" | "weights" | "weights or 0" | "rates"
  ): void => {
    if (values.length !== length) throw new UserError(`option ${name} has ${values.length} values`, `give ${length}`);
    let sum = 0;
    for (const value of values) {
      if (!(value >= 0) || !Number.isFinite(value) || (unit === "rates" && value > 1))
        throw new UserError(
          `option ${name} holds ${value}`,
          unit === "rates" ? "give values in [0, 1]" : "give values ≥ 0"
        );
      sum += value;
    }
    if ((unit === "shares" || unit === "weights") && !(sum > 0))
      throw new UserError(`option ${name} sums to ${sum}`, "give a positive value");
    if (unit === "shares" && Math.abs(sum - 1) > 1e-9)
      throw new UserError(`option ${name} sums to ${sum}`, "shares must sum to 1");
  };
  const rows = (
    name: string,
    values: readonly (readonly number[])[],
    height: number,
    width: number,
    unit: "shares" | "weights" | "rates"
  ): void => {
    if (values.length !== height) throw new UserError(`option ${name} has ${values.length} rows`, `give ${height}`);
    values.forEach((line, i) => row(`${name}[${i}]`, line, width, unit));
  };
  const dwellClasses = o.dwellBoundsMs.length - 1;
  row("personaShares", o.personaShares, PERSONAS.length, "shares");
  row("sensitivityShares", o.sensitivityShares, SENSITIVITIES.length, "shares");
  row("tasteWeights", o.tasteWeights, DEPARTMENTS.length, "weights");
  row("weekdayWeights", o.weekdayWeights, 7, "weights");
  row("weekWeights", o.weekWeights, o.weekWeights.length, "weights");
  row("hourWeights", o.hourWeights, 24, "weights");
  row("weekendHourWeights", o.weekendHourWeights, 24, "weights");
  row("returnProbability", o.returnProbability, PERSONAS.length, "rates");
  rows("returnWeights", o.returnWeights, PERSONAS.length, 1 + o.returnDays.length, "weights");
  rows("intentWeights", o.intentWeights, PERSONAS.length, INTENTS.length, "weights");
  row("saleLift", o.saleLift, SENSITIVITIES.length, "weights");
  rows("firstStage", o.firstStage, INTENTS.length, STAGES.length, "shares");
  o.stageTransitions.forEach((t, i) => rows(`stageTransitions[${i}]`, t, STAGES.length, STAGES.length, "shares"));
  for (const name of ["endProbability", "addFirst", "addMore", "remove", "purchase"] as const)
    rows(name, o[name], INTENTS.length, STAGES.length, "rates");
  for (let intent = 0; intent < INTENTS.length; intent++)
    for (let stage = 0; stage < STAGES.length; stage++) {
      const sum = o.addMore[intent][stage] + o.remove[intent][stage] + o.purchase[intent][stage];
      if (sum > 1)
        throw new UserError(
          `addMore + remove + purchase of ${INTENTS[intent]}/${STAGES[stage]} is ${sum}`,
          "keep it ≤ 1"
        );
    }
  row("follow", o.follow, STAGES.length, "rates");
  row("revisit", o.revisit, STAGES.length, "rates");
  o.follow.forEach((p, stage) => {
    if (p + o.revisit[stage] > 1)
      throw new UserError(`follow + revisit of ${STAGES[stage]} is ${p + o.revisit[stage]}`, "keep it ≤ 1");
  });
  row("resume", o.resume, INTENTS.length, "rates");
  row("repeat", o.repeat, STAGES.length, "rates");
  row("coview", o.coview, STAGES.length, "rates");
  o.repeat.forEach((p, stage) => {
    if (p + o.coview[stage] > 1)
      throw new UserError(`repeat + coview of ${STAGES[stage]} is ${p + o.coview[stage]}`, "keep it ≤ 1");
  });
  integer("coviewPlaces", 1, 100);
  row("coviewExponent", [o.coviewExponent], 1, "weights or 0");
  row("trendShare", [o.trendShare], 1, "rates");
  row("trendLift", [o.trendLift], 1, "weights");
  row("trafficPersonas", o.trafficPersonas, PERSONAS.length, "shares");
  row("priceElasticity", o.priceElasticity, SENSITIVITIES.length, "weights or 0");
  if (o.offer !== null) checkOffer(o.offer, SENSITIVITIES.length);
  checkDrift(o);
  row("tasteShare", [o.tasteShare], 1, "rates");
  row("endAfterPurchase", [o.endAfterPurchase], 1, "rates");
  row("repeatedRows", [o.repeatedRows], 1, "rates");
  row("waitingCartLift", [o.waitingCartLift], 1, "weights");
  row("outOfStock", [o.outOfStock], 1, "rates");
  row("ratingAppeal", [o.ratingAppeal], 1, "rates");
  rows("dwellWeights", o.dwellWeights, STAGES.length, dwellClasses, "weights");
  row("pauseWeights", o.pauseWeights, dwellClasses, "weights");
  row("discountWeights", o.discountWeights, o.discountPercents.length, "weights");
  row("saleDiscountWeights", o.saleDiscountWeights, o.discountPercents.length, "weights");
  rows("discountAppeal", o.discountAppeal, SENSITIVITIES.length, o.discountPercents.length, "weights");
  rows("priceAppeal", o.priceAppeal, SENSITIVITIES.length, 4, "weights");
  o.dwellBoundsMs.forEach((bound, i) => {
    if (!Number.isInteger(bound) || bound < 1 || (i > 0 && bound <= o.dwellBoundsMs[i - 1]))
      throw new UserError(`option dwellBoundsMs holds ${bound}`, "give rising whole milliseconds");
  });
}
