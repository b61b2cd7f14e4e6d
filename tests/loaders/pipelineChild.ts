/** The pipeline up to evaluated models, in a process that kills itself half-way through the training of boosting. */
import {logModels} from "../../loaders/pipeline/modelStages.js";
import {runPipeline} from "../../loaders/pipeline/pipeline.js";
import {targetById} from "../../src/lib/targets/target.js";

const [folder] = process.argv.slice(2);
await runPipeline({
  profile: "tiny",
  folder,
  until: "targets",
  next: (ready) =>
    logModels(ready, targetById("purchase-this-session"), {
      onProgress({stage, share = 0}) {
        if (stage === "train boosting" && share > 0.5) process.kill(process.pid, "SIGKILL");
      }
    })
});
