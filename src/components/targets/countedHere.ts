import type {CountedTargets, CountingProtocol} from "../../lib/targets/countTargets.js";
import type {LiveLog} from "../liveLog.js";

/** Counts as far as they are there, and what is to be said of them. */
export interface Counted {
  readonly counts: CountedTargets | null;
  readonly said: string;
}

/** Counts a log's targets in the tab: first says that it is under way, then gives it, or says why there is none. */
export async function* countedHere(live: LiveLog, protocol: CountingProtocol): AsyncGenerator<Counted> {
  yield {counts: null, said: "Counting in this tab…"};
  try {
    const counts = await live.ask("targets", (logWorker) => logWorker.countTargets(protocol));
    yield counts === null
      ? {counts, said: "Not counted. Start DuckDB above and choose again."}
      : {counts, said: "Counted in this tab."};
  } catch (error) {
    yield {
      counts: null,
      said: `It cannot be counted that way: ${error instanceof Error ? error.message : String(error)}.`
    };
  }
}
