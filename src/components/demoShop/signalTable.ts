import type {DemoShopPage} from "../../lib/reports/demoShopPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixedCell} from "../targets/tableCells.js";

/** What each signal is worth, and what both together have more. */
export function signalTable({signals}: DemoShopPage): DataTableOptions {
  const names = ["auc", "low", "high", "gain", "gain_low", "gain_high"];
  return {
    name: "demo-shop-signals",
    caption: "AUC for an abandoned cart against a bought one; chance is 0.5",
    columns: {
      signal: signals.map(({signal}) => signal),
      auc: signals.map(({value}) => value),
      low: signals.map(({low}) => low),
      high: signals.map(({high}) => high),
      gain: signals.map(({gain}) => gain?.value ?? null),
      gain_low: signals.map(({gain}) => gain?.low ?? null),
      gain_high: signals.map(({gain}) => gain?.high ?? null)
    },
    header: {
      auc: "AUC",
      low: "95 % from",
      high: "to",
      gain: "what fusing adds",
      gain_low: "95 % from",
      gain_high: "to"
    },
    format: Object.fromEntries(names.map((name) => [name, fixedCell(3)]))
  };
}
