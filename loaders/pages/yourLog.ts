import {LEAKAGE_OPTIONS} from "../../src/lib/leakage/auditLeakage.js";
import {ALL_KNOWN} from "../../src/lib/features/itemAttributes.js";
import {SPLIT_OPTIONS} from "../../src/lib/pipeline/split.js";
import {auditLog} from "../../src/lib/reports/logAudit.js";
import {measureLog} from "../../src/lib/reports/logMeasurements.js";
import type {LogReportInput} from "../../src/lib/reports/logReport.js";
import {withShopLog} from "./sharedShop.js";

/** What the page about a log of the reader's own shows while there is none: the same of the generated shop. */
export function yourLogPage(): Promise<LogReportInput> {
  return withShopLog(async ({engine, run}) => {
    const measured = await measureLog(engine, ALL_KNOWN, SPLIT_OPTIONS);
    return {
      name: "the generated shop",
      run: {...run, stages: []},
      measured,
      audit: await auditLog(engine, ALL_KNOWN, {examples: LEAKAGE_OPTIONS.examples}),
      stopped: null
    };
  });
}
