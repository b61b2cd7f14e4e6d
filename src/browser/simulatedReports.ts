import type {SimulatedReport, SimulationSettings} from "../lib/metrics/binormal.js";
import {openWorkerClient, type WorkerClient} from "./workerClient.js";

/** Simulates in a worker, which is started by the first question. `close` ends it. */
export function simulatedReports(): {ask(settings: SimulationSettings): Promise<SimulatedReport>; close(): void} {
  let asked: WorkerClient<SimulationSettings> | undefined;
  return {
    ask(settings) {
      asked ??= openWorkerClient(new Worker(import.meta.resolve("./metricsWorker.js"), {type: "module"}));
      return asked.ask<SimulatedReport>(settings);
    },
    close() {
      asked?.end(new DOMException("the page went away", "AbortError"));
      asked = undefined;
    }
  };
}
