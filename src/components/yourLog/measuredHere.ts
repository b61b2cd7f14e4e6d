import type {LogMeasurements} from "../../lib/reports/logMeasurements.js";
import type {SplitOptions} from "../../lib/pipeline/split.js";
import {failureText} from "../failureText.js";
import type {LiveLog} from "../liveLog.js";

/** What was measured as far as it is there, and what is to be said of it. */
export interface Measured {
  readonly measured: LogMeasurements | null;
  readonly said: string;
}

/** Measures a log in the tab: first says that it is under way, then gives it, or says why there is nothing. */
export async function* measuredHere(live: LiveLog, split: SplitOptions): AsyncGenerator<Measured> {
  yield {measured: null, said: "Counting sessions and targets in this tab."};
  try {
    const measured = await live.ask("measurements", (logWorker) => logWorker.measure(split));
    yield measured === null
      ? {measured, said: "Not counted; start DuckDB above, then choose your log again."}
      : {measured, said: "Counted in this tab."};
  } catch (error) {
    yield {measured: null, said: `It could not be counted: ${failureText(error)}`};
  }
}
