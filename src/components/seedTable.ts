import type {StudyResult} from "../lib/core/result.js";
import {dataTable} from "./dataTable.js";

/** What other seeds give, so that nobody takes the published shop's counts for constants. */
export function seedTable(result: StudyResult): HTMLElement {
  return dataTable({
    name: "shop-seeds",
    columns: result.tables.seeds,
    header: {
      buyingSessions: "buying sessions",
      cartingSessions: "carting sessions",
      examplesTrain: "training examples",
      positivesNext3Train: "positives among them, censored ones counted"
    },
    caption: "The same options under other seeds (generated data)",
    rows: 6
  });
}
