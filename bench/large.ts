import {execFile} from "node:child_process";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {measured, type Measured} from "./measured.js";
import type {OneRun} from "./runOnce.js";

/** The shop a hundred times the size of `paper`, and one ten times smaller for comparison, each generated and staged in a process of its own. */
export async function benchLarge(): Promise<Measured[]> {
  const medium: OneRun[] = [];
  for (let run = 0; run < 3; run++) medium.push(await runOnce("medium"));
  const large = await runOnce("large");
  const perEvent = ({stagesMs, events}: OneRun) => (1000 * stagesMs) / events;
  const wholePerEvent = ({wholeMs, events}: OneRun) => (1000 * wholeMs) / events;
  return [
    measured("large: events", "million", 32, [large.events / 1e6]),
    measured("large: greatest memory", "GB", 4, [large.peakGb]),
    measured("large: generated and staged", "s", 150, [large.stagesMs / 1000]),
    measured("large: with Parquet files and hashes", "s", 400, [large.wholeMs / 1000]),
    measured(
      "large / medium: time per event",
      "×",
      1.2,
      medium.map((run) => perEvent(large) / perEvent(run))
    ),
    measured(
      "large / medium: the same with files and hashes",
      "×",
      1.2,
      medium.map((run) => wholePerEvent(large) / wholePerEvent(run))
    )
  ];
}

async function runOnce(profile: string): Promise<OneRun> {
  const script = fileURLToPath(new URL("runOnce.ts", import.meta.url));
  const {stdout} = await promisify(execFile)(process.execPath, ["--import", "tsx", script, profile]);
  return JSON.parse(stdout) as OneRun;
}
