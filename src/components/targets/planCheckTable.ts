import type {PlanCheck} from "../../lib/reports/targets.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed} from "../format.js";
import {wordsCell} from "./tableCells.js";
import {SHOP_TITLES} from "./shopTitles.js";

/** The planner against shops that were counted: it plans each from the first one's rates. */
export function planCheckTable({rows}: PlanCheck, from: string): DataTableOptions {
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  return {
    name: "targets-plan-check",
    caption: `The plan from ${SHOP_TITLES[from]} compared with the counts (generated data)`,
    columns: {
      shop: rows.map(({shop}) => SHOP_TITLES[shop]),
      target: rows.map(({target}) => target.title),
      planned: column("planned"),
      low: column("low"),
      high: column("high"),
      counted: column("counted"),
      ratio: column("ratio")
    },
    header: {planned: "planned positives", low: "95 % from", high: "to", ratio: "counted / planned"},
    format: {shop: wordsCell, target: wordsCell, ratio: (value) => fixed(Number(value), 2)},
    rows: 7
  };
}
