import {table} from "../../src/lib/core/table.js";
import type {RawEvents} from "../../src/lib/sources/events.js";

/** A log without the rows that are equal to the row before them in every column: what cleaning leaves out of the twin's log. */
export function withoutRepeatedRows({columns, rows}: RawEvents): RawEvents {
  const all = Object.values(columns);
  const kept: number[] = [];
  for (let i = 0; i < rows; i++)
    if (i === 0 || all.some((column) => !Object.is(column[i], column[i - 1]))) kept.push(i);
  const picked = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      column instanceof Int32Array ? Int32Array.from(kept, (i) => column[i]) : Float64Array.from(kept, (i) => column[i])
    ])
  );
  return table(picked as RawEvents["columns"]);
}
