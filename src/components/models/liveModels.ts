import {openLogWorker} from "../../browser/logWorkerClient.js";
import type {OwnLog} from "../../browser/ownLog/ownLogs.js";
import {liveLog, liveOwnLog, type LiveLog, type LiveLogOptions} from "../liveLog.js";

/** The shop that the committed figures are of. */
const SHOP = {profile: "paper", seed: 1} as const;

/** The database that examples come from: the generated shop, or the reader's own log. */
export function liveModels(own: OwnLog | null, size: LiveLogOptions["size"]): LiveLog {
  if (own !== null) return liveOwnLog(own, size);
  return liveLog({
    open: (options) => openLogWorker({kind: "shop", ...SHOP, visits: false}, options),
    label: "Starting DuckDB and generating the shop",
    offer: "the shop’s events are generated here, with their features and labels",
    holds: "the generated events",
    instead: "the committed figures are shown",
    size
  });
}
