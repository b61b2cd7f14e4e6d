import {MINUTE_MS} from "../core/time.js";
import {least, quotient, subtract} from "../sql/expression.js";
import {HOUR, WEEKDAY} from "./calendar.js";
import {aggregate, AS_OF, attribute, within, type Feature, type FeatureExpression, type Need} from "./feature.js";
import {permille} from "./permille.js";

/** Never, or longer ago than this: 90 days in minutes, the longest time a recency tells apart. */
export const MAX_DWELL_MINUTES = 90 * 24 * 60;

/** Whole minutes from one time to a later one; what is missing, or longer ago than can be told apart, is the longest. */
const minutes = (from: FeatureExpression, to: FeatureExpression) =>
  least(quotient(subtract(to, from), MINUTE_MS), MAX_DWELL_MINUTES);

const WHAT: Readonly<Record<string, {name: string; words: string; unit: Feature["unit"]; needs: readonly Need[]}>> = {
  views: {name: "view", words: "Views", unit: "events", needs: []},
  carts: {name: "cart", words: "Additions to the cart", unit: "events", needs: ["carts"]},
  removes: {name: "remove", words: "Removals from the cart", unit: "events", needs: ["removes"]},
  purchases: {name: "purchase", words: "Purchases", unit: "events", needs: ["purchases"]},
  sessions: {name: "session", words: "Sessions begun", unit: "sessions", needs: []}
};

const OWNERS = {
  user: {prefix: "", words: "by the user", needs: ["users"]},
  item: {prefix: "item_", words: "of the item, by anybody", needs: ["items"]},
  pair: {prefix: "user_item_", words: "of the item by the user", needs: ["items"]}
} as const;

function counts(
  group: Feature["group"],
  counted: keyof typeof OWNERS,
  column: string,
  windows: readonly number[]
): Feature[] {
  const {name, words, unit, needs} = WHAT[column];
  const owner = OWNERS[counted];
  return windows.map((days) => ({
    name: `${owner.prefix}${name}_count_${days}d`,
    group,
    unit,
    definition: `${words} ${owner.words}.`,
    windowDays: days,
    expression: within(counted, column, days),
    fill: 0,
    needs: [...owner.needs, ...needs]
  }));
}

function recency(
  name: string,
  definition: string,
  ms: FeatureExpression,
  needs: readonly Need[],
  group: Feature["group"] = "recency"
): Feature {
  return {
    name,
    group,
    unit: "minutes",
    definition,
    windowDays: null,
    expression: minutes(ms, AS_OF),
    fill: MAX_DWELL_MINUTES,
    needs
  };
}

function ofSession(
  name: string,
  unit: Feature["unit"],
  definition: string,
  expression: FeatureExpression,
  needs: readonly Need[] = []
): Feature {
  return {name, group: "session", unit, definition, windowDays: null, expression, fill: 0, needs};
}

/**
 * The 37 features of an example, which is a moment in a session and an item. All of them look at events strictly before the moment. Ninety days or
 * more count as never, 129,600 minutes.
 */
export const FEATURES: readonly Feature[] = [
  {
    name: "minutes_since_previous_session",
    group: "recency",
    unit: "minutes",
    definition: "Time from the user's last event before this session to its first.",
    windowDays: null,
    expression: minutes(aggregate("user", "ts_ms", "before"), aggregate("session", "first_ms")),
    fill: MAX_DWELL_MINUTES,
    needs: ["users"]
  },
  recency(
    "minutes_since_cart",
    "Time since the user last put anything into the cart.",
    aggregate("user", "last_cart_ms"),
    ["carts"]
  ),
  recency(
    "minutes_since_purchase",
    "Time since the user last bought anything.",
    aggregate("user", "last_purchase_ms"),
    ["purchases"]
  ),
  recency("minutes_since_first_event", "Time since the user's first event in the log.", aggregate("user", "first_ms"), [
    "users"
  ]),

  ...counts("frequency", "user", "views", [1, 7, 30]),
  ...counts("frequency", "user", "sessions", [7, 30]),
  ...counts("frequency", "user", "purchases", [7, 30]),

  ...counts("intent", "user", "carts", [1, 7, 30]),
  ...counts("intent", "user", "removes", [30]),
  {
    name: "carts_per_view_30d",
    group: "intent",
    unit: "‰",
    definition: "The user's additions to the cart for each thousand of their views.",
    windowDays: 30,
    expression: permille(within("user", "carts", 30), within("user", "views", 30)),
    fill: 0,
    needs: ["users", "carts"]
  },

  ofSession("session_events", "events", "Events of the session so far.", aggregate("session", "events")),
  ofSession("session_carts", "events", "Additions to the cart in the session so far.", aggregate("session", "carts"), [
    "carts"
  ]),
  ofSession("session_items", "items", "Distinct items of the session so far.", aggregate("session", "items"), [
    "items"
  ]),
  ofSession(
    "session_seconds",
    "seconds",
    "Time from the session's first event to its latest so far.",
    quotient(subtract(aggregate("session", "ts_ms"), aggregate("session", "first_ms")), 1000),
    ["hours"]
  ),
  ofSession("session_hour", "hour", "Hour of the day just before the moment, UTC, 0 to 23.", HOUR, ["hours"]),
  ofSession("session_weekday", "weekday", "Day of the week just before the moment, UTC, 0 for Monday.", WEEKDAY),

  ...counts("user–item", "pair", "views", [1, 7, 30]),
  ...counts("user–item", "pair", "carts", [30]),
  ...counts("user–item", "pair", "purchases", [30]),
  recency(
    "user_item_minutes_since_view",
    "Time since the user last viewed the item.",
    aggregate("pair", "last_view_ms"),
    ["items"],
    "user–item"
  ),

  ...counts("item", "item", "views", [1, 7, 30]),
  ...counts("item", "item", "carts", [30]),
  ...counts("item", "item", "purchases", [30]),
  {
    name: "item_price",
    group: "item",
    unit: "cents",
    definition: "The latest price at which anybody met the item, the highest of several at one time.",
    windowDays: null,
    expression: aggregate("item", "price_cents"),
    fill: 0,
    needs: ["items", "prices"]
  },
  {
    name: "item_base_price",
    group: "item",
    unit: "cents",
    definition: "The highest price at which anybody met the item so far.",
    windowDays: null,
    expression: aggregate("item", "top_price_cents"),
    fill: 0,
    needs: ["items", "prices"]
  },
  {
    name: "item_discount",
    group: "item",
    unit: "‰",
    definition: "By how much the latest price lies under the highest so far.",
    windowDays: null,
    expression: permille(
      subtract(aggregate("item", "top_price_cents"), aggregate("item", "price_cents")),
      aggregate("item", "top_price_cents")
    ),
    fill: 0,
    needs: ["items", "prices"]
  },
  {
    name: "item_category",
    group: "item",
    unit: "code",
    definition: "The item's department, as the catalogue has it at that moment.",
    windowDays: null,
    expression: attribute("department_id"),
    fill: -1,
    needs: ["items", "departments"],
    categorical: true
  }
];
