import {simulatedReport, type SimulationSettings} from "../lib/metrics/binormal.js";
import {answerQuestions} from "./answerPage.js";

answerQuestions<SimulationSettings>(async (settings) => simulatedReport(settings));
