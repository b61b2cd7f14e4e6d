import {attribute, extra, type Feature, type FeatureExpression} from "./feature.js";
import type {OptionalGroup} from "./optionalGroup.js";
import type {Dialect} from "../sql/dialect.js";
import {MAX_ITEMS, sessionItemsSql} from "./sessionItems.js";

const EXTRA = "extra_content";

const content = (name: string, unit: Feature["unit"], definition: string, expression: FeatureExpression): Feature => ({
  name,
  group: "content",
  unit,
  definition,
  windowDays: null,
  expression,
  fill: 0,
  needs: ["items", "content"]
});

/** `extra_content`: an example's item beside the other items that its session had met. A tag means something within its department only. */
const contentSql = (from: string, dialect: Dialect) => `${sessionItemsSql(dialect)}

${dialect.createTable(
  EXTRA,
  `WITH moments AS (
  SELECT DISTINCT session_id, as_of_ms FROM ${from}
), met AS (
  SELECT moments.session_id, as_of_ms, item_id FROM moments
  JOIN session_items ON session_items.session_id = moments.session_id AND first_ms < as_of_ms
), wanted AS (
  SELECT DISTINCT item_id, as_of_ms FROM (
    SELECT item_id, as_of_ms FROM met UNION ALL SELECT item_id, as_of_ms FROM ${from} WHERE item_id IS NOT NULL
  )
), known AS (
  SELECT wanted.item_id, wanted.as_of_ms, a.department_id, a.category_id, a.tags
  FROM ${
    dialect.asOfJoin({
      left: {from: "wanted", aliases: ["wanted"]},
      right: "item_attributes",
      as: "a",
      on: [["wanted.item_id", "item_id"]],
      leftTime: "wanted.as_of_ms",
      rightTime: "from_ms"
    }).from
  }
), compared AS (
  SELECT example_id,
    CASE WHEN this.department_id = other.department_id THEN bit_count(this.tags & other.tags) ELSE 0 END AS shared,
    CASE WHEN this.category_id = other.category_id THEN 1 ELSE 0 END AS same
  FROM ${from} AS example
  JOIN met ON met.session_id = example.session_id AND met.as_of_ms = example.as_of_ms AND met.item_id <> example.item_id
  JOIN known AS this ON this.item_id = example.item_id AND this.as_of_ms = example.as_of_ms
  JOIN known AS other ON other.item_id = met.item_id AND other.as_of_ms = example.as_of_ms
)
SELECT example_id, max(shared) AS most, ${dialect.quotient("1000 * sum(coalesce(shared, 0))", "count(*)")} AS mean, sum(same) AS same
FROM compared
GROUP BY example_id`
)}

${dialect.dropTable("session_items")}`;

/** What the catalogue says of an item. A catalogue without dates counts as known from the beginning, which flatters what it says of reviews. */
export const CONTENT: OptionalGroup = {
  group: "content",
  features: [
    content("item_rating", "tenths of a star", "The item's rating in the catalogue.", attribute("rating_tenths")),
    content("item_reviews", "reviews", "How many reviews the catalogue has of the item.", attribute("reviews")),
    content(
      "shared_tags_most",
      "tags",
      `The most tags that the item shares with one of the session's other items, the first ${MAX_ITEMS} of which count.`,
      extra(EXTRA, "most")
    ),
    content(
      "shared_tags_mean",
      "‰",
      "Tags that the item shares with each of the session's other items, in the mean, in thousandths of a tag.",
      extra(EXTRA, "mean")
    ),
    {
      ...content(
        "same_category_items",
        "items",
        "The session's other items of the item's category.",
        extra(EXTRA, "same")
      ),
      needs: ["items", "departments"]
    }
  ],
  extra: {table: EXTRA, make: (engine, from) => engine.run(contentSql(from, engine.dialect))}
};
