import {openLogWorker} from "../../browser/logWorkerClient.js";
import type {OwnLog} from "../../browser/ownLog/ownLogs.js";
import {liveLog, liveOwnLog, type LiveLog, type LiveLogOptions} from "../liveLog.js";

/** The database that sessions come from: the generated shop, or the reader's own log. */
export function liveSessions(
  shop: {readonly profile: string; readonly seed: number},
  own: OwnLog | null,
  size: LiveLogOptions["size"]
): LiveLog {
  if (own !== null) return liveOwnLog(own, size);
  return liveLog({
    open: (options) => openLogWorker({kind: "shop", profile: shop.profile, seed: shop.seed, visits: false}, options),
    label: "Starting DuckDB and generating the shop",
    offer: "the shop’s events are generated here and cut into sessions",
    holds: "the generated events",
    instead: "the published figures are shown",
    size
  });
}
