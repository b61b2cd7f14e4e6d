import type {GroupErrors} from "../../lib/forecast/errorsByGroup.js";
import type {DataTableOptions} from "../dataTable.js";
import {count, percent} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** Where a forecast is right and where it is not: its errors by groups of items and days. */
export function groupsTable(
  groups: readonly GroupErrors[],
  {model, items}: {readonly model: string; readonly items: number}
): DataTableOptions {
  const share = (x: number | string | null) => (Number.isNaN(Number(x)) ? "–" : percent(Number(x), 0));
  return {
    name: "forecast-groups",
    caption: `${model} by groups of ${count(items)} items and their days ahead`,
    columns: {
      group: groups.map(({group}) => group),
      by: groups.map(({by}) => by),
      rows: groups.map(({rows}) => rows),
      soldShare: groups.map(({soldShare}) => soldShare),
      wmape: groups.map(({wmape}) => wmape),
      bias: groups.map(({bias}) => bias),
      coverage: groups.map(({coverage}) => coverage)
    },
    header: {
      by: "split up by",
      rows: "days of items",
      soldShare: "part of sales",
      wmape: "wMAPE",
      coverage: "within 90 % intervals"
    },
    format: {
      group: lineCell,
      by: lineCell,
      rows: (x) => count(Number(x)),
      soldShare: share,
      wmape: share,
      bias: share,
      coverage: share
    },
    rows: groups.length
  };
}
