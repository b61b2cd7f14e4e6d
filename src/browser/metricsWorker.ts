import {simulatedReport, type SimulationSettings} from "../lib/metrics/binormal.js";
import {answerPage} from "./answerPage.js";

answerPage<SimulationSettings>(async (settings) => simulatedReport(settings));
