import {MAX_DWELL_MINUTES} from "../features/featureList.js";
import type {Feature} from "../features/feature.js";
import type {RowsSchema, SchemaColumn} from "../models/modelSchema.js";
import type {Target} from "../targets/target.js";
import {parseCode} from "./columnsByName.js";

/** What the fill value of a feature stands for. */
function fillMeaning({fill, unit}: Feature): string {
  if (fill === MAX_DWELL_MINUTES && unit === "minutes") return "never so far, or 90 days ago and more";
  if (unit === "code") return "not known";
  return "nothing so far";
}

/**
 * How the exported rows of a target (`rowsToCsv`) become the columns of a model. `columns` are those of the task,
 * `features` the list that its features are in. Throws `RangeError` for a column that is none of them.
 */
export function targetSchema(columns: readonly string[], target: Target, features: readonly Feature[]): RowsSchema {
  return {
    table: {
      about: `examples of “${target.title}”, one a row, their features as whole numbers: npm run train -- --rows DIR --target ${target.id} writes them`,
      group: null,
      clusters: "user_id"
    },
    columns: columns.map((name): SchemaColumn => {
      const plain = features.find((feature) => feature.name === name);
      const {code, value} = parseCode(name);
      const feature = plain ?? features.find((one) => one.name === code);
      if (feature === undefined) throw new RangeError(`${name} is no feature`);
      const {unit, definition, windowDays, fill} = feature;
      return {
        name,
        source: feature.name,
        ...(plain === undefined ? {read: "indicator", value} : {read: "number"}),
        missing: plain === undefined ? 0 : null,
        unit,
        definition,
        windowDays,
        fill: {value: fill, meaning: fillMeaning(feature)}
      };
    }),
    label: {source: target.id},
    parts: {train: [{source: "part", in: ["train"]}], test: [{source: "part", in: ["test"]}]}
  };
}
