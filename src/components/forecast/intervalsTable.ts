import type {StudyResult} from "../../lib/core/result.js";
import {forecastModels, paceIntervals} from "../../lib/reports/forecast.js";
import type {DataTableOptions} from "../dataTable.js";
import {count, fixed, percent} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** How many days intervals of 90 % hold and how wide they are, of some models of the study, by how often an article is sold. */
export function intervalsTable(study: StudyResult, ids: readonly string[]): DataTableOptions {
  const rows = paceIntervals(study, ids);
  const {id, title} = forecastModels(study);
  const share = (x: unknown) => percent(Number(x));
  const units = (x: unknown) => fixed(Number(x), 1);
  return {
    name: "forecast-intervals",
    caption: `Intervals of 90 % over ${(study.options as {readonly intervalOrigins: readonly string[]}).intervalOrigins.length} origins, by how often an article was sold in the 112 days before`,
    columns: {
      model: rows.map((row) => title[id.indexOf(row.id)]),
      pace: rows.map(({pace}) => pace),
      rows: rows.map((row) => row.rows),
      coverage: rows.map(({coverage}) => coverage),
      width: rows.map(({width}) => width),
      adaptiveCoverage: rows.map(({adaptiveCoverage}) => adaptiveCoverage),
      adaptiveWidth: rows.map(({adaptiveWidth}) => adaptiveWidth),
      fromZero: rows.map(({fromZero}) => fromZero),
      onlyZero: rows.map(({onlyZero}) => onlyZero)
    },
    header: {
      pace: "articles",
      rows: "days of articles",
      coverage: "held, split",
      width: "width, split, units",
      adaptiveCoverage: "held, adaptive",
      adaptiveWidth: "width, adaptive, units",
      fromZero: "begin at 0",
      onlyZero: "are 0 to 0"
    },
    format: {
      model: lineCell,
      pace: lineCell,
      rows: (x) => count(Number(x)),
      coverage: share,
      width: units,
      adaptiveCoverage: share,
      adaptiveWidth: units,
      fromZero: (x) => percent(Number(x), 0),
      onlyZero: (x) => percent(Number(x), 0)
    },
    rows: rows.length
  };
}
