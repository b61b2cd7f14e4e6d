import type {CountedShop} from "../../lib/reports/targetsPage.js";
import {openLogWorker} from "../../browser/logWorkerClient.js";
import type {OwnLog} from "../../browser/ownLog/ownLogs.js";
import {count} from "../format.js";
import {liveLog, liveOwnLog, type LiveLog, type LiveLogOptions} from "../liveLog.js";

/** The database in which targets are counted: a generated shop of any size, made in blocks, or the reader's own log. */
export function liveTargets(log: CountedShop | OwnLog, size: LiveLogOptions["size"]): LiveLog {
  if (!("profile" in log)) return liveOwnLog(log, size);
  const {profile, seed} = log;
  return liveLog({
    open: (options) => openLogWorker({kind: "shop", profile, seed, visits: false}, options),
    label: "Starting DuckDB and generating the shop",
    offer: `the events of ${count(log.size.sessions)} sessions are generated here`,
    holds: "the generated events",
    instead: "the committed counts are shown",
    size
  });
}
