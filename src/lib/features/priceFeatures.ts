import {nullif, quotient} from "../sql/expression.js";
import {aggregate, within, type Feature, type FeatureExpression} from "./feature.js";
import {permille} from "./permille.js";

const against = (whose: "user" | "session", cents: string, prices: string) =>
  permille(aggregate("item", "price_cents"), quotient(aggregate(whose, cents), nullif(aggregate(whose, prices), 0)));

const price = (
  name: string,
  definition: string,
  windowDays: number | null,
  expression: FeatureExpression,
  fill: number,
  needs: Feature["needs"]
): Feature => ({name, group: "price sensitivity", unit: "‰", definition, windowDays, expression, fill, needs});

/** What the user's own prices say of an item's. Where there is nothing to compare with, the item costs as much as the others, 1000 ‰. */
export const PRICE_FEATURES: readonly Feature[] = [
  price(
    "price_against_viewed",
    "The item's latest price as a share of the mean price, in whole cents, of what the user viewed so far.",
    null,
    against("user", "viewed_cents", "priced_views"),
    1000,
    ["items", "users", "prices"]
  ),
  price(
    "price_against_bought",
    "The item's latest price as a share of the mean price, in whole cents, of what the user bought so far.",
    null,
    against("user", "paid_cents", "priced_purchases"),
    1000,
    ["items", "users", "purchases", "prices"]
  ),
  price(
    "price_against_session",
    "The item's latest price as a share of the mean price, in whole cents, of what was viewed in the session so far.",
    null,
    against("session", "viewed_cents", "priced_views"),
    1000,
    ["items", "prices"]
  ),
  price(
    "discounted_views_30d",
    "The share of the user's priced views that were of an item which somebody had met at a higher price.",
    30,
    permille(within("user", "discounted_views", 30), within("user", "priced_views", 30)),
    0,
    ["items", "users", "prices"]
  )
];
