import type {LeakageReport} from "../../lib/leakage/auditLeakage.js";
import {dataTable} from "../dataTable.js";

/** Each feature of a report: how many of its values differed in each world, and what it looks at if it looks ahead. */
export function differenceTable({byFeature, leaks, examples}: LeakageReport): HTMLElement {
  return dataTable({
    name: "replay-differences",
    caption: `Values that differed, of ${examples} examples replayed`,
    header: {
      deleted: "later events deleted",
      invented: "invented future",
      kind: "what leaks"
    },
    columns: {
      feature: byFeature.map(({feature}) => feature),
      deleted: byFeature.map(({deleted}) => deleted),
      invented: byFeature.map(({invented}) => invented),
      kind: byFeature.map(({feature}) => leaks.find((leak) => leak.feature === feature)?.kind ?? "nothing later")
    },
    rows: 10
  });
}
