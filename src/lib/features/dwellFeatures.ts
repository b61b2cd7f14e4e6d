import {nullif, quotient} from "../sql/expression.js";
import {aggregate, within, type Feature, type FeatureExpression} from "./feature.js";

const dwell = (
  name: string,
  unit: Feature["unit"],
  definition: string,
  windowDays: number | null,
  expression: FeatureExpression,
  needs: Feature["needs"] = ["dwell"]
): Feature => ({name, group: "dwell time", unit, definition, windowDays, expression, fill: 0, needs});

const seconds = (ms: FeatureExpression) => quotient(ms, 1000);
const mean = (ms: FeatureExpression, pages: FeatureExpression) => seconds(quotient(ms, nullif(pages, 0)));

/** How long pages stayed open. A page's time is known when it is left, `ts_ms + dwell_ms`, and not when it is opened; a page still open counts for nothing yet. */
export const DWELL_FEATURES: readonly Feature[] = [
  dwell(
    "dwell_user_item_seconds_30d",
    "seconds",
    "Time that the user kept the item's page open, of pages left in the window.",
    30,
    seconds(within("pair_left", "dwell_ms", 30)),
    ["items", "dwell"]
  ),
  dwell(
    "dwell_user_item_longest",
    "seconds",
    "The longest time that the user kept the item's page open.",
    null,
    seconds(aggregate("pair_left", "longest_dwell_ms")),
    ["items", "dwell"]
  ),
  dwell(
    "dwell_user_item_last",
    "seconds",
    "How long the user kept the item's page open when they last left it.",
    null,
    seconds(aggregate("pair_left", "last_dwell_ms")),
    ["items", "dwell"]
  ),
  dwell(
    "dwell_item_mean_30d",
    "seconds",
    "Mean time that anybody kept the item's page open, of pages left in the window.",
    30,
    mean(within("item_left", "dwell_ms", 30), within("item_left", "pages", 30)),
    ["items", "dwell"]
  ),
  dwell(
    "dwell_user_mean_30d",
    "seconds",
    "Mean time that the user kept a page open, of pages left in the window.",
    30,
    mean(within("user_left", "dwell_ms", 30), within("user_left", "pages", 30)),
    ["users", "dwell"]
  ),
  dwell(
    "dwell_session_seconds",
    "seconds",
    "Time that the session's pages stayed open, of those left so far.",
    null,
    seconds(aggregate("session_left", "dwell_ms"))
  )
];
