import {readText, type ModelSchema, type SchemaColumn} from "../../lib/models/modelSchema.js";
import {dataTable} from "../dataTable.js";

/** The numbers that a file takes: where each comes from, its unit, what it means, and what stands for nothing. */
export function inputsTable(name: string, {table, inputs, scores}: ModelSchema): HTMLElement {
  const columns = inputs.flatMap((input) => input.columns);
  const nothing = columns.map(({fill}) => (fill === undefined ? "" : `${fill.value}: ${fill.meaning}`));
  return dataTable({
    name: `${name}-inputs`,
    caption: `Inputs, computed from ${table.about}. Outputs: ${scores.map(({meaning}) => meaning).join("; ")}`,
    columns: {
      column: columns.map((column) => column.name),
      from: columns.map(readText),
      unit: columns.map(({unit}) => unit),
      meaning: columns.map(meaningOf),
      ...(nothing.some((text) => text !== "") ? {nothing} : {})
    },
    header: {from: "computed from", nothing: "value if nothing is known"},
    rows: columns.length
  });
}

function meaningOf({definition, windowDays, known, codes}: SchemaColumn): string {
  return [
    definition,
    ...(windowDays == null ? [] : [`Over ${windowDays} ${windowDays === 1 ? "day" : "days"}.`]),
    ...(known === undefined || codes !== undefined ? [] : [`Training rows have ${known.join(", ")}.`])
  ].join(" ");
}
