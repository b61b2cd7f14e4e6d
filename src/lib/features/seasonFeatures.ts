import {caseWhen, least, quotient, subtract, type Condition} from "../sql/expression.js";
import {DAY_OF_MONTH, EVENING, WEEKEND} from "./calendar.js";
import {within, type Feature, type FeatureExpression, type FeatureInput} from "./feature.js";
import {permille} from "./permille.js";

const season = (
  name: string,
  unit: Feature["unit"],
  definition: string,
  expression: FeatureExpression,
  more: Partial<Feature> = {}
): Feature => ({
  name,
  group: "seasonality",
  unit,
  definition,
  windowDays: null,
  expression,
  fill: 0,
  needs: [],
  ...more
});

const flag = (condition: Condition<FeatureInput>) => caseWhen(condition, 1, 0);

/** The calendar at the moment, UTC, and what is coming into fashion. */
export const SEASON_FEATURES: readonly Feature[] = [
  season("season_weekend", "yes or no", "Whether it is Saturday or Sunday, UTC.", flag(WEEKEND)),
  season("season_evening", "yes or no", "Whether it is between 18:00 and 23:00, UTC.", flag(EVENING), {
    needs: ["hours"]
  }),
  season(
    "season_month_part",
    "code",
    "Which part of the month it is: days 1 to 10 are 0, 11 to 20 are 1, the rest is 2.",
    least(quotient(subtract(DAY_OF_MONTH, 1), 10), 2),
    {categorical: true}
  ),
  season(
    "season_item_week",
    "‰",
    "Of the item's views, by anybody, those of the last seven days.",
    permille(within("item", "views", 7), within("item", "views", 14)),
    {windowDays: 14, fill: 500, needs: ["items"]}
  )
];
