import {readText, type ModelSchema} from "../../lib/models/modelSchema.js";
import {dataTable} from "../dataTable.js";

/** The numbers that a file takes: where each comes from, its unit, what it means, and what stands for nothing. */
export function inputsTable(name: string, {table, inputs, scores}: ModelSchema): HTMLElement {
  const columns = inputs.flatMap((input) => input.columns);
  return dataTable({
    name: `${name}-inputs`,
    caption: `Read from ${table.about}. It gives ${scores.map(({meaning}) => meaning).join("; ")}`,
    columns: {
      column: columns.map((column) => column.name),
      from: columns.map(readText),
      unit: columns.map(({unit}) => unit),
      meaning: columns.map(({definition, windowDays}) =>
        windowDays == null ? definition : `${definition} Over ${windowDays} ${windowDays === 1 ? "day" : "days"}.`
      ),
      nothing: columns.map(({fill}) => (fill === undefined ? "" : `${fill.value}: ${fill.meaning}`))
    },
    header: {from: "read from", nothing: "where nothing is known"},
    rows: columns.length
  });
}
