import {CLAIMS} from "../../src/lib/claims/ledger.js";
import {simulatedReport, type SimulationSettings} from "../../src/lib/metrics/binormal.js";
import {presetsOf} from "../../src/lib/reports/metrics.js";
import type {MetricsPage} from "../../src/lib/reports/metricsPage.js";

const FIRST: SimulationSettings = {
  positives: 50,
  negatives: 950,
  auc: 0.8,
  rowsPerUser: 1,
  levels: null,
  confidence: 1,
  seed: 1
};

/** What the page on metrics shows before a control is touched, and the published areas under curves that it offers to imitate. */
export function metricsPage(): MetricsPage {
  return {
    first: simulatedReport(FIRST),
    presets: presetsOf(CLAIMS)
  };
}
