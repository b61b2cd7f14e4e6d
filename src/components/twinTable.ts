import type {StudyResult} from "../lib/core/result.js";
import {dataTable} from "./dataTable.js";
import {count, fixed, percent} from "./format.js";

/** The totals published of RetailRocket beside those of its generated twin, from the result of `twin-retailrocket`. */
export function twinTable(result: StudyResult): HTMLElement {
  const {total, unit, published, generated} = result.tables.totals;
  const written = (value: number | string | null, row: number): string =>
    String(unit[row]).startsWith("share") ? percent(Number(value), 2) : count(Number(value));
  return dataTable({
    name: "retailrocket-twin",
    columns: {total, published, generated, difference: twinDifferences(result)},
    header: {difference: "difference, %"},
    format: {
      published: written,
      generated: written,
      difference: (value) => (Number.isNaN(Number(value)) ? "–" : fixed(Number(value), 2))
    },
    caption: "RetailRocket as published and its generated twin",
    rows: total.length
  });
}

/** By how many per cent each total of the twin differs from the published one; NaN where that is zero. */
export function twinDifferences(result: StudyResult): number[] {
  const {published, generated} = result.tables.totals;
  return published.map((value, i) => (value === 0 ? NaN : 100 * (Number(generated[i]) / Number(value) - 1)));
}
