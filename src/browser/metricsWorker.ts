import {simulatedReport, type SimulationSettings} from "../lib/metrics/binormal.js";
import {answerQuestions} from "./answerQuestions.js";

answerQuestions<SimulationSettings>(async (settings) => simulatedReport(settings));
