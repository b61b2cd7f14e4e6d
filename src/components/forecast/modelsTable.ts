import type {StudyResult} from "../../lib/core/result.js";
import {forecastDistributions, forecastModels} from "../../lib/reports/forecast.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed, interval, percent} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** Every model of the study `forecast-online-retail`: means over its origins, with intervals of what models are compared by. */
export function modelsTable(study: StudyResult): DataTableOptions {
  const {id, title, wmape, rmsse, mase, mae, bias} = forecastModels(study);
  const {crps, pinball90} = forecastDistributions(study);
  const {origins, horizon} = study.options as {readonly origins: readonly string[]; readonly horizon: number};
  const spanned = (metric: "wmape" | "rmsse", unit: "share" | "", digits?: number) => (_: unknown, row: number) => {
    const {value, low, high} = study.figures[`${id[row]}-${metric}`];
    return lineCell(interval({value, low, high, unit}, digits));
  };
  return {
    name: "forecast-models",
    caption: `Means of ${origins.length} origins, ${horizon} days ahead, every article on every day (95 % intervals: bootstrap over articles)`,
    columns: {model: title, wmape, rmsse, mase, mae, bias, crps, pinball90},
    header: {
      wmape: "wMAPE",
      rmsse: "RMSSE",
      mase: "MASE",
      mae: "MAE, units",
      bias: "bias",
      crps: "CRPS, units",
      pinball90: "pinball loss at 90 %, units"
    },
    format: {
      model: lineCell,
      wmape: spanned("wmape", "share"),
      rmsse: spanned("rmsse", "", 3),
      mase: (x) => fixed(Number(x), 3),
      mae: (x) => fixed(Number(x), 2),
      bias: (x) => percent(Number(x), 0),
      crps: (x) => fixed(Number(x), 2),
      pinball90: (x) => fixed(Number(x), 2)
    },
    rows: id.length
  };
}
