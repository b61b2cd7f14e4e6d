import {simulatedReport, type SimulationSettings} from "../lib/metrics/simulatedReport.js";
import {answerPage} from "./answerPage.js";

answerPage<SimulationSettings>(async (settings) => simulatedReport(settings));
