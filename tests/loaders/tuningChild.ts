/** A study that goes on with the latest one of the store, and says the number and value of each trial once it is kept, until it is killed. */
import {openRun} from "../../loaders/runs/runStore.js";
import {storedStudies, studyFile} from "../../loaders/tuning/studyFile.js";
import {randomSampler} from "../../src/lib/tuning/sampler.js";
import {startStudy} from "../../src/lib/tuning/study.js";
import {studyHeader} from "./tuningStudy.js";

const store = process.argv[2];
const earlier = storedStudies(store).at(-1)?.entries ?? [];
const run = await openRun({command: "tune", subject: {model: "boosting", source: "shop"}}, store);
const file = studyFile(run.folder, studyHeader, earlier);
const study = startStudy(
  {space: studyHeader.space, directions: ["minimize"], sampler: randomSampler, seed: 1},
  earlier.map(({trial}) => trial)
);
for (;;) {
  const running = study.ask()!;
  const value = (running.parameters.x as number) ** 2;
  running.report(1, value + 1);
  const trial = running.tell({values: [value]});
  file.append({trial, startMs: 0, endMs: 1, worker: 0});
  process.stdout.write(`${trial.number} ${value}\n`);
  // lets what was written go out
  await new Promise(setImmediate);
}
