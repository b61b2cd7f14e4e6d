import {EXAMPLE_OPTIONS, examplesSql} from "../features/examples.js";
import {FEATURES} from "../features/featureList.js";
import {featuresSql} from "../features/featuresSql.js";
import {itemAttributesSql, type ItemKnowledge} from "../features/itemAttributes.js";
import type {Stage} from "../pipeline/stages.js";
import {labelsSql} from "./labelsSql.js";
import {TARGETS} from "./target.js";

/** The targets that are asked of the examples of the stage `examples`. */
export const ITEM_TARGETS = TARGETS.filter(({examples}) => examples.unit === "item");

/**
 * The stages after the split: `examples`, one for each session and distinct item in it, at the session's end, with `item_attributes` and `log_clock`; `features`, the
 * 37 of each example, where a log that lacks something has the fill values; and `targets`, whose table `labels` has the five targets that are asked of such examples.
 */
export function exampleStages(known: ItemKnowledge): readonly Stage[] {
  return [
    {
      name: "examples",
      table: "examples",
      order: "example_id",
      sql: (_source, _options, dialect) =>
        `${itemAttributesSql(known, dialect)}\n\n${examplesSql(EXAMPLE_OPTIONS, dialect)}`
    },
    {
      name: "features",
      table: "features",
      order: "example_id",
      sql: (_source, _options, dialect) => featuresSql(FEATURES, dialect)
    },
    {
      name: "targets",
      table: "labels",
      order: "example_id",
      sql: (_source, _options, dialect) => labelsSql(ITEM_TARGETS, {}, dialect)
    }
  ];
}
