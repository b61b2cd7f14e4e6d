import {from, not} from "arquero";
import {largestShop} from "../../lib/reports/sparsity.js";
import type {SparsityPage} from "../../lib/reports/sparsityPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {columnsOf} from "../columnsOf.js";
import {count, interval, percent} from "../format.js";
import {fixedCell, lineCell, wordsCell} from "../targets/tableCells.js";
import {targetTitle} from "./sparsityLabels.js";

/** How many positives every target takes until a model knows half, and most, of what can be known. */
export function neededTable(page: SparsityPage, model: string): DataTableOptions {
  const targets = [...new Set(page.needed.map(({target}) => target))];
  const shares = [...new Set(page.needed.map(({share}) => share))];
  const largest = largestShop(page.curve);
  const text = ({value, low, high, most}: SparsityPage["needed"][number]): string => {
    const edge = (x: number | null) => (x === null ? `over ${count(most)}` : count(x));
    return value === null ? edge(null) : `${edge(value)} [${edge(low)}, ${edge(high)}]`;
  };
  // a row for each target, a column for each share
  const needed = from(
    page.needed
      .filter((one) => one.model === model)
      .map((one) => ({target: one.target, share: `share_${100 * one.share}`, text: text(one)}))
  )
    .groupby("target")
    .pivot("share", "text", {sort: false})
    .select(not("target"));
  const whole = (target: string) =>
    page.curve.find((mark) => mark.target === target && mark.model === model && mark.users === largest && mark.whole)!;
  const ceilingOf = (target: string) => page.ceilings.find((one) => one.target === target && one.users === largest)!;
  return {
    name: "sparsity-needed",
    caption: `Training positives needed to learn a share of what can be known: ${page.models.find(({id}) => id === model)!.title} (generated data)`,
    columns: {
      target: targets.map(targetTitle),
      ...columnsOf(needed),
      positives: targets.map((target) => whole(target).positives),
      auc: targets.map((target) => interval(whole(target).auc)),
      ceiling: targets.map((target) => interval(ceilingOf(target).auc)),
      censored: targets.map((target) => percent(ceilingOf(target).censored)),
      known_auc: targets.map((target) => {
        const {knownAuc} = whole(target);
        return knownAuc === null ? "–" : interval(knownAuc);
      })
    },
    header: {
      ...Object.fromEntries(shares.map((share) => [`share_${100 * share}`, `positives for ${100 * share} %`])),
      positives: `all positives of ${count(largest)} users`,
      auc: "AUC with all of them",
      ceiling: "best possible AUC",
      censored: "test examples with a horizon beyond the log",
      known_auc: "AUC without them"
    },
    format: {
      target: wordsCell,
      positives: (value) => count(Number(value)),
      auc: lineCell,
      ceiling: lineCell,
      known_auc: lineCell,
      ...Object.fromEntries(shares.map((share) => [`share_${100 * share}`, lineCell]))
    },
    rows: targets.length
  };
}

/** The made-up multipliers with and without, and on labels that mean nothing. */
export function syntheticMultipliersTable(page: SparsityPage): DataTableOptions {
  const rows = page.madeUp;
  return {
    name: "sparsity-made-up",
    caption: "Test AUC with and without the made-up multipliers (generated data; chance is 0.5)",
    columns: {
      model: rows.map(({model}) => page.models.find(({id}) => id === model)!.title),
      multipliers: rows.map(({features}) => features),
      labels: rows.map(({labels}) => labels),
      auc: rows.map(({auc}) => auc.value),
      low: rows.map(({auc}) => auc.low),
      high: rows.map(({auc}) => auc.high),
      tested: rows.map(({testPositives}) => testPositives)
    },
    header: {labels: "training labels", auc: "AUC", low: "95 % from", high: "to", tested: "test positives per shop"},
    format: {
      model: wordsCell,
      auc: fixedCell(2),
      low: fixedCell(2),
      high: fixedCell(2),
      tested: fixedCell(0)
    },
    rows: rows.length
  };
}
