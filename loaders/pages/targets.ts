import {targetsReport} from "../../src/lib/reports/targets.js";
import type {TargetsPage} from "../../src/lib/reports/targetsPage.js";
import {requireResult} from "../results/results.js";

/** What the Targets page shows before any control is touched, from the committed study. */
export function targetsPage(): TargetsPage {
  return targetsReport(requireResult("targets-paper"));
}
