import type {SimulatedReport, SimulationSettings} from "../lib/metrics/binormal.js";
import {askWorker, type AskedWorker} from "./askWorker.js";

/** Simulates in a worker, which is started by the first question. `close` ends it. */
export function simulatedReports(): {ask(settings: SimulationSettings): Promise<SimulatedReport>; close(): void} {
  let asked: AskedWorker<SimulationSettings> | undefined;
  return {
    ask(settings) {
      asked ??= askWorker(new Worker(import.meta.resolve("./metricsWorker.js"), {type: "module"}));
      return asked.ask<SimulatedReport>(settings);
    },
    close() {
      asked?.end(new DOMException("the page went away", "AbortError"));
      asked = undefined;
    }
  };
}
