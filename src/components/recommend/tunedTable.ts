import type {TunedNetworks} from "../../lib/reports/tunedNetworks.js";
import type {DataTableOptions} from "../dataTable.js";
import {interval} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** Networks with tuned options beside GRU4Rec as its authors set it. */
export function tunedTable({rows}: TunedNetworks): DataTableOptions {
  return {
    name: "recommend-tuned",
    caption:
      "E-shop clothing, the last 14 days, repeats removed: networks tuned on the days before (95 % intervals over sessions)",
    columns: {
      network: rows.map(({title}) => title),
      seeds: rows.map(({seeds}) => seeds),
      hr5: rows.map(({hr5}) => hr5.value),
      gain: rows.map(({gain}) => gain?.value ?? null)
    },
    header: {hr5: "HR@5", gain: "less the authors' settings"},
    format: {
      network: lineCell,
      hr5: (_, row) => lineCell(interval({...rows[row].hr5, unit: "share"})),
      gain: (_, row) => {
        const {gain} = rows[row];
        return gain === null ? "–" : lineCell(interval({...gain, unit: "share"}));
      }
    },
    rows: rows.length
  };
}
