import type {StudyResult} from "../../lib/core/result.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixed, interval, percent} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** The study `forecast-horizons`: models by how far they look ahead, and their errors less those of mean × weekday. */
export function horizonsTable({figures, tables: {models}}: StudyResult): DataTableOptions {
  const difference = (_: unknown, row: number) => {
    const {value, low, high} = figures[`${models.id[row]}-${models.horizon[row]}-wmape-difference`];
    return lineCell(interval({value, low, high, unit: "share"}));
  };
  return {
    name: "forecast-horizons",
    caption:
      "A day and a week ahead: means of six origins each, every article on every day (95 % intervals: bootstrap over articles)",
    columns: {
      horizon: models.horizon.map(Number),
      model: models.title.map(String),
      wmape: models.wmape.map(Number),
      difference: models.lessWmape.map(Number),
      rmsse: models.rmsse.map(Number),
      mase: models.mase.map(Number),
      bias: models.bias.map(Number)
    },
    header: {
      horizon: "days ahead",
      wmape: "wMAPE",
      difference: "wMAPE less mean × weekday's",
      rmsse: "RMSSE",
      mase: "MASE"
    },
    format: {
      model: lineCell,
      wmape: (x) => percent(Number(x)),
      difference,
      rmsse: (x) => fixed(Number(x), 3),
      mase: (x) => fixed(Number(x), 3),
      bias: (x) => percent(Number(x), 0)
    },
    rows: models.id.length
  };
}
