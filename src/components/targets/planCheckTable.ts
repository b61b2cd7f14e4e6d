import {powerAnalysis} from "../../lib/targets/powerAnalysis.js";
import type {TargetsPage} from "../../lib/targets/targetsPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed} from "../format.js";
import {countedTargets} from "./countedTargets.js";
import {wordsCell} from "./tableCells.js";
import {SHOP_TITLES} from "./shopTitles.js";

export interface PlanCheck extends DataTableOptions {
  /** Counts of the second shop that lie inside the planner's interval, and how many there are. */
  readonly inside: number;
  readonly of: number;
  /** The least and the largest of the last shop's counted positives for one planned. */
  readonly ratios: readonly [low: number, high: number];
}

/** The planner against shops that were counted: it plans each from the first one's rates. */
export function planCheckTable({shops}: TargetsPage): PlanCheck {
  const [from, ...others] = shops;
  const rows = others.flatMap((shop) => {
    const counted = countedTargets(shop);
    return powerAnalysis(shop.size, countedTargets(from), from.size).map(({target, positives, low, high}, i) => ({
      shop: shop.profile,
      target: target.title,
      planned: positives,
      low,
      high,
      counted: counted[i].positives,
      ratio: counted[i].positives / positives
    }));
  });
  const first = rows.filter(({shop}) => shop === others[0].profile);
  const last = rows.filter(({shop}) => shop === others.at(-1)!.profile).map(({ratio}) => ratio);
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  return {
    name: "targets-plan-check",
    caption: `Planned from ${SHOP_TITLES[from.profile]} and counted (generated data)`,
    columns: {
      shop: rows.map(({shop}) => SHOP_TITLES[shop]),
      target: column("target"),
      planned: column("planned"),
      low: column("low"),
      high: column("high"),
      counted: column("counted"),
      ratio: column("ratio")
    },
    header: {planned: "positives planned", low: "95 % from", high: "to", ratio: "counted for one planned"},
    format: {shop: wordsCell, target: wordsCell, ratio: (value) => fixed(Number(value), 2)},
    rows: rows.length,
    inside: first.filter(({counted, low, high}) => low <= counted && counted <= high).length,
    of: first.length,
    ratios: [Math.min(...last), Math.max(...last)]
  };
}
